package net.modwsgialias.regex;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrefixTest {

    @ParameterizedTest(name = "{0} on {1} takes {2} bytes")
    @CsvSource({
        "/foo, /foo, 4",
        "/foo, /foo/, 4",
        "/foo, /foo//x, 4",
        "/foo, //foo/x, 5",
        "/foo, /foobar, 0",
        "/foo, /FOO, 0",
        "/foo, /foo;p=1, 0",
        "/foo, /fo, 0",
        "/foo/, /foo, 0",
        "/foo/, /foo/, 5",
        "/foo/, /foo///x, 7",
        "//a//b, /a/b/c, 4",
        "/, /x, 1",
        "foo, /foo, 0",
        "/a%20b, /a b, 0",
        "/a%20b, /a%20b, 6",
    })
    void shouldTakeWholeComponents(String prefix, String url, int expected) {
        byte[] subject = url.getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(expected,
                new Prefix(prefix.getBytes(StandardCharsets.ISO_8859_1)).match(subject, subject.length));
    }
}
