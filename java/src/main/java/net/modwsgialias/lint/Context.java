package net.modwsgialias.lint;

import java.util.ArrayList;
import java.util.List;

/**
 * What surrounds the aliases in the configuration.
 *
 * @param regexFlags the sum of the flags that httpd compiles regular expressions with
 * @param servers the main server first, then the virtual hosts
 * @param directives those that the checks want, in the order of the configuration
 */
public record Context(int regexFlags, List<Server> servers, List<Directive> directives) {

    /** The main server's place. */
    static final int MAIN = 0;

    /**
     * One server.
     *
     * @param table the id of its table, or -1 if no alias is asked for its URLs
     * @param name its ServerName, or an empty text
     * @param place file and line of the virtual host; an empty text for the main server
     */
    public record Server(int table, String name, String place) {
    }

    /** A server's own directives of a name, and behind them the main server's; those in sections are left out. */
    List<Directive> inForce(int server, String name) {
        List<Directive> found = new ArrayList<>(own(server, name));
        if (server != MAIN) {
            found.addAll(own(MAIN, name));
        }
        return found;
    }

    /** A server's own directives of a name, without those in sections. */
    List<Directive> own(int server, String name) {
        List<Directive> found = new ArrayList<>();
        for (Directive directive : directives) {
            if (directive.server() == server && !directive.inSection() && directive.is(name)) {
                found.add(directive);
            }
        }
        return found;
    }

    /** Whether a directive of a name stands in a section of the server or of the main server. */
    boolean isInSection(int server, String name) {
        for (Directive directive : directives) {
            boolean reaches = directive.server() == server || directive.server() == MAIN;
            if (reaches && directive.inSection() && directive.is(name)) {
                return true;
            }
        }
        return false;
    }
}
