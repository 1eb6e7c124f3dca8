package net.modwsgialias.regex;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text in tests stands for bytes, one for each character. */
final class Bytes {

    private static final Pattern ESCAPE = Pattern.compile("\\\\(n|r|x(..))");

    private Bytes() {
    }

    static byte[] of(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** {@code \\n}, {@code \\r} and {@code \\xHH} in a data file stand for bytes. */
    static String unescape(String text) {
        return ESCAPE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(switch (found.group(1).charAt(0)) {
            case 'n' -> "\n";
            case 'r' -> "\r";
            default -> String.valueOf((char) Integer.parseInt(found.group(2), 16));
        }));
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
