package net.modwsgialias.benchmarks;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

/** RE2/J, asked in order: linear time for any input, by simulation. */
final class Re2j extends InOrder {

    private final String[] uris;
    private final Matcher[] matchers;

    Re2j(Workload workload) {
        super(workload);
        uris = workload.uris().toArray(String[]::new);
        matchers = workload.patterns().stream()
                .map(text -> Pattern.compile(text, Pattern.DOTALL).matcher(""))
                .toArray(Matcher[]::new);
    }

    @Override
    boolean matches(int pattern, int uri) {
        Matcher matcher = matchers[pattern];
        if (!matcher.reset(uris[uri]).find()) {
            return false;
        }
        clear();
        for (int group = 0; group <= matcher.groupCount(); group++) {
            keep(group, matcher.start(group), matcher.end(group));
        }
        return true;
    }

    @Override
    public int groups(int winner) {
        return matchers[winner].groupCount();
    }
}
