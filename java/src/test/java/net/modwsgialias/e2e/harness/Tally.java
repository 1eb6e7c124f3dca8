package net.modwsgialias.e2e.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;

/** What a comparison of generated pairs has found: how many there were, and the first of those that are wrong. */
public final class Tally {

    private static final int SHOWN = 10;

    private final List<String> failures = new ArrayList<>();
    private int compared;
    private int mapped;
    private int ran;
    private int failed;

    /**
     * Counts a pair.
     *
     * @param expected the answer that the other one is compared with
     */
    public void count(Answer expected) {
        count(!expected.declined(), !expected.get("script").equals("-"));
    }

    /**
     * Counts a pair.
     *
     * @param mapped whether an alias takes it
     * @param ran whether a script runs
     */
    public void count(boolean mapped, boolean ran) {
        compared++;
        this.mapped += mapped ? 1 : 0;
        this.ran += ran ? 1 : 0;
    }

    /**
     * Counts a pair that is wrong, beside {@code count}.
     *
     * @param failure what is wrong
     */
    public void fail(String failure) {
        failed++;
        if (failures.size() < SHOWN) {
            failures.add(failure);
        }
    }

    /**
     * Prints the numbers, and fails if a pair is wrong, or if too little was compared.
     *
     * @param what was compared
     * @param least how many pairs there must be; a quarter of them, but not all, must be mapped
     * @param oneOf of so many pairs one must have run a script
     */
    public void report(String what, int least, int oneOf) {
        String summary = "%s: seed %d, %d pairs compared, %d mapped, %d ran a script, %d wrong"
                .formatted(what, Settings.SEED, compared, mapped, ran, failed);
        System.out.println(summary);
        assertEquals(0, failed, () -> summary + "\n" + String.join("\n", failures));
        // A generator that only ever misses compares nothing.
        assertTrue(compared >= least, summary);
        assertTrue(mapped > compared / 4 && mapped < compared, summary);
        assertTrue(ran > compared / oneOf, summary);
    }
}
