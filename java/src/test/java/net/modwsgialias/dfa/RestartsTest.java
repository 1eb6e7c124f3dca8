package net.modwsgialias.dfa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What floating patterns begin with, behind which byte. */
class RestartsTest {

    private static Restarts restarts(Patterns patterns) {
        return new Restarts(patterns.union, patterns.classes, new Stepper(patterns.union, patterns.classes));
    }

    @Test
    void shouldNotRestartWhereNothingFloats() throws Exception {
        Restarts restarts = restarts(new Patterns(new String[] {"^/a"}));
        assertEquals(Restarts.NONE, restarts.atBegin(0, Stepper.NO_MATCH));
    }

    @Test
    void shouldRestartTheSameBehindEveryByte() throws Exception {
        Patterns patterns = new Patterns(new String[] {"ab", "cd"});
        Restarts restarts = restarts(patterns);
        int begin = restarts.atBegin(0, Stepper.NO_MATCH);
        assertEquals(begin, restarts.after(begin, patterns.symbol('a'), Stepper.NO_MATCH));
        assertEquals(1, restarts.list(begin).size());
        assertEquals(Stepper.NO_MATCH, restarts.match(begin));
    }

    @Test
    void shouldTellBytesApartThatAPatternLooksBackAt() throws Exception {
        Patterns patterns = new Patterns(new String[] {"(?<=x)a"});
        Restarts restarts = restarts(patterns);
        int begin = restarts.atBegin(0, Stepper.NO_MATCH);
        int behindX = restarts.after(begin, patterns.symbol('x'), Stepper.NO_MATCH);
        assertNotEquals(begin, behindX);
        assertEquals(begin, restarts.after(behindX, patterns.symbol('a'), Stepper.NO_MATCH));
        assertTrue(restarts.list(behindX).size() > restarts.list(begin).size());
    }

    @Test
    void shouldStopOnceNoFloatingPatternCanWin() throws Exception {
        Patterns patterns = new Patterns(new String[] {"^/a", "b", "c"});
        Restarts restarts = restarts(patterns);
        int begin = restarts.atBegin(0, Stepper.NO_MATCH);
        assertEquals(Restarts.NONE, restarts.after(begin, patterns.symbol('a'), 0));
        assertEquals(Restarts.NONE, restarts.after(begin, patterns.symbol('a'), 1));
        // Pattern 1 can still displace 2; to begin fewer patterns would make more states.
        assertEquals(begin, restarts.after(begin, patterns.symbol('a'), 2));
    }

    @Test
    void shouldNameTheOnlyPatternThatFloats() throws Exception {
        Restarts restarts = restarts(new Patterns(new String[] {"^/a", "bc"}));
        assertEquals(1, restarts.only(restarts.atBegin(0, Stepper.NO_MATCH)));
        restarts = restarts(new Patterns(new String[] {"ab", "bc"}));
        assertEquals(-1, restarts.only(restarts.atBegin(0, Stepper.NO_MATCH)));
    }

    @Test
    void shouldTellOfConditionsOnTheByteToCome() throws Exception {
        Restarts restarts = restarts(new Patterns(new String[] {"(?!a)[abc]"}));
        assertTrue(restarts.isPending(restarts.atBegin(0, Stepper.NO_MATCH)));
    }
}
