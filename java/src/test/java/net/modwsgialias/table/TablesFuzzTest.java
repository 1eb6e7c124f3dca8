package net.modwsgialias.table;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.modwsgialias.FuzzInput;
import org.junit.jupiter.api.Test;

/**
 * A short run of {@link TablesFuzzTarget} without a fuzzer: prepared tables with each number wrong in its turn, and
 * {@code tables.txt}, damaged byte by byte. {@code -Dmwa.fuzz=N} sets how often, {@code -Dmwa.seed=N} the seed, which is
 * printed; {@code -Dmwa.fuzz.seeds=DIRECTORY} writes the undamaged ones there, for the fuzzer to begin with.
 */
class TablesFuzzTest {

    private static final int RUNS = Integer.getInteger("mwa.fuzz", 20_000);
    private static final long SEED = Long.getLong("mwa.seed", 20260101L);
    private static final int[] LIES = {0, 1, -1, 1000, Integer.MAX_VALUE, Integer.MIN_VALUE};

    @Test
    void shouldReadWhatIsThereWhateverTheBlock() throws IOException {
        List<byte[]> seeds = FuzzInput.readCases(TablesFuzzTest.class, "tables.txt");
        assertTrue(seeds.size() > 3, "too few seeds were read");
        for (int offset = 0; offset < TablesFuzzTarget.size(); offset += 400) {
            seeds.add(TablesFuzzTarget.damage(offset, -1));
        }
        System.out.println("tables, seed " + SEED);
        FuzzInput.write(seeds, System.getProperty("mwa.fuzz.seeds"));
        List<byte[]> inputs = new ArrayList<>(seeds);
        for (int offset = 0; offset < TablesFuzzTarget.size(); offset += Integer.BYTES) {
            for (int lie : LIES) {
                inputs.add(TablesFuzzTarget.damage(offset, lie));
            }
        }
        inputs.forEach(TablesFuzzTarget::fuzzerTestOneInput);
        Random random = new Random(SEED);
        for (int i = 0; i < RUNS; i++) {
            TablesFuzzTarget.fuzzerTestOneInput(FuzzInput.damaged(seeds, random));
        }
    }
}
