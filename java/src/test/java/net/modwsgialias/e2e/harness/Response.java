package net.modwsgialias.e2e.harness;

import java.util.LinkedHashMap;
import java.util.Map;

/** What came back: header names in lower case, bodies and header values one char per byte. */
public record Response(int status, Map<String, String> headers, String body) {

    public String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /** Whether the probe script answered, and not httpd itself. */
    public boolean probed() {
        return headers.containsKey("x-probe");
    }

    /** What the probe script saw, name by name, each value as {@link Bytes#quote} writes it. */
    public Map<String, String> probe() {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String line : body.lines().toList()) {
            int tab = line.indexOf('\t');
            fields.put(line.substring(0, tab), line.substring(tab + 1));
        }
        return fields;
    }
}
