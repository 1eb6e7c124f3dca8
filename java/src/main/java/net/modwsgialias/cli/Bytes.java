package net.modwsgialias.cli;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Strings of one char a byte, and what people read instead. */
final class Bytes {

    private Bytes() {
    }

    static byte[] of(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** The text as UTF-8 where it is that; what would harm a terminal, and bytes that are no UTF-8, as \xHH. */
    static String show(String text) {
        String decoded = decode(text);
        boolean isText = decoded != null;
        StringBuilder shown = new StringBuilder(text.length());
        (isText ? decoded : text).chars().forEach(c -> {
            if (Character.isISOControl(c) || (!isText && c > '~')) {
                shown.append("\\x").append(hex(c >> 4)).append(hex(c));
            } else {
                shown.append((char) c);
            }
        });
        return shown.toString();
    }

    /** The characters that the bytes are in UTF-8, or null. */
    private static String decode(String text) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(of(text))).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static char hex(int value) {
        return Character.toUpperCase(Character.forDigit(value & 15, 16));
    }
}
