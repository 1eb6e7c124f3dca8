package net.modwsgialias.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BytesTest {

    @ParameterizedTest
    @CsvSource({
        "/plain, /plain",
        "/\u00c3\u00a9, /\u00e9",
        "/\u00e9, /\\xE9",
        "/\u001b[31m, /\\x1B[31m",
        "/\u00c2\u009b, /\\x9B",
    })
    void shouldShowWhatHarmsNoTerminal(String text, String shown) {
        assertEquals(shown, Bytes.show(text));
    }
}
