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
 * Many lists in one automaton: each answers as its patterns do one by one, followed by those of the last list, whatever
 * the others are, however small the cache for all of them is, and in whichever process they were compiled.
 */
class ListsTest {

    private static final int ROUNDS = Integer.getInteger("mwa.sets", 100);
    private static final long SEED = Long.getLong("mwa.seed", 20260101L);
    private static final long[] CACHES = {0, 1500, 6000, 40_000, PatternSet.DEFAULT_CACHE_BYTES};

    private final Random random = new Random(SEED);
    private final RandomSets sets = new RandomSets(random);
    private final List<PatternSpec> pool = sets.specs(60);

    /** Lists that have patterns in common, in any order; one may be empty, or equal to another, or have a pattern twice. */
    private List<List<PatternSpec>> lists(int count) {
        List<List<PatternSpec>> lists = new ArrayList<>();
        for (int list = 0; list < count; list++) {
            List<PatternSpec> specs = new ArrayList<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                specs.add(pool.get(random.nextInt(pool.size())));
            }
            lists.add(specs);
        }
        return lists;
    }

    private static List<PatternSpec> asked(List<List<PatternSpec>> lists, int list) {
        List<PatternSpec> asked = new ArrayList<>(lists.get(list));
        if (list < lists.size() - 1) {
            asked.addAll(lists.get(lists.size() - 1));
        }
        return asked;
    }

    private static List<PatternSpec> all(List<List<PatternSpec>> lists) {
        List<PatternSpec> all = new ArrayList<>();
        lists.forEach(all::addAll);
        return all;
    }

    @Test
    void shouldAgreeWithAskingOneByOne() throws Exception {
        System.out.println("lists, seed " + SEED);
        int flushes = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<List<PatternSpec>> lists = lists(1 + random.nextInt(30));
            PatternSet set = PatternSet.compileLists(lists, CACHES[round % CACHES.length]);
            PatternSet copy = Prepared.copy(set, all(lists));
            try (MatchScratch scratch = new MatchScratch()) {
                for (int i = 0; i < 300; i++) {
                    int list = random.nextInt(lists.size());
                    List<PatternSpec> asked = asked(lists, list);
                    byte[] subject = sets.subject();
                    try (OneByOne oneByOne = new OneByOne(asked)) {
                        OneByOne.compare(asked, set, list, oneByOne, subject, scratch, SEED);
                        OneByOne.compare(asked, copy, list, oneByOne, subject, scratch, SEED);
                    }
                }
            }
            flushes += set.flushes();
        }
        assertTrue(flushes > 0, "the small caches must have been flushed");
    }

    @Test
    void shouldAgreeWhenThreadsAskDifferentLists() throws Exception {
        List<List<PatternSpec>> lists = lists(40);
        for (long cache : CACHES) {
            PatternSet set = Prepared.copy(PatternSet.compileLists(lists, cache), all(lists));
            AtomicReference<Throwable> failure = new AtomicReference<>();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Random own = new Random(SEED + i);
                Thread thread = new Thread(() -> ask(set, lists, own));
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

    private static void ask(PatternSet set, List<List<PatternSpec>> lists, Random random) {
        RandomSets subjects = new RandomSets(random);
        try (MatchScratch scratch = new MatchScratch()) {
            for (int i = 0; i < 500; i++) {
                int list = random.nextInt(lists.size());
                List<PatternSpec> asked = asked(lists, list);
                byte[] subject = subjects.subject();
                try (OneByOne oneByOne = new OneByOne(asked)) {
                    OneByOne.compare(asked, set, list, oneByOne, subject, scratch, SEED);
                }
            }
        } catch (PatternException | MatchLimitException e) {
            throw new AssertionError(e);
        }
    }

    /** What is in common is compiled once. */
    @Test
    void shouldTakeLittleMemoryForAPatternThatIsElsewhereToo() throws Exception {
        List<List<PatternSpec>> lists = new ArrayList<>();
        for (int list = 0; list < 1000; list++) {
            lists.add(List.of(new PatternSpec(PatternSpec.Kind.PREFIX, Bytes.of("/own-" + list), 0),
                    new PatternSpec(PatternSpec.Kind.REGEX, Bytes.of("^/common/(a|b)+/([^/]+)/end$"), 0)));
        }
        lists.add(List.of());
        PatternSet set = PatternSet.compileLists(lists, 0);
        assertTrue(set.bytes() < 1000 * 400, "bytes for each list: " + set.bytes() / 1000);
        assertEquals(2000, set.size());
    }
}
