package net.modwsgialias.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** What is told of an httpd that ended before it had answered. */
class AskingTest {

    @Test
    void shouldTellWhatTheModuleSays() {
        assertEquals("no memory", Asking.cause("[date] [core:notice] [pid 1] first\n[date] [pid 1] MWA0002: no memory\n"));
    }

    @Test
    void shouldTellWhatHttpdSaysFirst() {
        assertEquals("Could not open mime types", Asking.cause("[date] [pid 1] Could not open mime types\nlast\n"));
        assertEquals("it does not say why", Asking.cause(""));
    }

    @Test
    void shouldTellWhereItCrashed() {
        assertEquals("ended with signal 6 (C [mod_x.so+0xbb2d] handle+0x7d)", Asking.cause("""
                #
                # A fatal error has been detected by the Java Runtime Environment:
                #
                # Problematic frame:
                # C  [mod_x.so+0xbb2d]  handle+0x7d
                #
                # Problematic frame:
                # C  [mod_x.so+0xbb2d]  handle+0x7d
                [date] [pid 1] MWA0002: ended with signal 6
                """));
    }
}
