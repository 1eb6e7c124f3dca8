package net.modwsgialias.benchmarks;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Arrays;

/** RE2/J, asked in order: linear time for any input, by simulation. */
final class Re2j implements Contender {

    private final String[] uris;
    private final Matcher[] matchers;
    private final int[] bounds = new int[20];

    Re2j(Workload workload) {
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
