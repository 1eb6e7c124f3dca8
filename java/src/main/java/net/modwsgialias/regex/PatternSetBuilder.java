package net.modwsgialias.regex;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
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

/** Compiles lists of patterns: decides for each which engine serves it, and fills the engines. For one thread. */
final class PatternSetBuilder {

    // One object for all patterns that are served so: see PatternSet.write.
    private static final Served BY_PREFIX = new Served(Engine.PREFIX, "", -1);
    private static final Served IN_ONE_PASS = new Served(Engine.ONE_PASS, "", -1);
    private static final Served BY_AUTOMATON =
            new Served(Engine.AUTOMATON,
                    "more than one path may lead to the same place, or the only one takes too much room", 0);
    private static final Served BY_ITSELF =
            new Served(Engine.ALONE, "may match the empty string, depending on the bytes there", 0);

    private final List<List<PatternSpec>> lists;
    private final SetPool sets = new SetPool();
    private final Code code = new Code();
    private final UnionBuilder union = new UnionBuilder(sets, PatternSet.MOST_INSTRUCTIONS);
    private final OnePassBuilder onePass = new OnePassBuilder(sets);
    private final Prefixes.Builder prefixes = new Prefixes.Builder();
    // By pattern.
    private final Map<PatternSpec, Integer> patterns = new HashMap<>();
    private final Served[] served;
    private final int[] ways;
    private final Program[] programs;
    // By number.
    private final int[] patternOf;
    private final boolean[] committable;
    private int done;

    /** @param lists the last one follows each of the others */
    PatternSetBuilder(List<List<PatternSpec>> lists) {
        int count = 0;
        for (List<PatternSpec> list : lists) {
            count += list.size();
        }
        this.lists = lists;
        this.served = new Served[count];
        this.ways = new int[2 * count];
        this.programs = new Program[count];
        this.patternOf = new int[count];
        this.committable = new boolean[count];
    }

    PatternSet build(long cacheBytes) throws PatternException {
        int[] begins = new int[lists.size() + 1];
        for (int list = 0; list < lists.size(); list++) {
            if (list > 0) {
                union.nextList();
            }
            for (PatternSpec spec : lists.get(list)) {
                add(done, spec);
                done++;
            }
            begins[list + 1] = done;
        }
        int count = patterns.size();
        LazyDfa dfa = new LazyDfa(union, new ByteClasses(sets), committable, cacheBytes);
        Captures captures = new Captures(onePass.build(), Arrays.copyOf(ways, 2 * count), prefixes.build(),
                Programs.of(Arrays.copyOf(programs, count)), sets.bits());
        return new PatternSet(dfa, captures, new PatternLists(begins, patternOf, findBeside()),
                Arrays.copyOf(served, count), new Numbered(lists));
    }

    /** How many patterns have been compiled: the number of the one that is being compiled. */
    int done() {
        return done;
    }

    /** How many there are. */
    int size() {
        return patternOf.length;
    }

    private int[] findBeside() {
        int[] found = new int[patternOf.length];
        int count = 0;
        for (int number = 0; number < patternOf.length; number++) {
            if (served[patternOf[number]].engine().compareTo(Engine.ALONE) >= 0) {
                found[count++] = number;
            }
        }
        return Arrays.copyOf(found, count);
    }

    /** The patterns by number; what is compiled must not keep the builder. */
    private record Numbered(List<List<PatternSpec>> lists) implements IntFunction<PatternSpec> {
        @Override
        public PatternSpec apply(int number) {
            int list = 0;
            int place = number;
            while (place >= lists.get(list).size()) {
                place -= lists.get(list++).size();
            }
            return lists.get(list).get(place);
        }
    }

    private void add(int number, PatternSpec spec) throws PatternException {
        Integer known = patterns.putIfAbsent(spec, patterns.size());
        int pattern = known == null ? patterns.size() - 1 : known;
        patternOf[number] = pattern;
        if (spec.kind() == PatternSpec.Kind.PREFIX) {
            addPrefix(number, new Prefix(spec.text()), known == null);
            return;
        }
        if (known == null) {
            // What is a pattern and what is not, PCRE2 says: httpd asks it too.
            Pcre2Pattern.check(spec, number);
        }
        try {
            addRegex(number, spec, known == null);
        } catch (IrregularException e) {
            served[pattern] = new Served(Engine.PCRE2, e.getMessage(), e.offset());
        } catch (SyntaxException e) {
            served[pattern] = new Served(Engine.PCRE2, e.getMessage(), e.offset());
        }
    }

    private void addPrefix(int number, Prefix prefix, boolean first) {
        int pattern = patternOf[number];
        if (first) {
            Captures.set(ways, pattern, Captures.PREFIX, prefixes.add(prefix));
            served[pattern] = BY_PREFIX;
        }
        committable[number] = true;
        try {
            union.add(number, prefix.tree());
        } catch (IrregularException e) {
            throw new IllegalStateException("prefix " + number + " does not fit into the trie", e);
        }
    }

    private void addRegex(int number, PatternSpec spec, boolean first) throws SyntaxException, IrregularException {
        int pattern = patternOf[number];
        if (!first && served[pattern].engine() == Engine.PCRE2) {
            return;
        }
        ParsedPattern parsed = PatternTree.of(spec);
        int groups = Math.min(parsed.groups(), MatchScratch.GROUPS - 1);
        Program program = first ? Compiler.compile(parsed.root(), groups, code, sets, PatternSet.MOST_INSTRUCTIONS) : null;
        boolean together = union.add(number, parsed.root());
        if (first) {
            addCaptures(pattern, program, together);
        }
        committable[number] = ways[2 * pattern] != Captures.SIMULATED;
    }

    private void addCaptures(int pattern, Program program, boolean together) {
        int entry = onePass.add(program);
        boolean once = entry != OnePassBuilder.NOT_ONE_PASS;
        if (!together) {
            served[pattern] = BY_ITSELF;
        } else {
            served[pattern] = once ? IN_ONE_PASS : BY_AUTOMATON;
        }
        programs[pattern] = once && program.anchored() ? null : program;
        int first = once && !program.anchored() ? sets.id(onePass.first(program)) : Captures.ANCHORED;
        Captures.set(ways, pattern, once ? entry : Captures.SIMULATED, first);
    }
}
