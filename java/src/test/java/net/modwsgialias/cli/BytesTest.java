package net.modwsgialias.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BytesTest {

    private static final int RANDOM_TEXTS = 20_000;

    @ParameterizedTest
    @CsvSource({
        "/plain, /plain",
        "/\u00c3\u00a9, /\u00e9",
        "/\u00e9, /\\xe9",
        "/\u00c3\u00a9\u00e9, /\u00e9\\xe9",
        "/\u00f0\u009f\u0098\u0080\u00f0\u009f, /\ud83d\ude00\\xf0\\x9f",
        "/\u001b[31m, /\\x1b[31m",
        "/\u00c2\u009b\u009b, /\\xc2\\x9b\\x9b",
        "/\\xe9, /\\\\xe9",
        "/\\, /\\\\",
    })
    void shouldShowWhatHarmsNoTerminal(String text, String shown) {
        assertEquals(shown, Bytes.show(text));
    }

    @ParameterizedTest
    @CsvSource({"^/\\d+\\.x, ^/\\d+\\.x", "/\u00e9, /\\xe9", "/\u0007x, /\\x07x", "/\u00c3\u00a9, /\u00e9"})
    void shouldShowTheConfigurationAsItStandsThere(String text, String shown) {
        assertEquals(shown, Bytes.showConfigured(text));
    }

    /** What is shown stands for one text alone: read as a log is read, it is that text again. */
    @Test
    void shouldShowNoTwoTextsAlike() {
        long seed = Long.getLong("mwa.seed", 20260101);
        System.out.println("BytesTest: seed " + seed);
        Random random = new Random(seed);
        // Half of what may come, so that what looks like an escape comes often.
        String likely = "\\\\\\x0159abcdefxnt\"\u00c2\u00c3\u009b\u00a9\u00e2\u0082\u00ac\u001b\n";
        for (int i = 0; i < RANDOM_TEXTS; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(12); length > 0; length--) {
                text.append(random.nextBoolean() ? likely.charAt(random.nextInt(likely.length()))
                        : (char) random.nextInt(256));
            }
            String expected = text.toString();
            String shown = Bytes.show(expected);
            assertEquals(expected, unescape(shown), () -> "seed " + seed + ", shown as " + shown);
        }
    }

    /** By its definition, and with none of the code under test. */
    private static String unescape(String shown) {
        String bytes = new String(shown.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bytes.length(); i++) {
            if (bytes.startsWith("\\\\", i)) {
                text.append('\\');
                i++;
            } else if (bytes.charAt(i) == '\\') {
                assertEquals('x', bytes.charAt(i + 1), shown);
                text.append((char) Integer.parseInt(bytes.substring(i + 2, i + 4), 16));
                i += 3;
            } else {
                text.append(bytes.charAt(i));
            }
        }
        return text.toString();
    }
}
