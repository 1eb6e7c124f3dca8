package net.modwsgialias.lint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What surrounds the aliases in the configuration. Immutable. There may be thousands of servers: what is asked for each
 * of them is found by server or by name, and never by a look at all directives.
 */
public final class Context {

    /** The main server's place. */
    static final int MAIN = 0;

    private final int regexFlags;
    private final String serverRoot;
    private final String defaultSockets;
    private final String python;
    private final List<Server> servers;
    private final List<Directive> directives;
    private final List<List<Directive>> ofServer = new ArrayList<>();
    /** By name in lower case. */
    private final Map<String, List<Directive>> ofName = new HashMap<>();

    /**
     * One server.
     *
     * @param table the id of its table, or -1 if no alias is asked for its URLs
     * @param name its ServerName, or an empty text
     * @param place file and line of the virtual host; an empty text for the main server
     * @param addresses of the virtual host, such as {@code *:443}, separated by spaces; port 0 is any
     */
    public record Server(int table, String name, String place, String addresses) {
    }

    /**
     * @param regexFlags the sum of the flags that httpd compiles regular expressions with
     * @param serverRoot what relative names of files are relative to
     * @param defaultSockets what the names of daemon processes' sockets begin with, if no WSGISocketPrefix says
     *     otherwise; an empty text if it cannot be told who may reach them
     * @param python the version of Python that mod_wsgi was built for, such as {@code 3.11}; an empty text if unknown
     * @param servers the main server first, then the virtual hosts, in the order of the configuration
     * @param directives those that the checks want, in the order of the configuration
     */
    public Context(int regexFlags, String serverRoot, String defaultSockets, String python,
            List<Server> servers, List<Directive> directives) {
        this.regexFlags = regexFlags;
        this.serverRoot = serverRoot;
        this.defaultSockets = defaultSockets;
        this.python = python;
        this.servers = servers;
        this.directives = directives;
        for (int server = 0; server < servers.size(); server++) {
            ofServer.add(List.of());
        }
        for (Directive directive : directives) {
            if (ofServer.get(directive.server()).isEmpty()) {
                ofServer.set(directive.server(), new ArrayList<>());
            }
            ofServer.get(directive.server()).add(directive);
            List<Directive> same = ofName.get(directive.key());
            if (same == null) {
                same = new ArrayList<>();
                ofName.put(directive.key(), same);
            }
            same.add(directive);
        }
    }

    int regexFlags() {
        return regexFlags;
    }

    /** The version of Python that mod_wsgi was built for, such as {@code 3.11}; an empty text if unknown. */
    String python() {
        return python;
    }

    /** Whether this process has the rights of httpd's children, so that what it cannot reach, they cannot either. */
    boolean hasChildrensRights() {
        return !defaultSockets.isEmpty();
    }

    /** What the names of daemon processes' sockets begin with; an empty text if it is not known. */
    String socketPrefix() {
        List<Directive> prefixes = named("WSGISocketPrefix");
        if (defaultSockets.isEmpty() || prefixes.isEmpty()) {
            return defaultSockets;
        }
        String prefix = prefixes.get(prefixes.size() - 1).first();
        return prefix.startsWith("/") ? prefix : serverRoot + "/" + prefix;
    }

    List<Server> servers() {
        return servers;
    }

    List<Directive> directives() {
        return directives;
    }

    /** A server's own directives, those in sections too. */
    List<Directive> of(int server) {
        return ofServer.get(server);
    }

    /** The main server's directives, and behind them a server's own; those in sections too. */
    List<Directive> inForce(int server) {
        List<Directive> all = new ArrayList<>(of(MAIN));
        if (server != MAIN) {
            all.addAll(of(server));
        }
        return all;
    }

    /** All directives of a name, of all servers. */
    List<Directive> named(String name) {
        return ofName.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }

    /**
     * The directive of a name that counts in a server, but for sections: its own last one, or else the main server's;
     * null if there is none.
     */
    Directive inForce(int server, String name) {
        List<Directive> own = own(server, name);
        List<Directive> found = own.isEmpty() ? own(MAIN, name) : own;
        return found.isEmpty() ? null : found.get(found.size() - 1);
    }

    /** The directory that a server's files are in, as the configuration names it; null if it does not. */
    String documentRoot(int server) {
        Directive root = inForce(server, "DocumentRoot");
        return root == null || root.words().isEmpty() ? null : root.first();
    }

    /** A server's own directives of a name, without those in sections. */
    List<Directive> own(int server, String name) {
        List<Directive> found = new ArrayList<>();
        for (Directive directive : of(server)) {
            if (!directive.inSection() && directive.is(name)) {
                found.add(directive);
            }
        }
        return found;
    }
}
