package net.modwsgialias.regex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Many lists in one automaton: those that are asked together answer as their patterns do one by one, in the order of
 * their numbers, whatever other lists there are, however small the cache for all of them is, and in whichever process
 * they were compiled.
 */
class ListsTest {

    private static final int ROUNDS = Integer.getInteger("mwa.sets", 100);
    private static final long SEED = Long.getLong("mwa.seed", 20260101L);
    private static final long[] CACHES = {0, 1500, 6000, 40_000, PatternSet.DEFAULT_CACHE_BYTES};

    private final Random random = new Random(SEED);
    private final RandomSets sets = new RandomSets(random);
    private final List<PatternSpec> pool = sets.specs(60);

    /** Patterns by number, and in which list each is. A list may be empty, or equal to another, or have a pattern twice. */
    private record Lists(List<PatternSpec> specs, int[] listOf, int count) {

        PatternSet compile(long cacheBytes) throws PatternException {
            int[][] spans = new int[count][];
            for (int list = 0; list < count; list++) {
                spans[list] = IntStream.of(numbers(list)).flatMap(number -> IntStream.of(number, number + 1)).toArray();
            }
            return PatternSet.compile(specs, spans, cacheBytes, null);
        }

        /** The numbers of patterns in some lists, ascending. */
        int[] numbers(int... lists) {
            return IntStream.range(0, specs.size())
                    .filter(number -> IntStream.of(lists).anyMatch(list -> list == listOf[number])).toArray();
        }
    }

    /** Lists that have patterns in common, and whose numbers are among each other. */
    private Lists lists(int count) {
        List<PatternSpec> specs = new ArrayList<>();
        for (int i = random.nextInt(4 * count); i >= 0; i--) {
            specs.add(pool.get(random.nextInt(pool.size())));
        }
        return new Lists(specs, random.ints(specs.size(), 0, count).toArray(), count);
    }

    private static int[] some(int count, Random random) {
        return random.ints(1 + random.nextInt(4), 0, count).distinct().toArray();
    }

    private static void ask(Lists lists, List<PatternSet> sets, int[] some, byte[] subject, MatchScratch scratch)
            throws PatternException, MatchLimitException {
        ask(lists, new BitSet(), sets, some, subject, scratch);
    }

    private static void ask(Lists lists, BitSet removed, List<PatternSet> sets, int[] some, byte[] subject,
            MatchScratch scratch) throws PatternException, MatchLimitException {
        int[] numbers = IntStream.of(lists.numbers(some)).filter(number -> !removed.get(number)).toArray();
        List<PatternSpec> asked = IntStream.of(numbers).mapToObj(lists.specs::get).toList();
        try (OneByOne oneByOne = new OneByOne(asked)) {
            for (PatternSet set : sets) {
                OneByOne.compare(asked, set, new Asked(some), numbers, oneByOne, subject, scratch, SEED);
            }
        }
    }

    @Test
    void shouldAgreeWithAskingOneByOne() throws Exception {
        System.out.println("lists, seed " + SEED);
        int flushes = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Lists lists = lists(1 + random.nextInt(30));
            PatternSet set = lists.compile(CACHES[round % CACHES.length]);
            PatternSet copy = Prepared.copy(set, lists.specs);
            try (MatchScratch scratch = new MatchScratch()) {
                for (int i = 0; i < 300; i++) {
                    ask(lists, List.of(set, copy), some(lists.count, random), sets.subject(), scratch);
                }
            }
            flushes += set.flushes();
        }
        assertTrue(flushes > 0, "the small caches must have been flushed");
    }

    @Test
    void shouldAnswerAsIfPatternsThatAreRemovedWereNotThere() throws Exception {
        System.out.println("lists without some, seed " + SEED);
        for (int round = 0; round < ROUNDS; round++) {
            Lists lists = lists(1 + random.nextInt(12));
            PatternSet set = Prepared.copy(lists.compile(CACHES[round % CACHES.length]), lists.specs);
            int often = 1 + random.nextInt(10);
            BitSet removed = new BitSet();
            BitSet more = new BitSet();
            for (int number = 0; number < lists.specs.size(); number++) {
                removed.set(number, random.nextInt(10) < often);
                more.set(number, random.nextInt(10) == 0);
            }
            PatternSet left = set.without(removed);
            PatternSet less = left.without(more);
            more.or(removed);
            try (MatchScratch scratch = new MatchScratch()) {
                for (int i = 0; i < 200; i++) {
                    int[] some = some(lists.count, random);
                    byte[] subject = sets.subject();
                    ask(lists, removed, List.of(left), some, subject, scratch);
                    ask(lists, List.of(set), some, subject, scratch);
                    ask(lists, more, List.of(less), some, subject, scratch);
                }
            }
        }
    }

    @Test
    void shouldKeepTheOthersOfEqualPatterns() throws Exception {
        List<PatternSpec> specs = Stream.of("/a", "/b", "/a", "/a")
                .map(text -> new PatternSpec(PatternSpec.Kind.PREFIX, Bytes.of(text), 0)).toList();
        PatternSet set = PatternSet.compile(specs);
        BitSet removed = new BitSet();
        removed.set(0);
        removed.set(3);
        PatternSet left = set.without(removed);
        byte[] subject = Bytes.of("/a");
        try (MatchScratch scratch = new MatchScratch()) {
            assertEquals(2, left.match(subject, subject.length, scratch));
            assertEquals(0, set.match(subject, subject.length, scratch));
            assertFalse(left.matches(0, subject, subject.length, scratch));
            assertTrue(left.matches(2, subject, subject.length, scratch));
        }
        assertThrows(IllegalStateException.class, () -> Prepared.block(left));
    }

    @Test
    void shouldAgreeWhenThreadsAskDifferentLists() throws Exception {
        Lists lists = lists(40);
        for (long cache : CACHES) {
            PatternSet set = Prepared.copy(lists.compile(cache), lists.specs);
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

    private static void ask(PatternSet set, Lists lists, Random random) {
        RandomSets subjects = new RandomSets(random);
        try (MatchScratch scratch = new MatchScratch()) {
            for (int i = 0; i < 500; i++) {
                ask(lists, List.of(set), some(lists.count, random), subjects.subject(), scratch);
            }
        } catch (PatternException | MatchLimitException e) {
            throw new AssertionError(e);
        }
    }

    /** What is in common is compiled once. */
    @Test
    void shouldTakeLittleMemoryForAPatternThatIsElsewhereToo() throws Exception {
        List<PatternSpec> specs = new ArrayList<>();
        for (int list = 0; list < 1000; list++) {
            specs.add(new PatternSpec(PatternSpec.Kind.PREFIX, Bytes.of("/own-" + list), 0));
            specs.add(new PatternSpec(PatternSpec.Kind.REGEX, Bytes.of("^/common/(a|b)+/([^/]+)/end$"), 0));
        }
        PatternSet set = new Lists(specs, IntStream.range(0, 2000).map(number -> number / 2).toArray(), 1000).compile(0);
        assertTrue(set.bytes() < 1000 * 400, "bytes for each list: " + set.bytes() / 1000);
        assertEquals(2000, set.size());
    }
}
