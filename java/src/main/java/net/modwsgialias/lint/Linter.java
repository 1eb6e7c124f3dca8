package net.modwsgialias.lint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import net.modwsgialias.regex.MatchScratch;
import net.modwsgialias.regex.PatternSet;
import net.modwsgialias.regex.PatternSpec;
import net.modwsgialias.table.Alias;
import net.modwsgialias.table.AliasSpec;
import net.modwsgialias.table.HostsSpec;
import net.modwsgialias.table.Specs;
import net.modwsgialias.table.TableSpec;

/**
 * Checks the aliases of all servers.
 *
 * <p>An alias is judged among those of its own server: they are asked before the main server's, and an alias of the
 * main server that a virtual host hides still serves the main server. For one thread, and one run.
 *
 * <p>It runs while httpd starts, on a JVM that has just begun, where each first lambda, and each first comparison of
 * records, costs milliseconds: there are none on the way.
 */
public final class Linter {

    /**
     * How to look.
     *
     * @param overlaps whether to tell of aliases that take some of another's URLs, too
     * @param disk whether to look whether targets are there
     * @param nanos how long it may take; what is not done by then is left
     */
    public record Options(boolean overlaps, boolean disk, long nanos) {
    }

    /**
     * What came out.
     *
     * @param findings in the order of the files' servers, and of their aliases
     * @param looked at how many aliases it has looked
     * @param all how many there are
     */
    public record Result(List<Finding> findings, int looked, int all) {

        /** Whether time was up before the end. */
        public boolean isCutShort() {
            return looked < all;
        }
    }

    /** So many aliases are looked at with each later section of the same hosts, and of more only those for all hosts. */
    private static final int MOST_OF_HOSTS = 100;

    private final Specs specs;
    private final Context context;
    private final Options options;
    private final long deadline;
    private final PatternCompiler compiler;
    private final Silences silences;
    private final OtherModules others;
    private final Disk disk;
    private final Hosts hosts;
    private final BitSet forHosts;
    private final List<HostsSpec> sections;
    private final RemoteChecks remotes;
    private final GroupChecks groups;
    private final ScriptChecks scripts;
    private final Set<String> wide = new HashSet<>();
    private final List<Finding> findings = new ArrayList<>();
    private final AtomicInteger looked = new AtomicInteger();

    /**
     * @param specs all aliases and tables
     * @param context the configuration around them
     */
    public Linter(Specs specs, Context context, Options options) {
        this(specs, context, options, null);
    }

    /**
     * A linter that does not ask PCRE2 for what is as good as certain, so that it can begin before PCRE2 may be asked.
     *
     * @param pcre2 when it may be asked
     */
    public Linter(Specs specs, Context context, Options options, CountDownLatch pcre2) {
        this.specs = specs;
        this.context = context;
        this.options = options;
        deadline = System.nanoTime() + options.nanos();
        compiler = new PatternCompiler(pcre2);
        silences = new Silences(context);
        others = new OtherModules(context);
        disk = new Disk(options.disk());
        hosts = new Hosts(context, specs, compiler);
        forHosts = specs.forHosts();
        sections = specs.hosts();
        EffectiveGroups effective = new EffectiveGroups(context);
        remotes = new RemoteChecks(context, effective);
        groups = new GroupChecks(context, hosts, disk, effective, remotes);
        scripts = new ScriptChecks(context, specs, disk, effective);
    }

    /** At how many aliases it has looked so far; any thread may ask. */
    public int looked() {
        return looked.get();
    }

    /** How many aliases there are; any thread may ask. */
    public int all() {
        return specs.aliasCount();
    }

    /** Whether PCRE2 is as it was taken to be: if not, what was found does not count. May wait for it. */
    public boolean isRight() {
        return compiler.wasRight();
    }

    /** Looks at all of it. */
    public Result run() {
        Set<Integer> lists = new HashSet<>();
        try (MatchScratch scratch = new MatchScratch()) {
            for (int server = 0; server < context.servers().size(); server++) {
                int table = System.nanoTime() - deadline < 0 ? context.servers().get(server).table() : -1;
                TableSpec.Range own = table < 0 ? null : specs.table(table).own();
                // Servers that have nothing of their own share the main server's table.
                if (own != null && own.count() > 0 && lists.add(own.first())) {
                    int[] all = forAll(own);
                    lookAt(server, new int[0], all, true, scratch);
                    lookAtHosts(server, own, all, scratch);
                }
            }
        }
        if (looked() == specs.aliasCount()) {
            scripts.finish(silences, findings);
            new HostChecks(context, specs, silences).check(findings);
            new DaemonChecks(context, specs, disk, silences).check(findings);
            findings.addAll(silences.idle());
        }
        return new Result(List.copyOf(findings), looked(), specs.aliasCount());
    }

    /** The aliases of a range that every request can have. */
    private int[] forAll(TableSpec.Range own) {
        int[] ids = new int[own.count()];
        int count = 0;
        for (int id = own.first(); id < own.first() + own.count(); id++) {
            if (!forHosts.get(id)) {
                ids[count++] = id;
            }
        }
        return Arrays.copyOf(ids, count);
    }

