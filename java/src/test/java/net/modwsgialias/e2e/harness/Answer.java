package net.modwsgialias.e2e.harness;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * All that one server had to say to a request: the status, the mapping as the access log saw it, and what the probe
 * script saw or, where none ran, the body. Immutable.
 */
public record Answer(Map<String, String> fields) {

    /** Puts an answer together; the directories of this run become the names that the case files use. */
    public static Answer of(UnaryOperator<String> shorten, Response response, Map<String, String> observed) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("status", Integer.toString(response.status()));
        if (response.probed()) {
            fields.putAll(response.probe());
        } else {
            fields.put("body", response.body());
        }
        fields.putAll(observed);
        fields.replaceAll((name, value) -> shorten.apply(value));
        return new Answer(fields);
    }

    public String get(String name) {
        return fields.getOrDefault(name, "-");
    }

    public int status() {
        return Integer.parseInt(get("status"));
    }

    /** No alias took the request. */
    public boolean declined() {
        return !get("handler").equals("wsgi-script");
    }

    /** The fields in which two answers differ, with both values; empty if there are none. */
    public Map<String, String> differences(Answer ours) {
        Set<String> names = new TreeSet<>(fields.keySet());
        names.addAll(ours.fields.keySet());
        Map<String, String> found = new LinkedHashMap<>();
        for (String name : names) {
            if (!get(name).equals(ours.get(name)) && !resolvedEarlier(name)) {
                found.put(name, "stock " + get(name) + ", ours " + ours.get(name));
            }
        }
        return found;
    }

    // Ours resolves the templates of groups before the handler, stock in it: what the application is told must be
    // the same, what the notes hold on the way need not.
    private boolean resolvedEarlier(String name) {
        return (name.equals("note.pg") || name.equals("note.ag")) && get(name).contains("%{");
    }

    @Override
    public String toString() {
        return fields.toString();
    }
}
