package net.modwsgialias.cli;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Strings of one char a byte, and what people read instead. */
final class Bytes {

    private Bytes() {
    }

    static byte[] of(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * What a client sent, or what came of it, as httpd's logs would have it, but with UTF-8 as it is: a backslash is
     * {@code \\}, and what would harm a terminal, and bytes that are no UTF-8, are {@code \xhh}. No two texts are
     * shown alike. Null is null.
     */
    static String show(String text) {
        return text == null ? null : showConfigured(text.replace("\\", "\\\\"));
    }

    /** A text of the configuration, as it stands there: a backslash is itself. Null is null. */
    static String showConfigured(String text) {
        if (text == null) {
            return null;
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer bytes = ByteBuffer.wrap(of(text));
        CharBuffer chars = CharBuffer.allocate(bytes.remaining());
        StringBuilder shown = new StringBuilder(text.length());
        while (true) {
            CoderResult result = decoder.decode(bytes, chars.clear(), true);
            chars.flip().chars().forEach(c -> append((char) c, shown));
            if (!result.isError()) {
                return shown.toString();
            }
            for (int i = 0; i < result.length(); i++) {
                appendByte(bytes.get(), shown);
            }
            decoder.reset();
        }
    }

    private static void append(char c, StringBuilder shown) {
        if (Character.isISOControl(c)) {
            for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                appendByte(b, shown);
            }
        } else {
            shown.append(c);
        }
    }

    private static void appendByte(byte b, StringBuilder shown) {
        shown.append("\\x").append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
    }
}
