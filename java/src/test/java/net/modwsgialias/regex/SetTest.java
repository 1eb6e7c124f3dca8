package net.modwsgialias.regex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
    private final RandomPatterns patterns = new RandomPatterns(random);

    @Test
    void shouldAgreeWithAskingOneByOne() throws Exception {
        System.out.println("sets, seed " + SEED);
        int flushes = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<PatternSpec> specs = specs(1 + (int) Math.pow(10, random.nextDouble() * 2.5));
            PatternSet set = PatternSet.compile(specs, CACHES[round % CACHES.length]);
            PatternSet copy = Prepared.copy(set, specs);
            try (OneByOne oneByOne = new OneByOne(specs); MatchScratch scratch = new MatchScratch();
                    MatchScratch scratchOfCopy = new MatchScratch()) {
                for (int i = 0; i < 100; i++) {
                    byte[] subject = subject();
                    compare(specs, set, oneByOne, subject, scratch);
                    compare(specs, copy, oneByOne, subject, scratchOfCopy);
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
        List<PatternSpec> specs = specs(60);
        List<byte[]> subjects = new ArrayList<>();
        List<Integer> expected = new ArrayList<>();
        try (OneByOne oneByOne = new OneByOne(specs)) {
            for (int i = 0; i < 2000; i++) {
                byte[] subject = subject();
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

    private void compare(List<PatternSpec> specs, PatternSet set, OneByOne oneByOne, byte[] subject,
            MatchScratch scratch) throws MatchLimitException {
        int wanted;
        try {
            wanted = oneByOne.match(subject);
        } catch (MatchLimitException e) {
            // Where PCRE2 gives up, so does the set, and names the same pattern; unless it needs no PCRE2 for it,
            // because the automaton serves it or a literal that it requires is missing.
            if (set.served(e.index()).engine() == Engine.PCRE2 && oneByOne.canMatch(e.index(), subject)) {
                assertEquals(e.index(), assertThrows(MatchLimitException.class,
                        () -> set.match(subject, subject.length, scratch)).index());
            }
            return;
        }
        int got = set.match(subject, subject.length, scratch);
        assertEquals(wanted, got, () -> "seed " + SEED + ", '" + Bytes.text(subject) + "' on "
                + specs.stream().map(Differential::describe).toList());
        if (wanted >= 0) {
            assertEquals(Differential.groups(oneByOne.scratch()), Differential.groups(scratch),
                    () -> "seed " + SEED + ", '" + Bytes.text(subject) + "' on "
                            + Differential.describe(specs.get(wanted)));
        }
    }

    private List<PatternSpec> specs(int count) {
        List<PatternSpec> specs = new ArrayList<>();
        while (specs.size() < count) {
            PatternSpec spec = spec();
            try {
                Pcre2Pattern.check(spec, 0);
                specs.add(spec);
            } catch (PatternException e) {
                // Only patterns that PCRE2 takes.
            }
        }
        return specs;
    }

    /** Short random patterns match almost everything; so most are made to match only now and then. */
    private PatternSpec spec() {
        int kind = random.nextInt(10);
        if (kind < 2) {
            return new PatternSpec(PatternSpec.Kind.PREFIX, Bytes.of("/" + word() + (kind == 0 ? "/" : "")), 0);
        }
        String text = switch (kind) {
            case 2, 3, 4 -> "^/" + word() + "/([^/]+)/" + patterns.next();
            case 5, 6 -> word() + "/(?:" + patterns.next() + ")";
            case 7 -> "^/(.*)" + word() + "/(.*)" + word() + "$";
            case 8 -> patterns.next() + word() + word();
            default -> "(?:" + patterns.next() + ")" + word() + "/" + word();
        };
        return new PatternSpec(PatternSpec.Kind.REGEX, Bytes.of(text), patterns.flags());
    }

    private String word() {
        String letters = "abc0-";
        StringBuilder word = new StringBuilder();
        for (int i = random.nextInt(3); i >= 0; i--) {
            word.append(letters.charAt(random.nextInt(letters.length())));
        }
        return word.toString();
    }

    private byte[] subject() {
        if (random.nextInt(4) == 0) {
            return patterns.subject();
        }
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(7); i >= 0; i--) {
            text.append(random.nextInt(8) == 0 ? "//" : "/").append(word());
        }
        return Bytes.of(text.toString());
    }

    /** The slow way: PCRE2 and prefixes, in order. */
    private static final class OneByOne implements AutoCloseable {

        private final Object[] matchers;
        private final MatchScratch scratch = new MatchScratch();

        OneByOne(List<PatternSpec> specs) throws PatternException {
            matchers = new Object[specs.size()];
            for (int i = 0; i < matchers.length; i++) {
                PatternSpec spec = specs.get(i);
                matchers[i] = spec.kind() == PatternSpec.Kind.PREFIX
                        ? new Prefix(spec.text())
                        : Pcre2Pattern.compile(spec, i);
            }
        }

        MatchScratch scratch() {
            return scratch;
        }

        int match(byte[] subject) throws MatchLimitException {
            scratch.pcre2().setSubject(subject, subject.length);
            for (int i = 0; i < matchers.length; i++) {
                if (matchers[i] instanceof Prefix prefix) {
                    scratch.setWhole(0, prefix.match(subject, subject.length));
                } else if (!scratch.pcre2().search((Pcre2Pattern) matchers[i], i, scratch)) {
                    continue;
                }
                if (scratch.end(0) > 0) {
                    return i;
                }
            }
            return PatternSet.NO_MATCH;
        }

        /** Whether the set would ask PCRE2 about the subject, if it came so far. */
        boolean canMatch(int index, byte[] subject) {
            return subject.length > 0 && ((Pcre2Pattern) matchers[index]).canMatch(subject, subject.length);
        }

        @Override
        public void close() {
            scratch.close();
        }
    }
}
