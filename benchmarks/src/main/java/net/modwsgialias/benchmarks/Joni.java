package net.modwsgialias.benchmarks;

import java.util.Arrays;
import org.jcodings.specific.ISO8859_1Encoding;
import org.joni.Matcher;
import org.joni.Option;
import org.joni.Regex;
import org.joni.Region;
import org.joni.Syntax;

/** Joni, Oniguruma in Java: over bytes as ours, asked in order. */
final class Joni implements Contender {

    private final byte[][] uris;
    private final Regex[] regexes;
    private final int[] bounds = new int[20];

    Joni(Workload workload) {
        uris = workload.uris().stream().map(Workload::bytes).toArray(byte[][]::new);
        regexes = workload.patterns().stream().map(Joni::compile).toArray(Regex[]::new);
    }

    private static Regex compile(String text) {
        byte[] bytes = Workload.bytes(text);
        // In its Ruby syntax ^ and $ mean lines.
        return new Regex(bytes, 0, bytes.length, Option.MULTILINE | Option.SINGLELINE, ISO8859_1Encoding.INSTANCE,
                Syntax.PerlNG);
    }

    @Override
    public int lookup(int uri) {
        byte[] subject = uris[uri];
        for (int i = 0; i < regexes.length; i++) {
            // A matcher belongs to its subject, so there is a new one each time.
            Matcher matcher = regexes[i].matcher(subject);
            if (matcher.search(0, subject.length, Option.DEFAULT) >= 0) {
                keepBounds(matcher);
                return i;
            }
        }
        return MISS;
    }

    private void keepBounds(Matcher matcher) {
        Arrays.fill(bounds, -1);
        Region region = matcher.getEagerRegion();
        for (int group = 0; group < region.getNumRegs(); group++) {
            bounds[2 * group] = region.getBeg(group);
            bounds[2 * group + 1] = region.getEnd(group);
        }
    }

    @Override
    public int start(int group) {
        return bounds[2 * group];
    }

    @Override
    public int end(int group) {
        return bounds[2 * group + 1];
    }

    @Override
    public int groups(int winner) {
        return regexes[winner].numberOfCaptures();
    }
}
