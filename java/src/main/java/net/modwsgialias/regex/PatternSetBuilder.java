package net.modwsgialias.regex;

import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import net.modwsgialias.dfa.ByteClasses;
import net.modwsgialias.dfa.LazyDfa;
import net.modwsgialias.dfa.UnionBuilder;
import net.modwsgialias.dfa.UnionPiece;
import net.modwsgialias.nfa.Code;
import net.modwsgialias.nfa.Compiler;
import net.modwsgialias.nfa.IntList;
import net.modwsgialias.nfa.Program;
import net.modwsgialias.nfa.Programs;
import net.modwsgialias.nfa.SetPool;
import net.modwsgialias.onepass.OnePassBuilder;
import net.modwsgialias.onepass.OnePassPiece;
import net.modwsgialias.syntax.IrregularException;
import net.modwsgialias.syntax.ParsedPattern;
import net.modwsgialias.syntax.SyntaxException;

/** Compiles lists of patterns: decides for each which engine serves it, and fills the engines. For one thread. */
final class PatternSetBuilder {

    // One object for all patterns that are served so.
    private static final Served BY_PREFIX = new Served(Engine.PREFIX, "", -1);
    private static final Served IN_ONE_PASS = new Served(Engine.ONE_PASS, "", -1);
    private static final Served BY_AUTOMATON =
            new Served(Engine.AUTOMATON,
                    "more than one path may lead to the same place, or the only one takes too much room", 0);
    private static final Served BY_ITSELF =
            new Served(Engine.ALONE, "may match the empty string, depending on the bytes there", 0);

    private final List<PatternSpec> specs;
    private final int[][] lists;
    /** Null if nothing is kept. */
    private final KnownPatterns known;
    private final boolean asks;
    private final SetPool sets;
    /** The sets of the pool that are needed now. */
    private final BitSet used = new BitSet();
    private final Code code = new Code();
    private final UnionBuilder union;
    private final OnePassBuilder onePass;
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

    /**
     * Takes what {@link PatternSet#compile(List, int[][], long, KnownPatterns)} does.
     *
     * @param asks whether PCRE2 is asked which patterns are valid, and for its defaults
     */
    PatternSetBuilder(List<PatternSpec> specs, int[][] lists, KnownPatterns known, boolean asks) {
        int count = specs.size();
        this.specs = specs;
        this.lists = lists;
        this.known = known;
        this.asks = asks;
        this.sets = known == null ? new SetPool() : known.begin();
        this.union = new UnionBuilder(sets, PatternSet.MOST_INSTRUCTIONS);
        this.onePass = new OnePassBuilder(sets);
        this.served = new Served[count];
        this.ways = new int[2 * count];
        this.programs = new Program[count];
        this.patternOf = new int[count];
        this.committable = new boolean[count];
    }

    PatternSet build(long cacheBytes) throws PatternException {
        Arrays.fill(patternOf, PatternLists.NONE);
        for (int list = 0; list < lists.length; list++) {
            if (list > 0) {
                union.nextList();
            }
            for (int span = 0; span < lists[list].length; span += 2) {
                for (done = lists[list][span]; done < lists[list][span + 1]; done++) {
                    add(done, specs.get(done));
                }
            }
        }
        for (done = 0; done < patternOf.length; done++) {
            if (patternOf[done] == PatternLists.NONE) {
                patternOf[done] = patterns.get(specs.get(done));
            }
        }
        int count = patterns.size();
        LazyDfa dfa = new LazyDfa(union, new ByteClasses(sets, used), committable, cacheBytes);
        Captures captures = new Captures(onePass.build(), Arrays.copyOf(ways, 2 * count), prefixes.build(),
                Programs.of(Arrays.copyOf(programs, count)), sets.bits());
        if (known != null) {
            known.end(used.cardinality());
        }
        return new PatternSet(dfa, captures, findBeside(), ServedPatterns.of(Arrays.copyOf(served, count)),
                new Numbered(specs));
    }

    /** The number of the pattern that is being compiled; as many as there are when all have been. */
    int done() {
        return done;
    }

    /** How many there are. */
    int size() {
        return patternOf.length;
    }

