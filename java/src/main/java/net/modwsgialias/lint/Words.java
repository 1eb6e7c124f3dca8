package net.modwsgialias.lint;

import java.util.ArrayList;
import java.util.List;

/** Splits arguments as httpd's {@code ap_getword_conf} does. */
final class Words {

    private Words() {
    }

    static List<String> of(String args) {
        List<String> words = new ArrayList<>();
        int at = afterSpaces(args, 0);
        while (at < args.length()) {
            char quote = args.charAt(at);
            int end = quote == '"' || quote == '\'' ? endOfQuoted(args, at) : endOfPlain(args, at);
            words.add(quote == '"' || quote == '\'' ? unquote(args, at, end) : args.substring(at, end));
            at = afterSpaces(args, Math.min(end + 1, args.length()));
        }
        return words;
    }

    private static int afterSpaces(String args, int from) {
        int at = from;
        while (at < args.length() && isSpace(args.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int endOfPlain(String args, int from) {
        int at = from;
        while (at < args.length() && !isSpace(args.charAt(at))) {
            at++;
        }
        return at;
    }

    /** The place of the closing quote, or the end. */
    private static int endOfQuoted(String args, int from) {
        int at = from + 1;
        while (at < args.length() && args.charAt(at) != args.charAt(from)) {
            at += isEscape(args, at, args.charAt(from)) ? 2 : 1;
        }
        return at;
    }

    private static String unquote(String args, int from, int end) {
        StringBuilder word = new StringBuilder();
        for (int at = from + 1; at < end; at++) {
            at += isEscape(args, at, args.charAt(from)) ? 1 : 0;
            word.append(args.charAt(at));
        }
        return word.toString();
    }

    private static boolean isEscape(String args, int at, char quote) {
        return args.charAt(at) == '\\' && at + 1 < args.length()
                && (args.charAt(at + 1) == quote || args.charAt(at + 1) == '\\');
    }

    private static boolean isSpace(char letter) {
        return letter == ' ' || letter >= '\t' && letter <= '\r';
    }
}
