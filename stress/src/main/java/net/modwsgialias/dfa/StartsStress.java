package net.modwsgialias.dfa;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A start is read while its entry for the next generation of states is noted: no entry is taken for another generation's. */
@JCStressTest
@Outcome(id = {"0, 0", "17, 0", "0, 42"}, expect = Expect.ACCEPTABLE, desc = "the entry, or none, of its own generation")
@Outcome(expect = Expect.FORBIDDEN, desc = "an entry of another generation, or a torn one")
@State
public class StartsStress {

    private static final int FIRST = 1;
    private static final int SECOND = 2;

    private final Start start = new Start(0);

    /** Notes an entry of the first generation, and then one of the second. */
    @Actor
    public void writer() {
        start.setEntry(FIRST, 17);
        start.setEntry(SECOND, 42);
    }

    /** Asks for both, the later one last. */
    @Actor
    public void reader(II_Result result) {
        result.r2 = start.entry(SECOND);
        result.r1 = result.r2 == 0 ? start.entry(FIRST) : 0;
    }
}
