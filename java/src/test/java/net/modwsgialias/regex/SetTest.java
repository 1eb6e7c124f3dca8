package net.modwsgialias.regex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/**
 * The search of a set gives what asking its patterns one by one gives, whatever the size of the cache; and so does that
 * of a set which another process has compiled.
 */
class SetTest {

    private static final int ROUNDS = Integer.getInteger("mwa.sets", 300);
    private static final long SEED = Long.getLong("mwa.seed", 20260101L);
    private static final long[] CACHES = {0, 1500, 6000, 40_000, PatternSet.DEFAULT_CACHE_BYTES};

    private final Random random = new Random(SEED);
    private final RandomSets sets = new RandomSets(random);

    /** The first pattern's end is at a fixed distance from the subject's, and not where the search was when it committed. */
    @Test
    void shouldReadTheEndOfAPatternThatIsAllThatIsLeft() throws Exception {
        List<PatternSpec> specs = List.of(regex("^([^-]+)-/$"), regex("^(.*?)(a|\\.\\.)"));
        PatternSet set = PatternSet.compile(specs);
        try (MatchScratch scratch = new MatchScratch()) {
            for (String subject : List.of("/..", "/a", "/..b", "/..-/", "/x-/")) {
                byte[] bytes = Bytes.of(subject);
                assertEquals(subject.endsWith("-/") ? 0 : 1, set.match(bytes, bytes.length, scratch), subject);
            }
        }
    }

    private static PatternSpec regex(String text) {
        return new PatternSpec(PatternSpec.Kind.REGEX, Bytes.of(text), PatternSpec.DOTALL | PatternSpec.DOLLAR_ENDONLY);
    }

    @Test
    void shouldAgreeWithAskingOneByOne() throws Exception {
        System.out.println("sets, seed " + SEED);
        int flushes = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<PatternSpec> specs = sets.specs(1 + (int) Math.pow(10, random.nextDouble() * 2.5));
            PatternSet set = PatternSet.compile(specs, CACHES[round % CACHES.length]);
            PatternSet copy = Prepared.copy(set, specs);
            try (OneByOne oneByOne = new OneByOne(specs); MatchScratch scratch = new MatchScratch();
                    MatchScratch scratchOfCopy = new MatchScratch()) {
                for (int i = 0; i < 100; i++) {
                    byte[] subject = sets.subject();
                    OneByOne.compare(specs, set, oneByOne, subject, scratch, SEED);
                    OneByOne.compare(specs, copy, oneByOne, subject, scratchOfCopy, SEED);
                }
                assertEquals(set.flushes(), scratch.cacheFlushes(), "whose searches have emptied the cache");
            }
            assertEquals(set.flushes(), copy.flushes());
            assertEquals(set.states(), copy.states());
            for (int i = 0; i < specs.size(); i++) {
                assertEquals(set.served(i), copy.served(i));
            }
            flushes += set.flushes();
        }
        assertTrue(flushes > 0, "the small caches must have been flushed");
    }

    @Test
    void shouldAgreeWhenManyThreadsShareASmallCache() throws Exception {
        List<PatternSpec> specs = sets.specs(60);
        List<byte[]> subjects = new ArrayList<>();
        List<Integer> expected = new ArrayList<>();
        try (OneByOne oneByOne = new OneByOne(specs)) {
            for (int i = 0; i < 2000; i++) {
                byte[] subject = sets.subject();
                try {
                    expected.add(oneByOne.match(subject));
                    subjects.add(subject);
                } catch (MatchLimitException e) {
                    // Nothing to compare with.
                }
            }
        }
        for (long cache : CACHES) {
            PatternSet set = Prepared.copy(PatternSet.compile(specs, cache), specs);
            AtomicReference<Throwable> failure = new AtomicReference<>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int offset = i * 500;
                Thread thread = new Thread(() -> matchAll(set, subjects, expected, offset));
                thread.setUncaughtExceptionHandler((t, e) -> failure.set(e));
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertNull(failure.get(), () -> "seed " + SEED + ": " + failure.get());
        }
    }

    private static void matchAll(PatternSet set, List<byte[]> subjects, List<Integer> expected, int offset) {
        try (MatchScratch scratch = new MatchScratch()) {
            for (int i = 0; i < 3 * subjects.size(); i++) {
                int index = (i + offset) % subjects.size();
                byte[] subject = subjects.get(index);
                assertEquals(expected.get(index), set.match(subject, subject.length, scratch));
            }
        } catch (MatchLimitException e) {
            throw new AssertionError(e);
        }
    }
}
