package net.modwsgialias.regex;

import java.util.Random;

/** Random pattern texts: mostly well-formed, over the whole syntax, sometimes damaged. */
final class RandomPatterns {

    private static final String[] LITERALS = {"a", "b", "c", "/", "-", "A", "B", "0", "7", "_", ".", "\\.", "\n", " ",
        "\\x61", "\\x{62}", "\\o{57}", "\\055", "\\n", "\\r", "\\t", "\\e", "\\cA", "\\Qa.b\\E", "\\Q\\E", "\\E", "]",
        "{", "}", "#", "ab", "\u00e9", "\\xe9", "x{2,1", "a{,2}", "\\/", "\\-"};
    private static final String[] SETS = {".", "\\d", "\\D", "\\w", "\\W", "\\s", "\\S", "\\h", "\\H", "\\v", "\\V",
        "\\N", "\\R", "[ab]", "[^ab]", "[^/]", "[a-c]", "[]a]", "[^]a]", "[a-]", "[-a]", "[[:alpha:]]", "[[:^alpha:]]",
        "[[:upper:]b]", "[\\d_]", "[^\\w]", "[\\x61-\\x63]", "[a\\]b]", "[\\n]", "[\\b]", "[[:punct:]]", "[a-c-e]",
        "[--0]", "[\\Qab\\E]", "[A-z]", "[^\\x00-\\xff]", "[[:space:]/]", "[\\h\\v]", "[.]", "[.-]", "[:a]", "[.a.]", "[=]"};
    private static final String[] ANCHORS = {"^", "$", "\\A", "\\z", "\\Z", "\\b", "\\B", "\\G"};
    private static final String[] QUANTIFIERS = {"*", "+", "?", "*?", "+?", "??", "*+", "++", "?+", "{2}", "{1,2}", "{0}",
        "{0,1}", "{2,}", "{1,}?", "{0,2}+", "{3}?", "* ?", "{,1}", "{1 }"};
    private static final String[] OPENINGS = {"(", "(?:", "(?i:", "(?s-i:", "(?-s:", "(?m:", "(?x:", "(?xx:", "(?U:", "(?n:",
        "(?^:", "(?|", "(?>", "(?=", "(?!", "(?<=", "(?<!", "(?<n>", "(?P<m>", "(?'o'", "(?J:"};
    private static final String[] SETTINGS = {"(?i)", "(?s)", "(?-s)", "(?m)", "(?x)", "(?U)", "(?n)", "(?^)", "(?-i)",
        "(?#c)", "(?i-s)", "()", "(?:)"};
    private static final String[] IRREGULAR = {"\\1", "\\K", "\\X", "\\C", "(?R)", "(?1)", "(?(1)a|b)", "(*COMMIT)", "\\k<n>",
        "\\g{1}", "(?&n)", "\\p{L}", "(*UTF)", "(?C1)", "(?P=m)", "\\N{3}", "\\8", "\\y", "[\\w-a]", "[b-a]", "[[:foo:]]",
        "\\x{100}"};

    /** What never matches, alone or together. */
    private static final String[] EMPTY = {"[^\\x00-\\xff]", "[^\\w\\W]", "(?!)", "\\b\\B", "(?<!a)(?<=a)", "(?!a)(?=a)",
        "$.", ".^"};

    private final Random random;

    RandomPatterns(Random random) {
        this.random = random;
    }

    String next() {
        String pattern = alternation(3);
        return random.nextInt(12) == 0 ? damaged(pattern) : pattern;
    }

    int flags() {
        int[] all = {PatternSpec.CASELESS, PatternSpec.MULTILINE, PatternSpec.DOTALL, PatternSpec.DOLLAR_ENDONLY};
        int flags = PatternSpec.DOTALL | PatternSpec.DOLLAR_ENDONLY;
        for (int flag : all) {
            flags ^= random.nextInt(5) == 0 ? flag : 0;
        }
        return flags;
    }

    /** A subject made of what the patterns are made of. */
    byte[] subject() {
        String alphabet = "aabbc//-AB07_.\n\r \u00e9\u0085\u00a0";
        StringBuilder text = new StringBuilder(random.nextInt(3) == 0 ? "" : "/");
        int length = random.nextInt(12);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return Bytes.of(text.toString());
    }

    private String alternation(int depth) {
        StringBuilder out = new StringBuilder(branch(depth));
        while (random.nextInt(4) == 0) {
            out.append('|').append(branch(depth));
        }
        return out.toString();
    }

    private String branch(int depth) {
        StringBuilder out = new StringBuilder(random.nextInt(6) == 0 ? "^" : "");
        int count = random.nextInt(4) + (random.nextInt(8) == 0 ? 0 : 1);
        for (int i = 0; i < count; i++) {
            out.append(item(depth));
        }
        return out.append(random.nextInt(6) == 0 ? "$" : "").toString();
    }

    private String item(int depth) {
        // An anchor or an option setting cannot be repeated; now and then it is tried all the same.
        int kind = random.nextInt(40);
        if (kind < 3) {
            return one(ANCHORS);
        } else if (kind < 5) {
            return one(SETTINGS);
        } else if (kind == 5) {
            return random.nextInt(6) == 0 ? one(IRREGULAR)
                    : random.nextInt(6) == 0 ? one(ANCHORS) + one(QUANTIFIERS) : one(SETTINGS);
        } else if (kind == 6) {
            return deadEnd();
        }
        String atom = atom(depth);
        return random.nextInt(3) == 0 ? atom + one(QUANTIFIERS) : atom;
    }

    private String atom(int depth) {
        int kind = random.nextInt(32);
        if (kind < 16) {
            return one(LITERALS);
        } else if (kind < 24) {
            return one(SETS);
        }
        return depth == 0 ? one(LITERALS) : (random.nextInt(2) == 0 ? "(" : one(OPENINGS)) + alternation(depth - 1) + ")";
    }

    /** A part that often cannot match, or only in one of its ways. */
    private String deadEnd() {
        String atom = atom(0);
        String other = atom(0);
        return switch (random.nextInt(9)) {
            case 0 -> atom + one(ANCHORS) + other;
            case 1 -> "(?!" + atom + ")" + atom;
            case 2 -> "(?=" + atom + ")" + other;
            case 3 -> "(?!" + atom + other + ")" + atom + other;
            case 4 -> "(?=" + atom + "+$" + other + ")";
            case 5 -> "(?:" + atom + one(ANCHORS) + ")+" + other;
            case 6 -> "(?:" + atom + "+" + one(ANCHORS) + atom + "|" + other + ")*";
            case 7 -> "(" + one(EMPTY) + "|" + atom + "+" + one(EMPTY) + "|" + other + ")";
            default -> one(EMPTY);
        };
    }

    private String damaged(String pattern) {
        if (pattern.isEmpty()) {
            return "(";
        }
        int at = random.nextInt(pattern.length());
        return switch (random.nextInt(3)) {
            case 0 -> pattern.substring(0, at);
            case 1 -> pattern.substring(0, at) + pattern.substring(at + 1);
            default -> pattern.substring(0, at) + one(LITERALS) + pattern.substring(at);
        };
    }

    private String one(String[] choices) {
        return choices[random.nextInt(choices.length)];
    }
}
