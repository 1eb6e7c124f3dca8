package net.modwsgialias.lint;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.modwsgialias.nfa.Anchors;
import net.modwsgialias.regex.Engine;
import net.modwsgialias.regex.MatchScratch;
import net.modwsgialias.syntax.Node;

/** Checks the text and the tree of one regular expression. */
final class PatternChecks {

    /** Letters of the longest word behind a dot that is taken for an extension. */
    private static final int LONGEST_EXTENSION = 10;

    private PatternChecks() {
    }

    static void check(CheckedAlias alias, List<Finding> findings) {
        if (!alias.isMatch()) {
            return;
        }
        checkDots(alias, findings);
        checkCaret(alias, findings);
        checkGroups(alias, findings);
        checkRest(alias, findings);
        checkEngine(alias, findings);
    }

    private static void checkDots(CheckedAlias alias, List<Finding> findings) {
        String extension = extensionBehindBareDot(withoutClasses(alias.pattern()));
        if (extension != null) {
            findings.add(alias.finding(FindingCode.BARE_DOT,
                    "the dot before '" + extension + "' matches any character",
                    "write \\." + extension));
        }
    }

    /**
     * What follows a dot that no backslash makes literal, and that stands alone: a word of two letters or more that ends
     * its part of the pattern, such as an extension. Null if there is none.
     */
    private static String extensionBehindBareDot(String pattern) {
        for (int i = 0; i < pattern.length(); i++) {
            char letter = pattern.charAt(i);
            if (letter == '\\') {
                i++;
            } else if (letter == '.' && (i == 0 || pattern.charAt(i - 1) != '.')) {
                int end = endOfExtension(pattern, i + 1);
                boolean ends = end == pattern.length() || "$/()|?.\\".indexOf(pattern.charAt(end)) >= 0;
                if (ends && end - i > 2 && end - i - 1 <= LONGEST_EXTENSION) {
                    return pattern.substring(i + 1, end);
                }
            }
        }
        return null;
    }

    private static int endOfExtension(String pattern, int from) {
        int at = from;
        while (at < pattern.length() && (isLower(pattern.charAt(at))
                || at > from && (Character.isDigit(pattern.charAt(at)) || "_-".indexOf(pattern.charAt(at)) >= 0))) {
            at++;
        }
        return at;
    }

    private static boolean isLower(char letter) {
        return letter >= 'a' && letter <= 'z';
    }

    /** The pattern with the members of classes made something else, and as long as before. */
    private static String withoutClasses(String pattern) {
        StringBuilder text = new StringBuilder(pattern);
        int from = -1;
        for (int i = 0; i < pattern.length(); i++) {
            if (pattern.charAt(i) == '\\' && i + 1 < pattern.length()) {
                i++;
            } else if (from < 0 && pattern.charAt(i) == '[') {
                from = i;
            } else if (from >= 0 && pattern.charAt(i) == ']' && i > from + 1) {
                text.replace(from, i + 1, "[".repeat(i + 1 - from));
                from = -1;
            }
        }
        return text.toString();
    }

    private static void checkCaret(CheckedAlias alias, List<Finding> findings) {
        boolean floats = alias.tree() == null || !Anchors.atBegin(alias.tree());
        if (floats && alias.pattern().startsWith("/") && !hasTopLevelBar(alias.pattern())) {
            findings.add(alias.finding(FindingCode.NO_CARET,
                    "the pattern can match anywhere in the URL, so it also matches '/x" + example(alias) + "'",
                    "begin it with ^"));
        }
    }

    private static boolean hasTopLevelBar(String pattern) {
        return pattern.indexOf('|') >= 0 && pattern.indexOf('(') < 0;
    }

    private static String example(CheckedAlias alias) {
        return alias.samples().isEmpty() ? "..." : CheckedAlias.text(alias.samples().get(0));
    }

    private static void checkGroups(CheckedAlias alias, List<Finding> findings) {
        Set<Integer> used = new TreeSet<>(alias.targetCaptures());
        if (alias.spec().processGroup() != null) {
            used.addAll(GroupChecks.captures(alias.spec().processGroup()));
        }
        if (alias.spec().applicationGroup() != null) {
            used.addAll(GroupChecks.captures(alias.spec().applicationGroup()));
        }
        for (int group : used) {
            if (group > alias.groups()) {
                findings.add(alias.finding(FindingCode.NO_SUCH_GROUP,
                        "$" + group + " is always empty, because the pattern has " + count(alias.groups()),
                        "use a group that exists, put parentheses around what is meant, or write \\$" + group
                                + " for a dollar sign"));
            }
        }
    }

    /**
     * How many groups a pattern without a tree has, by its parentheses; more than there can be if it has a construct
     * that numbers them otherwise.
     */
    static int countGroups(String pattern) {
        if (pattern.contains("(?|") || pattern.contains("(*") || pattern.contains("\\Q")
                || hasOptions(pattern)) {
            return MatchScratch.GROUPS;
        }
        int groups = 0;
        String text = withoutClasses(pattern);
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == '(' && (!text.startsWith("(?", i) || isNamed(text, i + 2))) {
                groups++;
            }
        }
        return groups;
    }

    /** Whether there are options with which parentheses may not capture, or stand in comments. */
    private static boolean hasOptions(String pattern) {
        return pattern.matches("(?s).*\\(\\?[a-zA-Z^-]*[nx].*");
    }

    private static boolean isNamed(String text, int at) {
        return text.startsWith("P<", at) || text.startsWith("'", at)
                || text.startsWith("<", at) && !text.startsWith("<=", at) && !text.startsWith("<!", at);
    }

    private static String count(int groups) {
        return groups == 0 ? "no group" : groups == 1 ? "only one group" : "only " + groups + " groups";
    }

    private static void checkRest(CheckedAlias alias, List<Finding> findings) {
        Node tree = alias.tree();
        if (tree == null) {
            return;
        }
        if (tree instanceof Node.Look look && look.isEnd() || Trees.swallowsRest(tree, alias.targetCaptures())) {
            findings.add(alias.finding(FindingCode.WHOLE_URL,
                    "the pattern matches the whole URL, so SCRIPT_NAME is the whole URL and PATH_INFO is always empty",
                    "end the pattern where the script's own path ends"));
        }
    }

    private static void checkEngine(CheckedAlias alias, List<Finding> findings) {
        if (alias.served().engine() == Engine.PCRE2) {
            findings.add(alias.finding(FindingCode.NEEDS_PCRE,
                    "PCRE2 matches the pattern separately, for every URL that no earlier alias matches, due to its "
                            + alias.served().reason() + " at offset " + alias.served().offset(),
                    "avoid this construct if you can"));
            String repeat = Backtracking.find(alias.pattern());
            if (repeat != null) {
                findings.add(alias.finding(FindingCode.BACKTRACKING,
                        "in the pattern " + repeat + ", so PCRE2 may take very long for a URL, or reach its limit",
                        "write it so that there is only one way to match each URL"));
            }
        }
    }
}
