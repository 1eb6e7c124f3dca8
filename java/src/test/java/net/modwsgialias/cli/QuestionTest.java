package net.modwsgialias.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuestionTest {

    @Test
    void shouldShowAUrlThatCanBeAskedAgain() {
        assertEquals("http://one.test:81/a", new Question(null, 81, "one.test:81", "/a").show());
        assertEquals("http://two.test/a", new Question(null, 81, "one.test:81", "http://two.test/a").show());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "127.0.0.1, true", "255.255.255.255, true", "::, true", "2001:DB8::192.0.2.1, true", "::ffff:127.0.0.1, true",
        "127.0.0.256, false", "127.0.0.22222, false", "127.1, false", "1, false", "[::1], false", "::g, false",
        "1:2:3:4:5:6:7:8:9, false", ":, false", "localhost, false", "http://127.0.0.1, false", "'127.0.0.1 ', false",
    })
    void shouldTellAnIpAddress(String text, boolean is) {
        assertEquals(is, Question.isAddress(text));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "http://one.test, 80, one.test, /",
        "http://one.test/a?q#f, 80, one.test, /a?q",
        "https://one.test/a, 443, one.test, /a",
        "HTTPS://one.test:80/a, 80, one.test:80, /a",
        "http://one.test:8080?q, 8080, one.test:8080, /?q",
        "http://[::1]:81/a, 81, [::1]:81, /a",
        "http://[2001:DB8::192.0.2.1], 80, [2001:DB8::192.0.2.1], /",
        "http://my_app/x, 80, my_app, /x",
        "https://my_app.test:8443?q, 8443, my_app.test:8443, /?q",
        "http://-a_.1b./x, 80, -a_.1b., /x",
        "http://one.test:/a:b@c, 80, one.test, /a:b@c",
        "http://one.test:65535/a, 65535, one.test:65535, /a",
        "http://one.test?a://b@c/, 80, one.test, /?a://b@c/",
        "http://na%C3%AFf:s_cret@my_app:81/a, 81, my_app:81, /a",
        "http://one.test/é b%2F, 80, one.test, /%C3%A9%20b%2F",
        "http://one.test/a|b{c}, 80, one.test, /a|b{c}",
    })
    void shouldReadUrls(String url, int port, String host, String target) throws CommandException {
        assertEquals(new Question(null, port, host, target), Question.parse(url, null, "unused"));
    }

    @Test
    void shouldReadAPathAlone() throws CommandException {
        assertEquals(new Question("192.0.2.1", 0, "h.test", "/a/b"),
                Question.parse("/a/b#c", "192.0.2.1", "h.test"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "one.test/a", "ftp://one.test/a", "http:///a", "http://one.test:x/", "mailto:a@b",
        "http://:80/a", "http://@/a", "http://one.test:0/", "http://one.test:65536/", "http://one.test:99999999999/",
        "http://[::1/a", "http://[]/a", "http://[::1]x/a", "http://[one.test]/a", "http://a b/", "http://a:1:2/",
        "http://é.test/", "http://a%41/", "http://a\\b/", "xhttp://a/", "http:/one.test/a"})
    void shouldRefuse(String url) {
        CommandException refused = assertThrows(CommandException.class, () -> Question.parse(url, null, null));
        assertEquals(ExitCode.USAGE, refused.exitCode());
    }

    @Test
    void shouldWriteTheLineThatTheModuleReads() throws CommandException {
        assertEquals("-\t81\tone.test:81\t/a\n", Question.parse("http://one.test:81/a", null, null).line());
        assertEquals("192.0.2.1\t0\t-\t/a\n", Question.parse("/a", "192.0.2.1", null).line());
    }
}
