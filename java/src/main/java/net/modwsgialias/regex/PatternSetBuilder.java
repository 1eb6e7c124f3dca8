package net.modwsgialias.regex;

import java.util.List;
import net.modwsgialias.dfa.ByteClasses;
import net.modwsgialias.dfa.LazyDfa;
import net.modwsgialias.dfa.UnionBuilder;
import net.modwsgialias.nfa.Code;
import net.modwsgialias.nfa.Compiler;
import net.modwsgialias.nfa.Program;
import net.modwsgialias.nfa.Programs;
import net.modwsgialias.nfa.SetPool;
import net.modwsgialias.onepass.OnePassBuilder;
import net.modwsgialias.syntax.IrregularException;
import net.modwsgialias.syntax.ParsedPattern;
import net.modwsgialias.syntax.SyntaxException;

/** Compiles a list of patterns: decides for each which engine serves it, and fills the engines. For one thread. */
final class PatternSetBuilder {

    // One object for all patterns that are served so: see PatternSet.write.
    private static final Served BY_PREFIX = new Served(Engine.PREFIX, "", -1);
    private static final Served IN_ONE_PASS = new Served(Engine.ONE_PASS, "", -1);
    private static final Served BY_AUTOMATON =
            new Served(Engine.AUTOMATON,
                    "more than one path may lead to the same place, or the only one takes too much room", 0);
    private static final Served BY_ITSELF =
            new Served(Engine.ALONE, "may match the empty string, depending on the bytes there", 0);

    private final List<PatternSpec> specs;
    private final SetPool sets = new SetPool();
    private final Code code = new Code();
    private final UnionBuilder union = new UnionBuilder(sets, PatternSet.MOST_INSTRUCTIONS);
    private final OnePassBuilder onePass = new OnePassBuilder(sets);
    private final Served[] served;
    private final Prefixes.Builder prefixes = new Prefixes.Builder();
    private final int[] ways;
    private final Program[] programs;
    private final Pcre2Pattern[] pcre2;
    private final boolean[] committable;
    private int done;

    PatternSetBuilder(List<PatternSpec> specs) {
        int count = specs.size();
        this.specs = specs;
        this.served = new Served[count];
        this.ways = new int[2 * count];
        this.programs = new Program[count];
        this.pcre2 = new Pcre2Pattern[count];
        this.committable = new boolean[count];
    }

    PatternSet build(long cacheBytes) throws PatternException {
        for (int index = 0; index < specs.size(); index++) {
            add(index, specs.get(index));
            done++;
        }
        ByteClasses classes = new ByteClasses(sets);
        LazyDfa dfa = new LazyDfa(union, classes, committable, cacheBytes);
        Captures captures = new Captures(onePass.build(), ways, prefixes.build(),
                Programs.of(programs), sets.bits());
        return new PatternSet(dfa, captures, pcre2, served);
    }

    /** How many patterns have been compiled. */
    int done() {
        return done;
    }

    private void add(int index, PatternSpec spec) throws PatternException {
        if (spec.kind() == PatternSpec.Kind.PREFIX) {
            addPrefix(index, new Prefix(spec.text()));
            return;
        }
        // What is a pattern and what is not, PCRE2 says: httpd asks it too.
        Pcre2Pattern.check(spec, index);
        try {
            addRegex(index, spec);
        } catch (IrregularException e) {
            addPcre2(index, spec, e.getMessage(), e.offset());
        } catch (SyntaxException e) {
            addPcre2(index, spec, e.getMessage(), e.offset());
        }
    }

    private void addPrefix(int index, Prefix prefix) {
        Captures.set(ways, index, Captures.PREFIX, prefixes.add(prefix));
        committable[index] = true;
        served[index] = BY_PREFIX;
        try {
            union.add(index, prefix.tree());
        } catch (IrregularException e) {
            throw new IllegalStateException("prefix " + index + " does not fit into the trie", e);
        }
    }

    private void addRegex(int index, PatternSpec spec) throws SyntaxException, IrregularException {
        ParsedPattern parsed = PatternTree.of(spec);
        int groups = Math.min(parsed.groups(), MatchScratch.GROUPS - 1);
        Program program = Compiler.compile(parsed.root(), groups, code, sets, PatternSet.MOST_INSTRUCTIONS);
        boolean together = union.add(index, parsed.root());
        int entry = onePass.add(program);
        boolean once = entry != OnePassBuilder.NOT_ONE_PASS;
        if (!together) {
            served[index] = BY_ITSELF;
        } else {
            served[index] = once ? IN_ONE_PASS : BY_AUTOMATON;
        }
        committable[index] = once;
        programs[index] = once && program.anchored() ? null : program;
        int first = once && !program.anchored() ? sets.id(onePass.first(program)) : Captures.ANCHORED;
        Captures.set(ways, index, once ? entry : Captures.SIMULATED, first);
    }

    private void addPcre2(int index, PatternSpec spec, String reason, int offset) throws PatternException {
        pcre2[index] = Pcre2Pattern.compile(spec, index);
        served[index] = new Served(Engine.PCRE2, reason, offset);
    }
}
