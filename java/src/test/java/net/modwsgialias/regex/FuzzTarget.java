package net.modwsgialias.regex;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Any bytes as flags, a pattern and subjects: every engine must answer like PCRE2, and refuse only in the ways that
 * are documented. {@code scripts/fuzz} runs it with coverage as its guide; {@link FuzzTest} replays what was kept.
 */
public final class FuzzTarget {

    /** So small that the sets' caches are flushed and frozen all the time. */
    private static final long CACHE_BYTES = 1200;
    private static final int LONGEST_PATTERN = 63;
    private static final int LONGEST_SUBJECT = 48;
    private static final int[] FLAGS =
            {PatternSpec.CASELESS, PatternSpec.MULTILINE, PatternSpec.DOTALL, PatternSpec.DOLLAR_ENDONLY};

    private static final Differential DIFFERENTIAL = new Differential(CACHE_BYTES);

    private FuzzTarget() {
    }

    /** Called by the fuzzer; fails with an AssertionError. */
    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length >= 2) {
            check(data, DIFFERENTIAL);
        }
    }

    /** The first byte has the flags, the second the length of the pattern; the subject is what follows the pattern. */
    static void check(byte[] data, Differential differential) {
        int flags = PatternSpec.DOTALL | PatternSpec.DOLLAR_ENDONLY;
        for (int i = 0; i < FLAGS.length; i++) {
            flags ^= (data[0] >> i & 1) != 0 ? FLAGS[i] : 0;
        }
        int end = Math.min(data.length, 2 + (data[1] & LONGEST_PATTERN));
        byte[] subject = Arrays.copyOfRange(data, end, Math.min(data.length, end + LONGEST_SUBJECT));
        byte[] half = Arrays.copyOf(subject, subject.length / 2);
        String pattern = new String(data, 2, end - 2, StandardCharsets.ISO_8859_1);
        differential.check(pattern, flags, List.of(subject, half));
    }

    /** The bytes that stand for a pattern with httpd's own flags, and a subject. */
    static byte[] input(String pattern, byte[] subject) {
        byte[] text = Bytes.of(pattern);
        byte[] data = new byte[2 + text.length + subject.length];
        data[1] = (byte) text.length;
        System.arraycopy(text, 0, data, 2, text.length);
        System.arraycopy(subject, 0, data, 2 + text.length, subject.length);
        return data;
    }

    static boolean fits(String pattern) {
        return pattern.length() <= LONGEST_PATTERN;
    }
}
