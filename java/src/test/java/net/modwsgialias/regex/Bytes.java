package net.modwsgialias.regex;

import java.nio.charset.StandardCharsets;

/** Text in tests stands for bytes, one for each character. */
final class Bytes {

    private Bytes() {
    }

    static byte[] of(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String text(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        for (byte value : bytes) {
            int unsigned = value & 0xff;
            out.append(unsigned >= ' ' && unsigned <= '~'
                    ? String.valueOf((char) unsigned)
                    : String.format("\\x%02x", unsigned));
        }
        return out.toString();
    }
}
