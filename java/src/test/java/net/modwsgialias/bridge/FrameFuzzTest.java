package net.modwsgialias.bridge;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.modwsgialias.FuzzInput;
import net.modwsgialias.frame.FrameLayout;
import org.junit.jupiter.api.Test;

/**
 * A short run of {@link FrameFuzzTarget} without a fuzzer: questions of each kind with every number of them wrong, and
 * {@code frames.txt}, damaged byte by byte. {@code -Dmwa.fuzz=N} sets how often, {@code -Dmwa.seed=N} the seed, which is
 * printed; {@code -Dmwa.fuzz.seeds=DIRECTORY} writes the undamaged ones there, for the fuzzer to begin with.
 */
class FrameFuzzTest {

    private static final int RUNS = Integer.getInteger("mwa.fuzz", 100_000);
    private static final long SEED = Long.getLong("mwa.seed", 20260101L);
    private static final int[] LIES = {0, 1, -1, -2, -3, FrameLayout.SIZE, 300, 5000, Integer.MAX_VALUE,
        Integer.MAX_VALUE - FrameLayout.SIZE, Integer.MIN_VALUE};

    @Test
    void shouldAnswerWithinTheFrameWhateverTheQuestion() throws IOException {
        List<byte[]> seeds = questions();
        seeds.addAll(FuzzInput.readCases(FrameFuzzTest.class, "frames.txt"));
        assertTrue(seeds.size() > 15, "too few seeds were read");
        System.out.println("frames, seed " + SEED);
        FuzzInput.write(seeds, System.getProperty("mwa.fuzz.seeds"));
        seeds.forEach(FrameFuzzTarget::fuzzerTestOneInput);
        for (byte[] question : questions()) {
            for (int offset = 0; offset < FrameLayout.SIZE; offset += Integer.BYTES) {
                for (int lie : LIES) {
                    FrameFuzzTarget.fuzzerTestOneInput(FrameFuzzTarget.damaged(question, offset, lie));
                }
            }
        }
        Random random = new Random(SEED);
        for (int i = 0; i < RUNS; i++) {
            FrameFuzzTarget.fuzzerTestOneInput(FuzzInput.damaged(seeds, random));
        }
    }

    /** Flags: 1 to RESOLVE, 2 for the second server, 4 for captures. */
    private static List<byte[]> questions() {
        List<byte[]> questions = new ArrayList<>();
        String[] uris = {"/a/b", "/g/red/x", "/g/%{GLOBAL}", "/l/one", "/h../x", "/h/y", "/ppp", "/x" + "y".repeat(60), "/z"};
        for (String uri : uris) {
            questions.add(FrameFuzzTarget.question(4, 100, uri, "", ""));
            questions.add(FrameFuzzTarget.question(3, 200, uri, "main.test", "+value\0-\0"));
        }
        questions.add(FrameFuzzTarget.question(0, 5, "/x/a", "", ""));
        questions.add(FrameFuzzTarget.question(1, 100, "/h", "", "+%{HOST}\0"));
        return questions;
    }
}
