package net.modwsgialias.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.modwsgialias.regex.MatchLimitException;
import net.modwsgialias.regex.MatchScratch;
import net.modwsgialias.regex.PatternException;
import net.modwsgialias.regex.PatternSet;
import net.modwsgialias.regex.PatternSpec;

/**
 * Matches one alias at a time, with the engine that decides in the server: why an alias did not take a URL, and what
 * the one that did has captured.
 */
final class WhyNot implements AutoCloseable {

    /** Behind a pattern: takes the rest of the URL, so that a match of nothing becomes a match. */
    private static final String REST = "[\\s\\S]*";

    /** How many patterns are kept compiled: a log can lead to all of thousands. */
    private static final int MOST = 1000;

    /** Those that were used last. */
    private final Map<String, PatternSet> compiled = new LinkedHashMap<>(MOST, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, PatternSet> eldest) {
            return size() > MOST;
        }
    };
    private final MatchScratch scratch = new MatchScratch();

    /** In words, to be read behind the alias. */
    String explain(Report.Alias alias, String path) {
        return alias.match() ? explainRegex(alias, path) : explainPrefix(alias.pattern(), path);
    }

    private static String explainPrefix(String prefix, String path) {
        int at = 0;
        int i = 0;
        while (i < prefix.length()) {
            if (at == path.length()) {
                return "the URL is too short: the prefix goes on with '" + Bytes.show(prefix.substring(i)) + "'";
            }
            if (path.charAt(at) != prefix.charAt(i)) {
                return "the URL differs at byte " + at + ": '" + Bytes.show(path.substring(at, at + 1)) + "', not '"
                        + Bytes.show(prefix.substring(i, i + 1)) + "'";
            }
            boolean slash = prefix.charAt(i) == '/';
            i = slash ? afterSlashes(prefix, i) : i + 1;
            at = slash ? afterSlashes(path, at) : at + 1;
        }
        return "the URL continues after the prefix without a slash";
    }

    private static int afterSlashes(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) == '/') {
            at++;
        }
        return at;
    }

    private String explainRegex(Report.Alias alias, String path) {
        boolean pcre2 = alias.engine().equals("pcre2");
        try {
            boolean nothing = match(alias, "(?:" + alias.pattern() + ")" + REST, path);
            return nothing ? "the pattern matches the empty string at the beginning, which counts as no match"
                    : "the pattern does not match" + (pcre2 ? " (according to PCRE2)" : "");
        } catch (PatternException | MatchLimitException e) {
            return "the pattern does not match";
        }
    }

    /** The captures of the alias that took the URL: {@code $0} to the last that took part; null for the others. */
    String[] captures(Report.Alias alias, String path) {
        try {
            if (!match(alias, alias.pattern(), path)) {
                return new String[0];
            }
        } catch (PatternException | MatchLimitException e) {
            return new String[0];
        }
        String[] captures = new String[MatchScratch.GROUPS];
        int count = 0;
        for (int group = 0; group < captures.length; group++) {
            int start = scratch.start(group);
            if (start >= 0 && start <= scratch.end(group)) {
                captures[group] = path.substring(start, scratch.end(group));
                count = group + 1;
            }
        }
        return java.util.Arrays.copyOf(captures, count);
    }

    private boolean match(Report.Alias alias, String pattern, String path)
            throws PatternException, MatchLimitException {
        String key = alias.match() + ":" + alias.flags() + ":" + pattern;
        PatternSet set = compiled.get(key);
        if (set == null) {
            PatternSpec.Kind kind = alias.match() ? PatternSpec.Kind.REGEX : PatternSpec.Kind.PREFIX;
            set = PatternSet.compile(List.of(new PatternSpec(kind, Bytes.of(pattern), alias.flags())));
            compiled.put(key, set);
        }
        byte[] subject = Bytes.of(path);
        return set.match(subject, subject.length, scratch) != PatternSet.NO_MATCH;
    }

    @Override
    public void close() {
        scratch.close();
    }
}
