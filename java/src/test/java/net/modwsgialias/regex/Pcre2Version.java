package net.modwsgialias.regex;

import com.sun.jna.NativeLibrary;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which PCRE2 the tests compare with: the one that httpd loads, or the file that {@code -Dmwa.pcre2} names. */
final class Pcre2Version {

    private static final int CONFIG_VERSION = 11;
    private static final String TEXT = ask();

    private Pcre2Version() {
    }

    private static String ask() {
        byte[] answer = new byte[64];
        int length = NativeLibrary.getInstance(Pcre2.LIBRARY).getFunction("pcre2_config_8")
                .invokeInt(new Object[] {CONFIG_VERSION, answer});
        return new String(answer, 0, length - 1, StandardCharsets.US_ASCII);
    }

    /** Whether the version is 10.{@code minor} or later. */
    static boolean isFrom(int minor) {
        Matcher matcher = Pattern.compile("10\\.(\\d+)\\D.*").matcher(TEXT);
        if (!matcher.matches()) {
            throw new IllegalStateException("unknown version of PCRE2: " + TEXT);
        }
        return Integer.parseInt(matcher.group(1)) >= minor;
    }

    /** As the library gives it, with its date. */
    static String text() {
        return TEXT;
    }
}
