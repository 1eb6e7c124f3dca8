package net.modwsgialias.dfa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import net.modwsgialias.nfa.SetPool;
import net.modwsgialias.syntax.Options;
import net.modwsgialias.syntax.Parser;
import org.junit.jupiter.api.Test;

/** Threads that run out of stack anywhere in a search, and above all while they hold the automaton's lock. */
class OutOfStackTest {

    private static final String[] PATTERNS = {"^/.*a.b.c$", "b.*d..a", "^/[ab]*c+(d|a)*$", "c.c.*dd", "^/d", "a+b+c+"};
    private static final long SEED = 11;
    private static final int ROUNDS = 60;
    /** How many calls below the deepest one a search is tried again and again, with a little more stack each time. */
    private static final int LEVELS = 60;
    private static final int STACK_BYTES = 256 * 1024;

    private final Random random = new Random(SEED);
    private LazyDfa automaton;
    private int left;
    private int overflows;
    private int renewals;

    /** The cache is never full here, so that it is emptied only by who finds the lock's data half-written. */
    @Test
    void shouldLeaveNothingLockedOrHalfWritten() throws Exception {
        LazyDfa judge = automaton();
        for (int round = 0; round < ROUNDS; round++) {
            automaton = automaton();
            Object stepper = stepper();
            Thread thread = new Thread(null, this::descend, "short of stack", STACK_BYTES);
            thread.start();
            thread.join();
            for (int i = 0; i < 50; i++) {
                byte[] subject = subject();
                assertEquals(search(judge, subject), search(automaton, subject), () -> "seed " + SEED + ", "
                        + new String(subject, StandardCharsets.ISO_8859_1));
            }
            assertEquals(automaton.flushes() == 0, stepper() == stepper, "a half-written stepper is used again");
            renewals += automaton.flushes();
        }
        assertTrue(overflows > ROUNDS, "too few errors were met: " + overflows);
        assertTrue(renewals > ROUNDS, "too few errors were met with the lock held: " + renewals);
    }

    private void descend() {
        try {
            descend();
        } catch (StackOverflowError e) {
            left = LEVELS;
        }
        if (left > 0) {
            left--;
            try {
                search(automaton, subject());
            } catch (StackOverflowError e) {
                overflows++;
            }
        }
    }

    private Object stepper() throws ReflectiveOperationException {
        Field field = LazyDfa.class.getDeclaredField("stepper");
        field.setAccessible(true);
        return field.get(automaton);
    }

    private static int search(LazyDfa automaton, byte[] subject) {
        return automaton.search(new Start(0), subject, subject.length, new DfaScratch());
    }

    private byte[] subject() {
        byte[] subject = new byte[12];
        subject[0] = '/';
        for (int i = 1; i < subject.length; i++) {
            subject[i] = (byte) ('a' + random.nextInt(4));
        }
        return subject;
    }

    private static LazyDfa automaton() throws Exception {
        SetPool sets = new SetPool();
        UnionBuilder union = new UnionBuilder(sets, 1000);
        for (int i = 0; i < PATTERNS.length; i++) {
            union.add(i, Parser.parse(PATTERNS[i].getBytes(StandardCharsets.ISO_8859_1), Options.DOTALL).root());
        }
        return new LazyDfa(union, new ByteClasses(sets), new boolean[PATTERNS.length], 1 << 20);
    }
}
