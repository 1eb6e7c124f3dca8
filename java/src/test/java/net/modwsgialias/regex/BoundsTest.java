package net.modwsgialias.regex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a request cannot make grow, and what a warm search does not do. */
class BoundsTest {

    private static final int FLAGS = PatternSpec.DOTALL | PatternSpec.DOLLAR_ENDONLY;

    private static List<PatternSpec> table(int count, String format) {
        List<PatternSpec> specs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            specs.add(new PatternSpec(PatternSpec.Kind.REGEX, Bytes.of(format.replace("%", String.valueOf(i))), FLAGS));
        }
        return specs;
    }

    /** Each of these doubles the number of states: a subject can have met any of the k's or not. */
    @Test
    void shouldStayWithinTheCacheWhenStatesExplode() throws Exception {
        long cacheBytes = 256 * 1024;
        PatternSet set = PatternSet.compile(table(100, "^/.*k-%/(.*)m-%$"), cacheBytes);
        long empty = set.bytes();
        Random random = new Random(1);
        try (MatchScratch scratch = new MatchScratch()) {
            for (int i = 0; i < 3000; i++) {
                StringBuilder subject = new StringBuilder("/");
                for (int k = 0; k < 12; k++) {
                    subject.append("k-").append(random.nextInt(100)).append('/');
                }
                int last = random.nextInt(100);
                byte[] bytes = Bytes.of(subject + "m-" + last);
                int expected = subject.indexOf("k-" + last + "/") > 0 ? last : PatternSet.NO_MATCH;
                assertEquals(expected, set.match(bytes, bytes.length, scratch));
                assertTrue(set.bytes() - empty <= cacheBytes, () -> "bytes " + set.bytes());
            }
        }
    }

    @Test
    void shouldHoldTenThousandPatternsIn24Megabytes() throws Exception {
        for (String format : List.of("^/tenant-%/([^/]+)/app", "^/([^/]+)/svc-%/(.*)\\.do$", "/api-%/v([0-9]+)/")) {
            PatternSet set = PatternSet.compile(table(10_000, format));
            assertTrue(set.bytes() + PatternSet.DEFAULT_CACHE_BYTES <= 24 << 20, () -> format + ": " + set.bytes());
        }
    }

    @Test
    void shouldAllocateNothingOnceWarm() throws Exception {
        List<PatternSpec> specs = table(50, "^/tenant-%/([^/]+)/app");
        specs.addAll(table(50, "/api-%/v([0-9]+)/"));
        specs.addAll(table(50, "^/([^/]+)/(.*)x-%(.*)y"));
        specs.add(new PatternSpec(PatternSpec.Kind.PREFIX, Bytes.of("/static"), 0));
        PatternSet set = PatternSet.compile(specs);
        byte[][] subjects = {Bytes.of("/tenant-7/seg/app/x"), Bytes.of("/a/b/api-3/v12/x"), Bytes.of("/a/x-4/b/y"),
            Bytes.of("/static/a.png"), Bytes.of("/nothing/at/all")};
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        try (MatchScratch scratch = new MatchScratch()) {
            long allocated = Long.MAX_VALUE;
            for (int round = 0; round < 5 && allocated > 0; round++) {
                long before = threads.getThreadAllocatedBytes(thread);
                for (int i = 0; i < 10_000; i++) {
                    byte[] subject = subjects[i % subjects.length];
                    set.match(subject, subject.length, scratch);
                }
                allocated = threads.getThreadAllocatedBytes(thread) - before;
            }
            // The measuring itself allocates a little.
            assertTrue(allocated < 1000, "bytes allocated by 10,000 searches: " + allocated);
        }
    }
}
