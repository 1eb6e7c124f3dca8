package net.modwsgialias.lint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import net.modwsgialias.explore.Contest;
import net.modwsgialias.explore.Languages;
import net.modwsgialias.explore.Product;
import net.modwsgialias.regex.MatchLimitException;
import net.modwsgialias.regex.MatchScratch;
import net.modwsgialias.regex.PatternException;
import net.modwsgialias.regex.PatternSet;
import net.modwsgialias.regex.PatternSpec;
import net.modwsgialias.syntax.ParsedPattern;

/**
 * Which patterns of an ordered list can be the first to match a URL, and which cannot, because those before them
 * together match all that they match.
 *
 * <p>To compare each pattern with all before it would take the automaton of all of them, and all of its states. So
 * rivals are named one at a time, by counter-examples: a URL that the pattern matches, and none of the rivals known
 * so far. The automaton of all tells at once who takes that URL: the pattern itself, and it lives; or another, which
 * is a rival from now on. When there is no such URL, the rivals are the culprits. Most patterns live by their first
 * URL, which is made from the tree without any search, and most that do not have one culprit.
 *
 * <p>Patterns that the automaton does not decide are not judged, and take nothing from those behind them: what is
 * called dead is dead by the others alone. For one thread.
 */
final class Shadows implements AutoCloseable {

    /** What is found of a pattern. */
    enum Verdict {
        /** There is a URL that it is the first to match. */
        ALIVE,
        /** Those before it match all that it matches. */
        DEAD,
        /** It matches no URL. */
        EMPTY,
        /** Not decided: by its nature, or within the bounds. */
        UNDECIDED
    }

    /**
     * The answer.
     *
     * @param culprits of a dead pattern: those that match all of its URLs together, none of them needless
     * @param example of a living one: a URL that it is the first to match
     */
    record Answer(Verdict verdict, List<Integer> culprits, byte[] example) {
    }

    private static final Answer UNDECIDED = new Answer(Verdict.UNDECIDED, List.of(), null);
    /** Bounds one search, in pairs of states taken over a byte: some tenths of a second. */
    private static final int STEPS = 100_000;
    private static final int MOST_RIVALS = 64;
    /** The same where whoever is interested waits for ten thousand searches. */
    private static final int CONTEST_STEPS = 10_000;

    private final List<Integer> decided = new ArrayList<>();
    private final long deadline;
    private final Languages languages;
    private final PatternSet set;
    /** Of those that are decided, and of them alone. */
    private final PatternSet ours;
    private final MatchScratch scratch = new MatchScratch();

    /**
     * @param set the same patterns, compiled
     * @param merged whether httpd makes one slash of several in a row
     * @param deadline of {@link System#nanoTime()}, behind which nothing more is decided
     */
    Shadows(List<PatternSpec> specs, PatternSet set, boolean merged, long deadline) {
        this.deadline = deadline;
        this.set = set;
        languages = new Languages(specs, set, merged);
        List<PatternSpec> regular = new ArrayList<>();
        for (int index = 0; index < specs.size(); index++) {
            if (languages.has(index)) {
                decided.add(index);
                regular.add(specs.get(index));
            }
        }
        try {
            ours = regular.size() == specs.size() ? set : PatternSet.compileUnasked(regular);
        } catch (PatternException e) {
            throw new IllegalStateException("a pattern is valid among all and not among few", e);
        }
    }

    /**
     * Judges one pattern of the list.
     *
     * @param samples URLs that it may well match, to begin with: there may be none
     */
    Answer judge(int index, List<byte[]> samples) {
        TreeSet<Integer> rivals = new TreeSet<>();
        for (byte[] sample : languages.has(index) ? samples : List.<byte[]>of()) {
            if (languages.comes(sample) && set.matches(index, sample, sample.length, scratch)) {
                int winner = winner(sample);
                if (winner == index) {
                    return new Answer(Verdict.ALIVE, List.of(), sample);
                }
                rivals.add(winner);
            }
        }
        while (languages.has(index) && rivals.size() <= MOST_RIVALS && !isTimeUp()) {
            Product.Result result = languages.beyond(index, List.copyOf(rivals), STEPS);
            if (result.answer() == Product.Answer.UNDECIDED) {
                return UNDECIDED;
            }
            if (result.answer() == Product.Answer.NONE) {
                return rivals.isEmpty() ? new Answer(Verdict.EMPTY, List.of(), null)
                        : new Answer(Verdict.DEAD, needed(index, rivals), null);
            }
            int winner = winner(result.example());
            if (winner == index) {
                return new Answer(Verdict.ALIVE, List.of(), result.example());
            }
            rivals.add(winner);
        }
        return UNDECIDED;
    }

    /** Leaves out what the others cover: an early rival may have been named for a URL that a later one takes too. */
    private List<Integer> needed(int index, TreeSet<Integer> rivals) {
        List<Integer> needed = new ArrayList<>(rivals);
        for (Integer rival : rivals) {
            List<Integer> others = new ArrayList<>(needed);
            others.remove(rival);
            if (!others.isEmpty() && languages.beyond(index, others, STEPS).answer() == Product.Answer.NONE) {
                needed = others;
            }
        }
        return Collections.unmodifiableList(needed);
    }

    /** The pattern, parsed; null if it is not judged. */
    ParsedPattern parsed(int index) {
        return languages.parsed(index);
    }

    private boolean isTimeUp() {
        return System.nanoTime() - deadline > 0;
    }

    /**
     * URLs of a pattern that earlier ones take, one for each of these: of so many at most, and none if time is up.
     * What is not found within a bound is missing.
     */
    List<Contest.Taken> taken(int index, int most) {
        return isTimeUp() ? List.of() : languages.taken(index, most, CONTEST_STEPS);
    }

    private int winner(byte[] url) {
        try {
            int place = ours.match(url, url.length, scratch);
            return decided.get(place);
        } catch (MatchLimitException e) {
            throw new IllegalStateException("the automaton does not give up", e);
        }
    }

    @Override
    public void close() {
        scratch.close();
    }
}
