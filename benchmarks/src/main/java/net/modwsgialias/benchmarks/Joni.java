package net.modwsgialias.benchmarks;

import org.jcodings.specific.ISO8859_1Encoding;
import org.joni.Matcher;
import org.joni.Option;
import org.joni.Regex;
import org.joni.Region;
import org.joni.Syntax;

/** Joni, Oniguruma in Java: over bytes as ours, asked in order. */
final class Joni extends InOrder {

    private final byte[][] uris;
    private final Regex[] regexes;

    Joni(Workload workload) {
        super(workload);
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
    boolean matches(int pattern, int uri) {
        byte[] subject = uris[uri];
        // A matcher belongs to its subject, so there is a new one each time.
        Matcher matcher = regexes[pattern].matcher(subject);
        if (matcher.search(0, subject.length, Option.DEFAULT) < 0) {
            return false;
        }
        clear();
        Region region = matcher.getEagerRegion();
        for (int group = 0; group < region.getNumRegs(); group++) {
            keep(group, region.getBeg(group), region.getEnd(group));
        }
        return true;
    }

    @Override
    public int groups(int winner) {
        return regexes[winner].numberOfCaptures();
    }
}
