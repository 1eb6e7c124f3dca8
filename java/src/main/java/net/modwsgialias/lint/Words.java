package net.modwsgialias.lint;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Splits arguments as httpd's {@code ap_getword_conf} does. */
final class Words {

    private Words() {
    }

    /** @param args one char a byte */
    static List<String> of(String args) {
        // A JVM that has just begun takes far longer for a char of a text than for a byte of an array.
        byte[] bytes = args.getBytes(StandardCharsets.ISO_8859_1);
        List<String> words = new ArrayList<>();
        int at = afterSpaces(bytes, 0);
        while (at < bytes.length) {
            byte quote = bytes[at];
            int end = quote == '"' || quote == '\'' ? endOfQuoted(bytes, at) : endOfPlain(bytes, at);
            words.add(quote == '"' || quote == '\'' ? unquote(bytes, at, end) : text(bytes, at, end));
            at = afterSpaces(bytes, Math.min(end + 1, bytes.length));
        }
        return words;
    }

    private static String text(byte[] bytes, int from, int end) {
        return new String(bytes, from, end - from, StandardCharsets.ISO_8859_1);
    }

    private static int afterSpaces(byte[] args, int from) {
        int at = from;
        while (at < args.length && isSpace(args[at])) {
            at++;
        }
        return at;
    }

    private static int endOfPlain(byte[] args, int from) {
        int at = from;
        // Most bytes are behind the blank.
        while (at < args.length && (args[at] > ' ' || !isSpace(args[at]))) {
            at++;
        }
        return at;
    }

    /** The place of the closing quote, or the end. */
    private static int endOfQuoted(byte[] args, int from) {
        byte quote = args[from];
        int at = from + 1;
        while (at < args.length && args[at] != quote) {
            at += args[at] == '\\' && isEscape(args, at, quote) ? 2 : 1;
        }
        return at;
    }

    private static String unquote(byte[] args, int from, int end) {
        byte[] word = new byte[end - from];
        int length = 0;
        for (int at = from + 1; at < end; at++) {
            at += args[at] == '\\' && isEscape(args, at, args[from]) ? 1 : 0;
            word[length++] = args[at];
        }
        return text(word, 0, length);
    }

    /** Whether a backslash makes the quote, or the backslash, behind it a part of the word. */
    private static boolean isEscape(byte[] args, int at, byte quote) {
        return at + 1 < args.length && (args[at + 1] == quote || args[at + 1] == '\\');
    }

    private static boolean isSpace(byte letter) {
        return letter == ' ' || letter >= '\t' && letter <= '\r';
    }
}
