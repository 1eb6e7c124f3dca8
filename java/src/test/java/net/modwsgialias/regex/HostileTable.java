package net.modwsgialias.regex;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Locale;

/**
 * Prints what each family of {@code hostile.txt} costs for each byte of subjects of growing length, ours beside PCRE2
 * as httpd uses it. Not a test: {@code benchmarks/hostile} runs it.
 */
final class HostileTable {

    private static final int[] LENGTHS = {100, 1_000, 10_000, 100_000, 1_000_000};
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    /** A cell is measured until this much processor time has gone into it, and three times at least. */
    private static final long ENOUGH = 60_000_000;
    private static final int LEAST_ROUNDS = 3;
    /** PCRE2 is not asked where ten times the length could take this long, were it cubic. */
    private static final long TOO_LONG = 60_000_000_000L;
    private static final int CUBE_OF_TEN = 1000;

    private final byte[][] subjects = new byte[LENGTHS.length][];
    private final MatchScratch scratch = new MatchScratch();
    private long most;

    /** A search that is to be measured. */
    private interface Search {
        void run(byte[] subject) throws MatchLimitException;
    }

    private HostileTable() {
    }

    /** The program. */
    public static void main(String[] args) throws IOException, PatternException, MatchLimitException {
        new HostileTable().print(Hostile.read());
    }

    private void print(List<Hostile> families) throws PatternException, MatchLimitException {
        System.out.println("| Pattern, subject | Engine | 100 B | 1 KB | 10 KB | 100 KB | 1 MB |");
        System.out.println("|---|---|---|---|---|---|---|");
        double[] worst = new double[LENGTHS.length];
        for (Hostile family : families) {
            for (int i = 0; i < LENGTHS.length; i++) {
                subjects[i] = family.subject(LENGTHS[i]);
            }
            String name = ("`" + family + "`").replace("|", "\\|");
            System.out.println("| " + name + ours(family, worst));
            System.out.println("| | PCRE2" + pcre2(family) + " |");
        }
        StringBuilder line = new StringBuilder("| the worst of ours | ");
        for (double value : worst) {
            line.append(" | ").append(number(value));
        }
        System.out.println(line + " |");
        System.out.println("\nmemory for states: at most " + most + " bytes of " + PatternSet.DEFAULT_CACHE_BYTES);
    }

    private String ours(Hostile family, double[] worst) throws PatternException, MatchLimitException {
        PatternSet set = PatternSet.compile(List.of(family.spec(), family.spec()));
        long empty = set.bytes();
        StringBuilder line = new StringBuilder(" | " + set.served(0).engine());
        for (int i = 0; i < LENGTHS.length; i++) {
            double cost = (double) least(subjects[i], subject -> set.match(subject, subject.length, scratch))
                    / subjects[i].length;
            worst[i] = Math.max(worst[i], cost);
            line.append(" | ").append(number(cost));
        }
        most = Math.max(most, set.bytes() - empty);
        return line + " |";
    }

    private String pcre2(Hostile family) throws PatternException {
        Pcre2Pattern pattern = Pcre2Pattern.compile(family.spec(), 0);
        StringBuilder line = new StringBuilder();
        long before = 0;
        for (byte[] subject : subjects) {
            if (before * CUBE_OF_TEN > TOO_LONG) {
                line.append(" | -");
                continue;
            }
            scratch.pcre2().setSubject(subject, subject.length);
            long begin = THREADS.getCurrentThreadCpuTime();
            try {
                before = least(subject, same -> scratch.pcre2().search(pattern, 0, scratch));
                line.append(" | ").append(number((double) before / subject.length));
            } catch (MatchLimitException e) {
                before = THREADS.getCurrentThreadCpuTime() - begin;
                line.append(" | gives up after ").append(number(before / 1e6)).append(" ms");
            }
        }
        return line.toString();
    }

    /** The least processor time of several searches, in nanoseconds. */
    private static long least(byte[] subject, Search search) throws MatchLimitException {
        long least = Long.MAX_VALUE;
        long spent = 0;
        int batch = 1;
        for (int round = 0; round < LEAST_ROUNDS || spent < ENOUGH; round++) {
            long begin = THREADS.getCurrentThreadCpuTime();
            for (int i = 0; i < batch; i++) {
                search.run(subject);
            }
            long time = THREADS.getCurrentThreadCpuTime() - begin;
            spent += time;
            least = Math.min(least, time / batch);
            // So short that the clock's own cost would show.
            batch = time < 100_000 ? 2 * batch : batch;
            if (time > 10 * ENOUGH) {
                break;
            }
        }
        return least;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value);
    }
}
