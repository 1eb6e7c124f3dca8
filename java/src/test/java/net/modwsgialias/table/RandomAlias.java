package net.modwsgialias.table;

import java.util.List;
import java.util.Random;

/** Random aliases whose URLs are likely to be taken, and likely to lead somewhere else. Texts are one char a byte. */
final class RandomAlias {

    private static final List<String> BEGINNINGS = List.of("/w/", "/w/scripts/", "/w/scripts/", "/w/s", "/", "//", "/..",
            "/w/../w/", "/w/..", "/w/./s/", "/w//s//", "/w/.../", "/w/\u00e9/", "w/", "", "./", "../", "../w/", "../../",
            "w/../", "/a/b/c/", "/w/s\\", "/w/\\$1/", "/w/\\./", "/w\\/s/");
    private static final List<String> ENDS = List.of("", "app", "app.wsgi", "app/", ".", "..", "../x", "$", "&", "$1",
            "$1", "$1/app", "$2$1", "$1..$2", "$1/$2", "$0", "$0/../$1", "$1$2$3", ".$1", "$1.", "..$1", "$1.wsgi",
            "x/$1/../$2", "$9$1", "\\$1/$1", "$x/$1", "$1\\");
    /** Expressions, each with what stands for it in a URL; an empty text stands for anything. */
    private static final String[][] EXPRESSIONS = {{"/", "/"}, {"/img", "/img"}, {"/~", "/~"}, {"-", "-"}, {"!", "!"},
        {"\\.", "."}, {"/+", "//"}, {"([^-]+)-", "..-"}, {"([^!]*)!", ""}, {"([^/]*)", ".."}, {"([^/]+)/", "a/"},
        {"(.*)", ""}, {"(.*?)", ""}, {"(.)", "."}, {"(\\.*)", ".."}, {"(a|\\.\\.)", ".."}, {"(/?)", "/"}, {"(a)?", "a"},
        {"(?:\\.|/)*", "/./"}, {"([./]+)", "../"}, {"(..)", ".."}};
    private static final List<String> PREFIXES = List.of("/", "/", "//", "/a", "/a/", "/a//b", "/.", "/a.", "/..a", "/a..",
            "/img", "/\u00e9", "/a b");
    private static final List<String> PIECES = List.of("/", "/", "/", "..", "..", ".", "a", "b", "w", "scripts", "app",
            "...", "..a", "a..", "//", "/./", "/../", "../", "\\", "\\..\\", "%2e%2e", "%2f", "..%2f", ";", ";..", "-", "!",
            " ", "~", "\u00e9", "\u00c0\u00ae", "\u00c0\u00af", "\n", "\0");

    final boolean match;
    final String pattern;
    final String target;
    private final String sample;

    private RandomAlias(boolean match, String pattern, String target, String sample) {
        this.match = match;
        this.pattern = pattern;
        this.target = target;
        this.sample = sample;
    }

    static RandomAlias make(Random random) {
        String target = pick(random, BEGINNINGS) + pick(random, ENDS);
        if (random.nextInt(5) == 0) {
            String prefix = pick(random, PREFIXES);
            return new RandomAlias(false, prefix, target.isEmpty() ? "x" : target, prefix);
        }
        StringBuilder pattern = new StringBuilder(random.nextInt(4) > 0 ? "^" : "");
        StringBuilder sample = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            String[] expression = EXPRESSIONS[random.nextInt(EXPRESSIONS.length)];
            pattern.append(expression[0]);
            sample.append(expression[1].isEmpty() ? text(random, 3) : expression[1]);
        }
        pattern.append(random.nextInt(5) == 0 ? "$" : "");
        return new RandomAlias(true, pattern.toString(), target.isEmpty() ? "$1" : target, sample.toString());
    }

    /** The same with another expression, of which its URLs know nothing. */
    RandomAlias with(String expression) {
        return new RandomAlias(true, expression, target, sample);
    }

    /** A URL's path, often one that the alias takes. */
    String uri(Random random) {
        String begin = random.nextInt(8) == 0 ? text(random, 4) : sample;
        String uri = begin + text(random, 6);
        return uri.startsWith("/") ? uri : "/" + uri;
    }

    private static String text(Random random, int longest) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(longest + 1); i > 0; i--) {
            text.append(pick(random, PIECES));
        }
        return text.toString();
    }

    private static String pick(Random random, List<String> from) {
        return from.get(random.nextInt(from.size()));
    }

    @Override
    public String toString() {
        return (match ? "WSGIScriptAliasMatch " : "WSGIScriptAlias ") + pattern + " " + target;
    }
}
