package net.modwsgialias.lint;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A directive of another module, or of this one beside the aliases, as httpd has parsed it. For one thread.
 */
public final class Directive {

    private final int server;
    private final String name;
    private final String key;
    private final String args;
    private final String place;
    private final String section;
    /** Split when they are first wanted: most directives are asked for them several times, or never. */
    private List<String> words;

    /**
     * @param server the server that it belongs to, by its place among {@link Context#servers}
     * @param name as written
     * @param args all of its arguments, one text
     * @param place file and line
     * @param section the sections below the server that it stands in, such as {@code <Location /a>}, a line for each,
     *     the outermost first; an empty text if there is none
     */
    public Directive(int server, String name, String args, String place, String section) {
        this.server = server;
        this.name = name;
        this.key = name.toLowerCase(Locale.ROOT);
        this.args = args;
        this.place = place;
        this.section = section;
    }

    int server() {
        return server;
    }

    String name() {
        return name;
    }

    /** Its name in lower case. */
    String key() {
        return key;
    }

    String args() {
        return args;
    }

    String place() {
        return place;
    }

    String section() {
        return section;
    }

    /** Whether any of them has one of these names, which are in lower case. */
    static boolean isAny(List<Directive> directives, Set<String> names) {
        for (Directive directive : directives) {
            if (names.contains(directive.key)) {
                return true;
            }
        }
        return false;
    }

    /** Whether it stands in a section such as a Location, below the server. */
    boolean inSection() {
        return !section.isEmpty();
    }

    /** Whether it has that name; case does not matter. */
    boolean is(String other) {
        return name.equalsIgnoreCase(other);
    }

    /** Its first argument; an empty text if it has none. */
    String first() {
        List<String> words = words();
        return words.isEmpty() ? "" : words.get(0);
    }

    /** Name and first argument, for messages. */
    String title() {
        return name + " " + first();
    }

    /** A finding about the directive itself. */
    Finding finding(FindingCode code, String cause, String cure) {
        return new Finding(code, -1, place, title(), cause, cure, null, null);
    }

    /** The values of its options of that name, such as {@code process-group=}. */
    List<String> values(String option) {
        List<String> values = new ArrayList<>();
        // Most directives have none: they need not be split.
        for (String word : args.contains(option) ? words() : List.<String>of()) {
            if (word.startsWith(option)) {
                values.add(word.substring(option.length()));
            }
        }
        return values;
    }

    /** The arguments, as httpd splits them; not to be changed. */
    List<String> words() {
        if (words == null) {
            words = Words.of(args);
        }
        return words;
    }
}
