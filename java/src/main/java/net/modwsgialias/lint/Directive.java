package net.modwsgialias.lint;

import java.util.List;

/**
 * A directive of another module, or of this one beside the aliases, as httpd has parsed it.
 *
 * @param server the server that it belongs to, by its place among {@link Context#servers}
 * @param name as written
 * @param args all of its arguments, one text
 * @param place file and line
 * @param inSection whether it stands in a section such as a Location, below the server
 */
public record Directive(int server, String name, String args, String place, boolean inSection) {

    /** Whether it has that name; case does not matter. */
    boolean is(String other) {
        return name.equalsIgnoreCase(other);
    }

    /** The arguments, as httpd splits them. */
    List<String> words() {
        return Words.of(args);
    }
}
