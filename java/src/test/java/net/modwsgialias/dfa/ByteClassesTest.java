package net.modwsgialias.dfa;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import net.modwsgialias.nfa.SetPool;
import net.modwsgialias.syntax.ByteSet;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class ByteClassesTest {

    @Test
    void shouldPutAllBytesIntoOneClassWithoutSets() {
        assertEquals(1, new ByteClasses(new SetPool()).count());
    }

    @RepeatedTest(20)
    void shouldKeepTogetherExactlyWhatNoSetTellsApart(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        SetPool sets = new SetPool();
        int count = 1 + random.nextInt(20);
        for (int i = 0; i < count; i++) {
            int low = random.nextInt(256);
            ByteSet range = ByteSet.range(low, low + random.nextInt(256 - low));
            sets.id(random.nextBoolean() ? range : range.complement());
        }
        ByteClasses classes = new ByteClasses(sets);
        for (int first = 0; first < 256; first++) {
            for (int second = 0; second < 256; second++) {
                assertEquals(alike(sets, first, second), classes.classOf()[first] == classes.classOf()[second]);
            }
            for (int id = 0; id < sets.size(); id++) {
                assertEquals(sets.get(id).contains(first), classes.contains(id, classes.classOf()[first]));
            }
        }
    }

    private static boolean alike(SetPool sets, int first, int second) {
        for (int id = 0; id < sets.size(); id++) {
            if (sets.get(id).contains(first) != sets.get(id).contains(second)) {
                return false;
            }
        }
        return true;
    }
}