    /** Those for some hosts' requests: other hosts' do not come before them, nor do they stand before others'. */
    private void lookAtHosts(int server, TableSpec.Range own, int[] all, MatchScratch scratch) {
        Before before = new Before(specs, all, compiler);
        Map<String, List<HostsSpec>> ofName = new HashMap<>();
        for (HostsSpec section : sections) {
            TableSpec.Range range = section.aliases();
            if (range.count() > 0 && range.first() >= own.first() && range.first() < own.first() + own.count()
                    && System.nanoTime() - deadline < 0) {
                int[] ids = new int[range.count()];
                for (int i = 0; i < ids.length; i++) {
                    ids[i] = range.first() + i;
                }
                int[] together = together(own, ofAllItsHosts(section, ofName), range);
                lookAt(server, together.length == 0 ? before.of(ids, scratch) : together, ids, false, scratch);
                for (String name : section.names()) {
                    if (!ofName.containsKey(name)) {
                        ofName.put(name, new ArrayList<>());
                    }
                    ofName.get(name).add(section);
                }
            }
        }
    }

    /** The ids of earlier aliases that each of a section's hosts has too, by their names. */
    private static BitSet ofAllItsHosts(HostsSpec section, Map<String, List<HostsSpec>> earlier) {
        BitSet ids = new BitSet();
        for (HostsSpec one : earlier.getOrDefault(section.names().get(0), List.of())) {
            if (one.names().containsAll(section.names())) {
                ids.set(one.aliases().first(), one.aliases().first() + one.aliases().count());
            }
        }
        return ids;
    }

    /** Some, and those for all hosts, as far as they stand before others; none if there are none of these, or too many. */
    private int[] together(TableSpec.Range own, BitSet some, TableSpec.Range others) {
        int[] ids = new int[MOST_OF_HOSTS];
        int count = 0;
        for (int id = own.first(); id < others.first() && !some.isEmpty(); id++) {
            if (!forHosts.get(id) || some.get(id)) {
                if (count == MOST_OF_HOSTS) {
                    return new int[0];
                }
                ids[count++] = id;
            }
        }
        return Arrays.copyOf(ids, count);
    }

    /**
     * Looks at aliases as if there were no others than those and some before them.
     *
     * @param before the ids of these, ascending
     * @param ids ascending
     * @param all whether other modules' directives are looked at too
     */
    private void lookAt(int server, int[] before, int[] ids, boolean all, MatchScratch scratch) {
        List<Rule> rules = others.rules(server);
        int directivesCount = rules.size();
        addRules(before, rules);
        int foreign = rules.size();
        AliasSpec[] own = addRules(ids, rules);
        List<PatternSpec> patterns = new ArrayList<>();
        for (Rule rule : rules) {
            patterns.add(rule.pattern());
        }
        boolean merged = mergesSlashes(server);
        PatternSet set = compiler.compile(patterns);
        RewriteChecks rewrites = others.isRewriting(server)
                ? new RewriteChecks(context, server, set, disk, scratch) : null;
        TargetChecks targets = new TargetChecks(disk, context.hasChildrensRights(), set, ids, foreign, merged,
                scratch);
        List<Directive> directives = context.inForce(server);
        List<PatternSpec> rewritten = others.rewritten(server);
        FileChecks files = new FileChecks(context.documentRoot(server), directives, set, rules,
                rewritten == null ? null : compiler.compile(rewritten), disk, scratch);
        AccessChecks access = new AccessChecks(directives, wide);
        HandlerChecks handlers = new HandlerChecks(context, directives, disk);
        try (Shadows shadows = new Shadows(patterns, set, merged, deadline)) {
            ShadowChecks order = new ShadowChecks(shadows, rules, options.overlaps());
            for (int i = 0; i < ids.length && System.nanoTime() - deadline < 0; i++) {
                CheckedAlias alias = new CheckedAlias(server, own[i],
                        new Alias(ids[i], own[i], specs.foldScriptName()), set.served(foreign + i),
                        shadows.parsed(foreign + i));
                List<Finding> found = new ArrayList<>();
                order.check(alias, foreign + i, found);
                if (rewrites != null) {
                    rewrites.check(alias, foreign + i, found);
                }
                PatternChecks.check(alias, found);
                boolean remote = remotes.isRemote(alias);
                targets.check(alias, remote, found);
                files.check(alias, foreign + i, found);
                if (!remote) {
                    access.check(alias, found);
                    handlers.check(alias, found);
                    scripts.check(alias, found);
                }
                groups.check(alias, found);
                remotes.check(alias, found);
                hosts.check(alias, scratch, found);
                add(server, alias.pattern(), found);
                looked.incrementAndGet();
            }
            for (int i = 0; all && i < directivesCount && System.nanoTime() - deadline < 0; i++) {
                Directive directive = rules.get(i).directive();
                if (directive.server() == server) {
                    List<Finding> found = StaticChecks.check(directive, disk);
                    order.checkStatic(i, found);
                    access.check(directive, found);
                    add(server, directive.first(), found);
                }
            }
        }
    }

    /** @return the aliases */
    private AliasSpec[] addRules(int[] ids, List<Rule> rules) {
        AliasSpec[] added = new AliasSpec[ids.length];
        for (int i = 0; i < ids.length; i++) {
            added[i] = specs.alias(ids[i]);
            rules.add(new Rule(added[i].pattern(), added[i].place(), null));
        }
        return added;
    }

    private void add(int server, String argument, List<Finding> found) {
        for (Finding finding : found) {
            if (!silences.silence(server, argument, finding)) {
                findings.add(finding);
            }
        }
    }

    private boolean mergesSlashes(int server) {
        Directive inForce = context.inForce(server, "MergeSlashes");
        return inForce == null || !inForce.first().equalsIgnoreCase("off");
    }
}
