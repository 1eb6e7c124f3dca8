package net.modwsgialias.lint;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.modwsgialias.regex.PatternSpec;
import net.modwsgialias.table.AliasSpec;
import net.modwsgialias.table.Specs;
import net.modwsgialias.table.TableSpec;

/** Tells which servers serve an alias, and which ought to. */
final class Hosts {

    private final Context context;
    private final Specs specs;
    private final BitSet forHosts;
    private final boolean mainServes;
    /** Those that listen on port 443, by name. */
    private final Map<String, List<Integer>> secure = new HashMap<>();

    Hosts(Context context, Specs specs) {
        this.context = context;
        this.specs = specs;
        this.forHosts = specs.forHosts();
        boolean serves = context.named("Listen").isEmpty();
        for (Directive listen : context.named("Listen")) {
            serves |= !isForHosts(listen.args().trim().split("[ \t]+")[0]);
        }
        mainServes = serves;
        for (int server : context.inFileOrder()) {
            String name = context.servers().get(server).name();
            if (server != Context.MAIN && hasPort(server, 443) && !name.isEmpty()) {
                if (!secure.containsKey(name)) {
                    secure.put(name, new ArrayList<>());
                }
                secure.get(name).add(server);
            }
        }
    }

    /** Whether a virtual host gets every request that comes in at an address. */
    private boolean isForHosts(String address) {
        String port = address.substring(address.lastIndexOf(':') + 1);
        for (Context.Server server : context.servers()) {
            for (String own : server.addresses().split(" ")) {
                if (own.equals("*:" + port) || own.equals("_default_:" + port) || own.equals("*:0")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether requests come to a server that ask an alias of the main server, as far as that can be told. */
    boolean areAskedFor(int server, CheckedAlias alias) {
        if (server == Context.MAIN) {
            return mainServes;
        }
        int table = context.servers().get(server).table();
        // Servers that have nothing of their own share the main server's table.
        if (table == context.servers().get(Context.MAIN).table()) {
            return true;
        }
        TableSpec.Range own = specs.table(table).own();
        for (int i = 0; i < own.count(); i++) {
            if (!forHosts.get(own.first() + i) && hides(specs.alias(own.first() + i), alias)) {
                return false;
            }
        }
        return true;
    }

    private static boolean hides(AliasSpec own, CheckedAlias alias) {
        String path = CheckedAlias.text(own.pattern().text());
        return own.pattern().kind() == PatternSpec.Kind.PREFIX
                && (path.equals("/") || !alias.isMatch() && Sections.isWithin(alias.pattern(), path));
    }

    private boolean hasPort(int server, int port) {
        for (String address : context.servers().get(server).addresses().split(" ")) {
            if (address.endsWith(":" + port)) {
                return true;
            }
        }
        return false;
    }

    /** An alias for port 80 that the virtual host of the same name for port 443 does not have. */
    void check(CheckedAlias alias, List<Finding> findings) {
        int server = alias.server();
        // Certificates are fetched over port 80 alone.
        if (server == Context.MAIN || !hasPort(server, 80) || goesElsewhere(server)
                || alias.pattern().contains("well-known")) {
            return;
        }
        for (int twin : secure.getOrDefault(context.servers().get(server).name(), List.of())) {
            if (!goesElsewhere(twin) && lacks(twin, alias)) {
                findings.add(alias.finding(FindingCode.MISSING_ON_443, named(twin)
                        + " serves the same name on port 443, and does not have this alias",
                        "add it there too, or redirect port 80 to 443", context.servers().get(twin).place(), null));
                return;
            }
        }
    }

    /** Whether a server may send its URLs to another one. */
    private boolean goesElsewhere(int server) {
        for (Directive directive : context.of(server)) {
            String name = directive.name().toLowerCase(Locale.ROOT);
            if (name.startsWith("redirect") || name.startsWith("rewriterule") || name.startsWith("proxypass")) {
                return true;
            }
        }
        return false;
    }

    /** Whether no alias of a server can stand for another one's, by their texts. */
    private boolean lacks(int server, CheckedAlias alias) {
        int number = context.servers().get(server).table();
        TableSpec table = number < 0 ? null : specs.table(number);
        return table == null || lacks(table.own(), alias) && lacks(table.inherited(), alias);
    }

    private boolean lacks(TableSpec.Range range, CheckedAlias alias) {
        for (int i = 0; i < range.count(); i++) {
            AliasSpec own = specs.alias(range.first() + i);
            if (own.isMatch() || hides(own, alias)) {
                return false;
            }
        }
        return true;
    }

    /** A server as messages name it. */
    String named(int server) {
        Context.Server one = context.servers().get(server);
        return server == Context.MAIN ? "the main server" : "the virtual host " + one.name() + " at " + one.place();
    }
}
