package net.modwsgialias.dfa;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * One thread adds actions, as a search does that holds the automaton's lock, so that their array is replaced; another
 * one, which holds no lock, finds what the entries of the table say.
 */
@JCStressTest
@Outcome(id = {"1, 0", "1, 1"}, expect = Expect.ACCEPTABLE, desc = "what is known is right")
@Outcome(expect = Expect.FORBIDDEN, desc = "an entry leads to an action that is not its own")
@State
public class ActionsStress {

    private static final int SYMBOLS = 16;
    /** The array has room for as many: the next one has it replaced. */
    private static final int FIRST = 4;
    private static final int UNKNOWN = 0;
    private static final int RIGHT = 1;
    private static final int WRONG = -1;

    private final StateCache cache = new StateCache(SYMBOLS, 1 << 20);
    private final int row;

    public ActionsStress() {
        row = cache.state(new Threads());
        add(0, FIRST);
    }

    private void add(int from, int to) {
        for (int symbol = from; symbol < to; symbol++) {
            cache.setEntry(row, symbol, cache.entryFor(matchOf(symbol), row));
        }
    }

    private static int matchOf(int symbol) {
        return 1 + symbol;
    }

    @Actor
    public void writer() {
        add(FIRST, SYMBOLS);
    }

    @Actor
    public void reader(II_Result result) {
        int[] table = cache.table();
        result.r1 = read(table, 0);
        result.r2 = read(table, SYMBOLS - 1);
    }

    private int read(int[] table, int symbol) {
        int entry = StateCache.acquire(table, row + symbol);
        if (entry == Entries.UNKNOWN) {
            return UNKNOWN;
        }
        long action = cache.action(entry);
        boolean right = StateCache.matchOf(action) == matchOf(symbol) && StateCache.nextOf(action) == row;
        return right ? RIGHT : WRONG;
    }
}
