package net.modwsgialias.benchmarks;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code java.util.regex}, asked in order, with matchers that are kept: nothing is allocated for a lookup. */
final class JavaUtilRegex implements Contender {

    private final String[] uris;
    private final Matcher[] matchers;
    private final int[] bounds = new int[20];

    JavaUtilRegex(Workload workload) {
        uris = workload.uris().toArray(String[]::new);
        matchers = workload.patterns().stream()
                .map(text -> Pattern.compile(text, Pattern.DOTALL).matcher(""))
                .toArray(Matcher[]::new);
    }

    @Override
    public int lookup(int uri) {
        String subject = uris[uri];
        for (int i = 0; i < matchers.length; i++) {
            Matcher matcher = matchers[i];
            if (matcher.reset(subject).find()) {
                keepBounds(matcher);
                return i;
            }
        }
        return MISS;
    }

    private void keepBounds(Matcher matcher) {
        Arrays.fill(bounds, -1);
        for (int group = 0; group <= matcher.groupCount(); group++) {
            bounds[2 * group] = matcher.start(group);
            bounds[2 * group + 1] = matcher.end(group);
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
        return matchers[winner].groupCount();
    }
}
