package net.modwsgialias.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The line that those read who wait at a terminal. */
class WaitingTest {

    private static final long SECOND = 1_000_000_000;

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, value = {
        "0|30|7|, 7 s",
        "0.01|1|1| [>                   ] 1 %, about 99 s left",
        "0.5|30|7| [==========>         ] 50 %, about 30 s left",
        "0.25|600|7| [=====>              ] 25 %, about 30 min left",
        "1|30|7| [====================] 100 %, about 0 s left",
    })
    void shouldShowABarAndAnEstimate(double part, long seconds, int since, String expected) {
        assertEquals(expected, Waiting.line(part, seconds * SECOND, since));
    }
}
