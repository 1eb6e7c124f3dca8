package net.modwsgialias.benchmarks;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code java.util.regex}, asked in order, with matchers that are kept: nothing is allocated for a lookup. */
final class JavaUtilRegex extends InOrder {

    private final String[] uris;
    private final Matcher[] matchers;

    JavaUtilRegex(Workload workload) {
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