    private PatternLists findBeside() {
        IntList beside = new IntList();
        int[] begins = new int[lists.length + 1];
        for (int list = 0; list < lists.length; list++) {
            for (int span = 0; span < lists[list].length; span += 2) {
                for (int number = lists[list][span]; number < lists[list][span + 1]; number++) {
                    if (served[patternOf[number]].engine().compareTo(Engine.ALONE) >= 0) {
                        beside.add(number);
                    }
                }
            }
            begins[list + 1] = beside.size();
        }
        return new PatternLists(IntBuffer.wrap(patternOf), beside.toArray(), IntBuffer.wrap(begins));
    }

    /** The patterns by number; what is compiled must not keep the builder. */
    private record Numbered(List<PatternSpec> specs) implements IntFunction<PatternSpec> {
        @Override
        public PatternSpec apply(int number) {
            return specs.get(number);
        }
    }

    private void add(int number, PatternSpec spec) throws PatternException {
        Integer seen = patterns.putIfAbsent(spec, patterns.size());
        int pattern = seen == null ? patterns.size() - 1 : seen;
        patternOf[number] = pattern;
        PatternPiece piece = known == null ? null : known.get(spec);
        if (piece == null) {
            sets.beginNote();
            piece = spec.kind() == PatternSpec.Kind.PREFIX ? prefixPiece(number, spec)
                    : regexPiece(number, spec, seen == null);
            if (known != null) {
                known.keep(spec, piece);
            }
        }
        if (seen == null) {
            for (int set : piece.sets) {
                used.set(set);
            }
            addCaptures(pattern, spec, piece);
        }
        if (piece.union != null) {
            union.add(number, piece.union);
        }
        committable[number] = piece.decides();
    }

    private PatternPiece prefixPiece(int number, PatternSpec spec) {
        try {
            UnionPiece decision = union.piece(new Prefix(spec.text()).tree());
            return new PatternPiece(BY_PREFIX, decision, null, 0, null, sets.note());
        } catch (IrregularException e) {
            throw new IllegalStateException("prefix " + number + " does not fit into the trie", e);
        }
    }

    /** @param first whether it has not been compiled before */
    private PatternPiece regexPiece(int number, PatternSpec spec, boolean first) throws PatternException {
        if (first && asks) {
            // What is a pattern and what is not, PCRE2 says: httpd asks it too.
            Pcre2Pattern.check(spec, number);
        }
        if (asks && !Pcre2.isStandardBuild()) {
            return byPcre2("PCRE2 was built with other defaults for line ends", 0);
        }
        try {
            return regexPiece(spec);
        } catch (IrregularException e) {
            return byPcre2(e.getMessage(), e.offset());
        } catch (SyntaxException e) {
            return byPcre2(e.getMessage(), e.offset());
        }
    }

    private PatternPiece byPcre2(String reason, int offset) {
        return new PatternPiece(new Served(Engine.PCRE2, reason, offset), null, null, 0, null, sets.note());
    }

    private PatternPiece regexPiece(PatternSpec spec) throws SyntaxException, IrregularException {
        ParsedPattern parsed = PatternTree.of(spec);
        int groups = Math.min(parsed.groups(), MatchScratch.GROUPS - 1);
        Program program = Compiler.compile(parsed.root(), groups, code, sets, PatternSet.MOST_INSTRUCTIONS);
        UnionPiece decision = union.piece(parsed.root());
        OnePassPiece once = onePass.piece(program);
        Served way = decision == null ? BY_ITSELF : once != null ? IN_ONE_PASS : BY_AUTOMATON;
        int first = once != null && !program.anchored() ? sets.id(onePass.first(program)) : Captures.ANCHORED;
        return new PatternPiece(way, decision, once, first, once != null && program.anchored() ? null : program,
                sets.note());
    }

    private void addCaptures(int pattern, PatternSpec spec, PatternPiece piece) {
        served[pattern] = piece.served;
        programs[pattern] = piece.program;
        if (piece.served.engine() == Engine.PREFIX) {
            Captures.set(ways, pattern, Captures.PREFIX, prefixes.add(spec.text()));
        } else if (piece.served.engine() != Engine.PCRE2) {
            int entry = piece.onePass != null ? onePass.add(piece.onePass) : Captures.SIMULATED;
            Captures.set(ways, pattern, entry, piece.first);
        }
    }
}
