package net.modwsgialias.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogLineTest {

    private static final String REST = " - - [01/Jan/2026:10:00:00 +0000] \"GET /a/b?q=1 HTTP/1.1\" 200 5";

    private static Question parse(String line) {
        return LogLine.parse(line, null, null);
    }

    @Test
    void shouldReadCommonAndCombinedWithoutTheQuery() {
        Question expected = new Question(null, 0, null, "/a/b");
        assertEquals(expected, parse("192.0.2.1" + REST));
        assertEquals(expected, parse("192.0.2.1" + REST + " \"http://x/\" \"agent \\\"quoted\\\"\""));
    }

    @Test
    void shouldTakeServerAndPortFromVhostCombined() {
        assertEquals(new Question(null, 8080, "one.test:8080", "/a/b"), parse("one.test:8080 192.0.2.1" + REST));
        assertEquals(new Question(null, 443, "one.test:443", "/a/b"), parse("one.test:443 ::1" + REST));
    }

    @Test
    void shouldNotTakeAnIpv6ClientForAServer() {
        assertEquals(new Question(null, 0, null, "/a/b"), parse("::1" + REST));
        assertEquals(new Question(null, 0, null, "/a/b"), parse("2001:db8::7:80" + REST));
        String spaced = " -  a user [01/Jan/2026:10:00:00 +0000] \"GET /a/b HTTP/1.1\" 200 5";
        assertEquals(new Question(null, 0, null, "/a/b"), parse("2001:db8::7:80" + spaced));
        assertEquals(new Question(null, 0, null, "/a/b"), parse("::1" + spaced));
        assertEquals(new Question(null, 8080, "[::1]:8080", "/a/b"), parse("[::1]:8080 2001:db8::7" + spaced));
    }

    @Test
    void shouldUndoTheEscapesOfTheLog() {
        assertEquals("/a\\x41\\\\n\u0080", parse("h - - [t] \"GET /a\\\\x41\\\\\\\\n\\x80 HTTP/1.1\" 200 5").target());
        assertEquals("/a\"b\\c\u00e9",
                parse("::1 - - [t] \"GET /a\\\"b\\\\c\\xe9 HTTP/1.1\" 200 5").target());
    }

    @Test
    void shouldUseAddressAndHostThatAreGiven() {
        assertEquals(new Question("192.0.2.9", 0, "h.test", "/a/b"),
                LogLine.parse("192.0.2.1" + REST, "192.0.2.9", "h.test"));
    }

    @Test
    void shouldReadALineOfAnyLength() {
        String path = "/" + "a\\xe9".repeat(200_000);
        assertEquals("/" + "a\u00e9".repeat(200_000),
                parse("h - - [t] \"GET " + path + " HTTP/1.1\" 414 5").target());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "no log", "h - - [t] \"-\" 408 0", "h - - [t] \"GET /a\" 200 5", "h - - [t] \"GET /a b HTTP/1.1\" 400 5",
        "h - - [t] \"CONNECT a:1 HTTP/1.1\" 400 5", "h - - [t] \"OPTIONS * HTTP/1.1\" 200 5",
        "h - - [t] \"GET /a\\tb HTTP/1.1\" 400 5",
        "h - - [t] \"\\x16\\x03\\x01\" 400 5", "h - - [t] \"GET /a\\xzz HTTP/1.1\" 400 5", "h - - [t] \"GET /a\\x1",
        "h - - [t] \"GET /a\\", "h - - [t] \"GET /a\\q HTTP/1.1\" 400 5", "h - - [t] \"GET /a HTTP/1.1",
        "o:70000 h - - [t] \"GET /a HTTP/1.1\" 200 5"
    })
    void shouldFindNoRequestIn(String line) {
        assertNull(parse(line));
    }
}
