package net.modwsgialias.benchmarks;

import java.util.List;
import net.modwsgialias.regex.MatchLimitException;
import net.modwsgialias.regex.MatchScratch;
import net.modwsgialias.regex.PatternException;
import net.modwsgialias.regex.PatternSet;
import net.modwsgialias.regex.PatternSpec;

/** The project's own engine: all patterns in one pass. */
final class Ours implements Contender {

    private static final int HTTPD_FLAGS = PatternSpec.DOTALL | PatternSpec.DOLLAR_ENDONLY;

    private final PatternSet patterns;
    private final byte[][] uris;
    private final int[] groups;
    private final MatchScratch scratch = new MatchScratch();

    Ours(Workload workload) {
        patterns = compile(workload.patterns());
        uris = workload.uris().stream().map(Workload::bytes).toArray(byte[][]::new);
        // All parentheses of the workloads capture.
        groups = workload.patterns().stream().mapToInt(text -> (int) text.chars().filter(c -> c == '(').count())
                .toArray();
    }

    static List<PatternSpec> specs(List<String> texts) {
        return texts.stream()
                .map(text -> new PatternSpec(PatternSpec.Kind.REGEX, Workload.bytes(text), HTTPD_FLAGS))
                .toList();
    }

    static PatternSet compile(List<String> texts) {
        try {
            return PatternSet.compile(specs(texts));
        } catch (PatternException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static int lookup(PatternSet patterns, byte[] uri, MatchScratch scratch) {
        try {
            return patterns.match(uri, uri.length, scratch);
        } catch (MatchLimitException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int lookup(int uri) {
        return lookup(patterns, uris[uri], scratch);
    }

    @Override
    public int start(int group) {
        return scratch.start(group);
    }

    @Override
    public int end(int group) {
        return scratch.end(group);
    }

    @Override
    public int groups(int winner) {
        return groups[winner];
    }
}
