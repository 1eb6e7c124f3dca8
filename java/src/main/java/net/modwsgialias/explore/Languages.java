package net.modwsgialias.explore;

import java.util.ArrayList;
import java.util.List;
import net.modwsgialias.dfa.ByteClasses;
import net.modwsgialias.dfa.UnionBuilder;
import net.modwsgialias.nfa.SetPool;
import net.modwsgialias.regex.Engine;
import net.modwsgialias.regex.PatternSet;
import net.modwsgialias.regex.PatternSpec;
import net.modwsgialias.regex.PatternTree;
import net.modwsgialias.regex.Served;
import net.modwsgialias.syntax.IrregularException;
import net.modwsgialias.syntax.ParsedPattern;
import net.modwsgialias.syntax.SyntaxException;

/**
 * Compares the patterns of a list by the URLs that they match, exactly, by their automata: subjects that begin with a
 * slash and have no NUL, and no two slashes in a row where httpd merges them. For one thread.
 *
 * <p>What the automaton of a {@link PatternSet} does not decide ({@link Engine#ALONE}, {@link Engine#PCRE2}) has no
 * language here.
 */
public final class Languages {

    private final boolean merged;
    private final List<ParsedPattern> patterns = new ArrayList<>();
    private final SetPool contestSets = new SetPool();
    /** Made when it is first wanted. */
    private Contest contest;

    /**
     * @param set the same patterns, compiled
     * @param merged whether httpd makes one slash of several in a row
     */
    public Languages(List<PatternSpec> specs, PatternSet set, boolean merged) {
        this.merged = merged;
        for (int index = 0; index < specs.size(); index++) {
            patterns.add(parse(specs.get(index), set.served(index)));
        }
    }

    private static ParsedPattern parse(PatternSpec spec, Served served) {
        if (served.engine().compareTo(Engine.ALONE) >= 0) {
            return null;
        }
        try {
            return PatternTree.of(spec);
        } catch (SyntaxException | IrregularException e) {
            throw new IllegalStateException("the automaton decides a pattern that has no tree", e);
        }
    }

    /** Whether the pattern can be compared. */
    public boolean has(int index) {
        return patterns.get(index) != null;
    }

    /** The pattern, parsed; null if it cannot be compared. */
    public ParsedPattern parsed(int index) {
        return patterns.get(index);
    }

    /** Whether a subject is one that counts. */
    public boolean comes(byte[] subject) {
        boolean counts = subject.length > 0 && subject[0] == '/';
        for (int i = 0; i < subject.length && counts; i++) {
            counts = subject[i] != 0 && !(merged && i > 0 && subject[i] == '/' && subject[i - 1] == '/');
        }
        return counts;
    }

    /** A URL that the pattern matches and none of the others does. */
    public Product.Result beyond(int index, List<Integer> others, int steps) {
        SetPool sets = new SetPool();
        UnionBuilder wanted = new UnionBuilder(sets, PatternSet.MOST_INSTRUCTIONS);
        UnionBuilder other = new UnionBuilder(sets, PatternSet.MOST_INSTRUCTIONS);
        add(wanted, index);
        for (int rival : others) {
            add(other, rival);
        }
        return Product.find(wanted, other, merged, new ByteClasses(sets), '/', steps);
    }

    /**
     * URLs of a pattern that earlier ones take.
     *
     * @param most of how many earlier ones
     * @return one for each that was found
     */
    public List<Contest.Taken> taken(int index, int most, int steps) {
        if (contest == null) {
            UnionBuilder all = new UnionBuilder(contestSets, PatternSet.MOST_INSTRUCTIONS);
            for (int pattern = 0; pattern < patterns.size(); pattern++) {
                if (has(pattern)) {
                    add(all, pattern);
                }
            }
            contest = new Contest(all, contestSets, merged);
        }
        UnionBuilder own = new UnionBuilder(contestSets, PatternSet.MOST_INSTRUCTIONS);
        add(own, index);
        return contest.find(own, index, most, steps);
    }

    private void add(UnionBuilder union, int index) {
        try {
            union.add(index, patterns.get(index).root());
        } catch (IrregularException e) {
            throw new IllegalStateException("a pattern fits a union of all and not one of few", e);
        }
    }
}
