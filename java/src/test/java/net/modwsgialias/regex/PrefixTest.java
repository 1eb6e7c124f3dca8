package net.modwsgialias.regex;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrefixTest {

    /** A negative number is the complement of how many bytes have told that it does not match. */
    @ParameterizedTest(name = "{0} on {1} takes {2} bytes")
    @CsvSource({
        "/foo, /foo, 4",
        "/foo, /foo/, 4",
        "/foo, /foo//x, 4",
        "/foo, //foo/x, 5",
        "/foo, /foobar, -6",
        "/foo, /FOO, -3",
        "/foo, /foo;p=1, -6",
        "/foo, /fo, -5",
        "/foo/, /foo, -6",
        "/foo/, /foo/, 5",
        "/foo/, /foo///x, 7",
        "//a//b, /a/b/c, 4",
        "/, /x, 1",
        "foo, /foo, -2",
        "/a%20b, /a b, -4",
        "/a%20b, /a%20b, 6",
    })
    void shouldTakeWholeComponents(String prefix, String url, int expected) {
        byte[] subject = url.getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(expected,
                new Prefix(prefix.getBytes(StandardCharsets.ISO_8859_1)).match(subject, subject.length));
    }
}
