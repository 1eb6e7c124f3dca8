package net.modwsgialias.dfa;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Field;
import org.junit.jupiter.api.Test;

/** A place is reached once in a round, in whichever. */
class MarksTest {

    private static final int PLACES = 5000;

    @Test
    void shouldKnowWhatWasReachedInThisRoundAlone() {
        Marks marks = new Marks(PLACES);
        for (int round = 0; round < 3; round++) {
            checkRound(marks);
        }
    }

    /** After four billions of rounds their numbers come again. */
    @Test
    void shouldKnowItAlsoWhenRoundsAreCountedAnew() throws ReflectiveOperationException {
        Marks marks = new Marks(PLACES);
        checkRound(marks);
        Field round = Marks.class.getDeclaredField("round");
        round.setAccessible(true);
        for (int before = -3; before < 0; before++) {
            round.setInt(marks, before);
            for (int i = 0; i < 5; i++) {
                checkRound(marks);
            }
        }
    }

    private static void checkRound(Marks marks) {
        marks.clear();
        for (int place = 0; place < PLACES; place += 7) {
            assertTrue(marks.add(place));
            assertFalse(marks.add(place));
        }
    }
}
