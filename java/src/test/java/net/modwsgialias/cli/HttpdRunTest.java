package net.modwsgialias.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What httpd's environment is, where the command's own locale is not the caller's. */
class HttpdRunTest {

    private static final String LOCALE = "wsgi-alias.locale";

    @AfterEach
    void forget() {
        System.clearProperty(LOCALE);
    }

    private static String locale() throws IOException, InterruptedException {
        HttpdRun run = HttpdRun.open();
        try {
            Path output = run.create("output");
            assertEquals(0, run.run(List.of("/bin/sh", "-c", "echo \"${LC_ALL-none}\""), output, "testing"));
            return Files.readString(output).strip();
        } finally {
            run.close();
        }
    }

    @Test
    void shouldGiveHttpdTheCallersLocale() throws IOException, InterruptedException {
        String own = System.getenv().getOrDefault("LC_ALL", "none");
        assertEquals(own, locale());
        System.setProperty(LOCALE, "POSIX");
        assertEquals("POSIX", locale());
        System.setProperty(LOCALE, "");
        assertEquals("none", locale());
    }
}
