package net.modwsgialias.e2e.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That the other tests notice an httpd which does not do what it should. */
public class HttpdTest {

    /** In place of httpd, and of a test of its configuration: one that takes for ever. */
    private static final List<String> HANGING = List.of("setsid", "sh", "-c", "echo waiting; exec sleep 1000");

    @Test
    public void shouldTakeOneThatHangsForAFailure() {
        try (Site site = Site.create()) {
            HttpdSpec spec = new HttpdSpec(site).wrapper(HANGING);
            AssertionError error = assertThrows(AssertionError.class,
                    () -> Httpd.run(spec, Duration.ofSeconds(3), "-t"));
            assertTrue(error.getMessage().contains("[-t] does not end within PT3S:\nwaiting"), error::getMessage);
        }
    }

    @Test
    public void shouldTakeAServerThatStartsAllTheSameForAFailure() {
        try (Site site = Site.create()) {
            AssertionError error = assertThrows(AssertionError.class,
                    () -> Httpd.run(new HttpdSpec(site), Duration.ofSeconds(3), "-D", "FOREGROUND"));
            assertTrue(error.getMessage().contains("[-D, FOREGROUND] does not end within PT3S:"), error::getMessage);
        }
    }

    @Test
    public void shouldTellHowOneEnded() {
        try (Site site = Site.create()) {
            assertEquals(0, Httpd.configTest(new HttpdSpec(site)).exit());
            assertEquals(1, Httpd.configTest(new HttpdSpec(site).config("NoSuchDirective")).exit());
        }
    }
}
