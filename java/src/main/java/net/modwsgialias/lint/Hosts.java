package net.modwsgialias.lint;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.modwsgialias.regex.MatchLimitException;
import net.modwsgialias.regex.MatchScratch;
import net.modwsgialias.regex.PatternSet;
import net.modwsgialias.regex.PatternSpec;
import net.modwsgialias.table.AliasSpec;
import net.modwsgialias.table.Specs;
import net.modwsgialias.table.TableSpec;

/** Tells which servers serve an alias, and which ought to. For one thread. */
final class Hosts {

    private static final int MOST_SETS = 16;

    private final Context context;
    private final Specs specs;
    private final PatternCompiler compiler;
    private final BitSet forHosts;
    private final boolean mainServes;
    /** Those that listen on port 443, by name. */
    private final Map<String, List<Integer>> secure = new HashMap<>();
    /** The patterns of some lists of aliases that were asked for: those of a host are asked for one after the other. */
    private final Map<TableSpec.Range, PatternSet> sets = new HashMap<>();

    Hosts(Context context, Specs specs, PatternCompiler compiler) {
        this.context = context;
        this.specs = specs;
        this.compiler = compiler;
        this.forHosts = specs.forHosts();
        boolean serves = context.named("Listen").isEmpty();
        for (Directive listen : context.named("Listen")) {
            serves |= !isForHosts(listen.first());
        }
        mainServes = serves;
        for (int server = Context.MAIN + 1; server < context.servers().size(); server++) {
            String name = context.servers().get(server).name();
            if (hasPort(server, 443) && !name.isEmpty()) {
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
    void check(CheckedAlias alias, MatchScratch scratch, List<Finding> findings) {
        int server = alias.server();
        // Certificates are fetched over port 80 alone.
        if (server == Context.MAIN || !hasPort(server, 80) || goesElsewhere(server)
                || alias.pattern().contains("well-known")) {
            return;
        }
        for (int twin : secure.getOrDefault(context.servers().get(server).name(), List.of())) {
            if (!goesElsewhere(twin) && lacks(twin, alias, scratch)) {
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

    /** Whether a server has neither another one's alias nor one that matches its URLs. */
    private boolean lacks(int server, CheckedAlias alias, MatchScratch scratch) {
        int number = context.servers().get(server).table();
        TableSpec table = number < 0 ? null : specs.table(number);
        return table == null || lacks(table.own(), alias, scratch) && lacks(table.inherited(), alias, scratch);
    }

    private boolean lacks(TableSpec.Range range, CheckedAlias alias, MatchScratch scratch) {
        boolean expressions = alias.isMatch();
        for (int i = 0; i < range.count(); i++) {
            AliasSpec own = specs.alias(range.first() + i);
            boolean same = own.isMatch() && CheckedAlias.text(own.pattern().text()).equals(alias.pattern());
            if (same || hides(own, alias)) {
                return false;
            }
            expressions |= own.isMatch();
        }
        // Plain paths have been compared by their texts.
        return range.count() == 0 || !expressions
                || !takesOne(patterns(range), alias, scratch) && takesOne(patterns(alias), alias, scratch);
    }

    /** Whether a URL is taken that the alias is likely to match; if none is known, all may be. */
    private static boolean takesOne(PatternSet patterns, CheckedAlias alias, MatchScratch scratch) {
        for (byte[] sample : alias.samples()) {
            try {
                if (patterns.match(sample, sample.length, scratch) != PatternSet.NO_MATCH) {
                    return true;
                }
            } catch (MatchLimitException e) {
                return true;
            }
        }
        return alias.samples().isEmpty();
    }

    private PatternSet patterns(CheckedAlias alias) {
        return compiler.compile(List.of(alias.spec().pattern()));
    }

    private PatternSet patterns(TableSpec.Range range) {
        PatternSet set = sets.get(range);
        if (set == null) {
            List<PatternSpec> patterns = new ArrayList<>();
            for (int i = 0; i < range.count(); i++) {
                patterns.add(specs.alias(range.first() + i).pattern());
            }
            set = compiler.compile(patterns);
            if (sets.size() == MOST_SETS) {
                sets.clear();
            }
            sets.put(range, set);
        }
        return set;
    }

    /** A server as messages name it. */
    String named(int server) {
        Context.Server one = context.servers().get(server);
        return server == Context.MAIN ? "the main server" : "the virtual host " + one.name() + " at " + one.place();
    }
}
