package net.modwsgialias.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** How the command ends where it fails. */
class MainTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        return Main.run(new PrintWriter(out), new PrintWriter(err, true), args);
    }

    @Test
    void shouldTellOfAnyFailureInOneLine() {
        assertEquals(ExitCode.NO_REPORT, run("explain", "-f", "a\0b", "/x"));
        assertEquals(1, err.toString().lines().count(), err::toString);
        assertTrue(err.toString().startsWith("wsgi-alias: "), err::toString);
    }

    @Test
    void shouldKeepTheCodeOfWrongArguments() {
        assertEquals(ExitCode.USAGE, run("explain", "--nope"));
        assertEquals(ExitCode.USAGE, run("reload", "--wait", "x"));
    }

    @Test
    void shouldTellOfAnErrorOfTheJvm() {
        PrintWriter full = new PrintWriter(new StringWriter() {
            @Override
            public void write(String text, int from, int length) {
                throw new StackOverflowError("deep");
            }
        });
        assertEquals(ExitCode.NO_REPORT, Main.run(full, new PrintWriter(err, true), "--help"));
        assertEquals("wsgi-alias: java.lang.StackOverflowError: deep" + System.lineSeparator(), err.toString());
    }

    @Test
    void shouldTellThatItsOutputCannotBeWritten() {
        // As System.out is, which keeps failures to itself.
        PrintStream full = new PrintStream(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("No space left on device");
            }
        });
        int code = Main.run(new PrintWriter(full, false, StandardCharsets.UTF_8), new PrintWriter(err, true), "--help");
        assertEquals(ExitCode.NO_REPORT, code);
        assertEquals("wsgi-alias: standard output cannot be written\n", err.toString());
        assertEquals(ExitCode.FINE, run("--help"));
    }
}
