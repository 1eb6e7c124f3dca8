package net.modwsgialias.table;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.modwsgialias.regex.PatternSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of the directives' rules, each as one alias and one URL. */
class AliasTableTest {

    @ParameterizedTest(name = "{0} {1} {2} on {3}: {4}")
    @CsvSource({
        "A, /foo, /w/a, /foo/z, /w/a/z",
        "A, /foo, /w/a, /foo//z, /w/a//z",
        "A, /foo, /w/a, /foobar, DECLINED",
        "A, /foo/, /w/a/, /foo/z, /w/a/z",
        "A, /foo/, /w/a/, /foo, DECLINED",
        "A, /, /w/a, /x/y, /w/a/x/y",
        "A, /, /w/a, /, /w/a/",
        "A, //, /w/a, /x, /w/ax",
        "A, /foo, /w/$1, /foo/z, /w/$1/z",
        "M, ^/img, /w/scripts/, /img/a, /w/scripts//a",
        "M, ^/img, /w/scripts/, /img../secret.wsgi, OUTSIDE",
        "M, ^/~([^-]+)-, /w/users/$1/app, /~..-/z, OUTSIDE",
        "M, ws/([^/]+), w/$1.wsgi, /x/y/ws/foo/z, w/foo.wsgi/z",
        "M, $, w/app, /x/y, w/app",
        "M, ^, /w/app, /x, DECLINED",
        "M, x*, /w/app, /xy, DECLINED",
        "M, ^/(a)?(b), /w/$1-$2, /b, /w/-b",
        "M, ^/(a), /w/$10, /a, /w/a0",
        "M, ^/(a), /w/$2x, /a, /w/x",
        "M, ^/(a), /w/\\$1&$, /a, /w/$1&$",
        "M, ^/(a), /w/a\\, /a, /w/a\\",
        "M, ^/(a), /w/$0, /a, /w//a",
        "M, ^/, /w/app, /x, /w/app/x",
        "M, ^/u(.)$, /w/u, /u\u00e9, /w/u",
        "M, ^(/etc/.*)$, $1, /etc/passwd, OUTSIDE",
    })
    void shouldMakeTheFileOfTheUrl(String kind, String pattern, String target, String uri, String expected)
            throws Exception {
        AliasTables tables = SpecWriter.load(
                new SpecWriter().alias(kind.equals("M"), pattern, target, null, null).write());
        assertEquals(expected, lookUp(tables.table(0), uri));
    }

    @Test
    void shouldReadTheSizeOfTheCacheOrTakeTheDefault() {
        assertEquals(4096, Specs.of(new SpecWriter().cache(4096).write()).cacheBytes());
        assertEquals(0, Specs.of(new SpecWriter().cache(0).write()).cacheBytes());
        assertEquals(PatternSet.DEFAULT_CACHE_BYTES,
                Specs.of(new SpecWriter().write()).cacheBytes());
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {0, 100, 4096, 1 << 20})
    void shouldAnswerTheSameWithACacheOfAnySize(int bytes) throws Exception {
        SpecWriter specs = new SpecWriter().cache(bytes);
        for (int i = 0; i < 30; i++) {
            specs.alias(true, "^/.*k-" + i + "/(.*)m-" + i + "$", "/w/" + i + "-$1", null, null);
        }
        AliasTables tables = AliasTables.compile(specs.write());
        for (int i = 0; i < 30; i++) {
            int other = (i + 7) % 30;
            assertEquals("/w/" + i + "-", lookUp(tables.table(0), "/k-" + other + "/k-" + i + "/m-" + i));
            assertEquals("DECLINED", lookUp(tables.table(0), "/k-" + i + "/k-" + i + "/m-" + other));
        }
    }

    @Test
    void shouldAskTheHostsOwnAliasesFirst() throws Exception {
        AliasTables tables = SpecWriter.load(new SpecWriter()
                .alias(false, "/a", "/main/a", null, null)
                .alias(false, "/b", "/main/b", null, null)
                .alias(false, "/a/deep", "/host/deep", null, null)
                .table(true, 0, 2, 0, 0)
                .table(true, 2, 1, 0, 2)
                .write());
        assertEquals("/main/a/deep", lookUp(tables.table(0), "/a/deep"));
        assertEquals("/host/deep", lookUp(tables.table(1), "/a/deep"));
        assertEquals("/main/a/x", lookUp(tables.table(1), "/a/x"));
        assertEquals("/main/b", lookUp(tables.table(1), "/b"));
        assertEquals("DECLINED", lookUp(tables.table(1), "/c"));
    }

    @Test
    void shouldTakeTheFirstAliasInConfigurationOrder() throws Exception {
        AliasTables tables = SpecWriter.load(new SpecWriter()
                .alias(true, "b", "/first", null, null)
                .alias(false, "/a", "/second", null, null)
                .alias(true, "^/ab", "/third", null, null)
                .write());
        assertEquals("/first", lookUp(tables.table(0), "/ab"));
        assertEquals("/second/c", lookUp(tables.table(0), "/a/c"));
    }

    @Test
    void shouldLetFilesOutOnlyWhereContainmentIsOff() throws Exception {
        AliasTables tables = SpecWriter.load(new SpecWriter()
                .alias(true, "^/img", "/w/scripts/", null, null)
                .table(true, 0, 1, 0, 0)
                .table(false, 0, 1, 0, 0)
                .write());
        assertEquals("OUTSIDE", lookUp(tables.table(0), "/img../x"));
        assertEquals("/w/scripts/../x", lookUp(tables.table(1), "/img../x"));
    }

    @Test
    void shouldMakeNoFileOfAnExpansionThatIsTooLong() throws Exception {
        AliasTables tables = SpecWriter.load(new SpecWriter().alias(true, "^/(.*)$", "/$1", null, null).write());
        assertEquals(65_535, lookUp(tables.table(0), "/" + "x".repeat(65_534)).length());
        assertEquals("", lookUp(tables.table(0), "/" + "x".repeat(65_535)));
    }

    @Test
    void shouldNotPassTheUrlOnWhenAPatternGivesUp() throws Exception {
        AliasTables tables = SpecWriter.load(new SpecWriter()
                .alias(false, "/other", "/w/other", null, null)
                .alias(true, "^/(a+)+\\1$", "/w/first", null, null)
                .alias(true, "^/", "/w/second", null, null)
                .write());
        UndecidedException e = assertThrows(UndecidedException.class,
                () -> lookUp(tables.table(0), "/" + "a".repeat(40) + "b"));
        assertEquals(1, e.alias());
        assertTrue(e.getMessage().contains("limit"), e.getMessage());
    }

    @Test
    void shouldNameLinePatternOffsetAndCauseOfABadPattern() {
        SpecException e = assertThrows(SpecException.class, () -> SpecWriter.load(new SpecWriter()
                .alias(false, "/fine", "/w", null, null).alias(true, "^/a(b", "/w", null, null).write()));
        assertTrue(e.getMessage().matches("test.conf:2: the pattern '\\^/a\\(b' could not be compiled, at offset 5: .+"),
                e.getMessage());
    }

    private static String lookUp(AliasTable table, String uri) throws UndecidedException {
        byte[] bytes = uri.getBytes(ISO_8859_1);
        try (Lookup lookup = new Lookup()) {
            Outcome outcome = table.lookUp(bytes, bytes.length, AliasTable.NO_HOST, 0, lookup);
            return outcome == Outcome.MATCHED ? new String(lookup.filename().toByteArray(), ISO_8859_1)
                    : outcome.name();
        }
    }
}
