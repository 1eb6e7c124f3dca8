package net.modwsgialias.onepass;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.modwsgialias.nfa.Code;
import net.modwsgialias.nfa.Compiler;
import net.modwsgialias.nfa.Program;
import net.modwsgialias.nfa.SetPool;
import net.modwsgialias.syntax.ByteSet;
import net.modwsgialias.syntax.Options;
import net.modwsgialias.syntax.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which patterns have a path that is never in doubt, and what their programs find. */
class OnePassBuilderTest {

    private final SetPool sets = new SetPool();
    private final OnePassBuilder builder = new OnePassBuilder(sets);

    private Program compile(String pattern) throws Exception {
        byte[] text = pattern.getBytes(StandardCharsets.ISO_8859_1);
        return Compiler.compile(Parser.parse(text, Options.DOTALL | Options.DOLLAR_ENDONLY).root(), 2, new Code(), sets,
                2000);
    }

    /** The bounds of the match and of groups 1 and 2, or what a run gives that failed. */
    private int[] run(int entry, String subject) {
        byte[] bytes = subject.getBytes(StandardCharsets.ISO_8859_1);
        int[] slots = new int[6];
        Arrays.fill(slots, -1);
        int result = builder.build().run(entry, bytes, bytes.length, 0, 0, slots);
        return result > 0 ? slots : new int[] {result};
    }

    private int read(String pattern, String subject, int[] slots) throws Exception {
        byte[] bytes = subject.getBytes(StandardCharsets.ISO_8859_1);
        int entry = builder.add(compile(pattern));
        return builder.build().run(entry, bytes, bytes.length, 0, 0, slots);
    }

    @ParameterizedTest
    @ValueSource(strings = {"^/static/x", "^/t-([^/]+)/app", "^/([^/]+)/svc/(.*)\\.do$", "^/(?:a|b)c", "^/a?b", "^/(.*)$",
        "^/([^/]*)/?(.*)", "^/v([0-9]+)/", "^/(admin|files)"})
    void shouldWriteWhatIsNeverInDoubt(String pattern) throws Exception {
        assertNotEquals(OnePassBuilder.NOT_ONE_PASS, builder.add(compile(pattern)));
    }

    /** Which way is right shows only later: the next byte does not tell. */
    @ParameterizedTest
    @ValueSource(strings = {"^/(?:ab|ac)", "^/.*-x", "^/(.*)/(.*)x", "^/a*ab", "^/(?:a|a)b?c", "^/(a|ab)(c|bcd)$"})
    void shouldLeaveWhatIsInDoubt(String pattern) throws Exception {
        assertEquals(OnePassBuilder.NOT_ONE_PASS, builder.add(compile(pattern)));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
        "^/t-([^/]+)/app, /t-red/app/x, '0 10 3 6 -1 -1'",
        "^/([^/]+)/svc/(.*)\\.do$, /a/svc/b/c.do, '0 13 1 2 7 10'",
        "^/(.*)$, /, '0 1 1 1 -1 -1'",
        "^/a?b, /b, '0 2 -1 -1 -1 -1'"})
    void shouldFindTheGroups(String pattern, String subject, String slots) throws Exception {
        assertArrayEquals(Arrays.stream(slots.split(" ")).mapToInt(Integer::parseInt).toArray(),
                run(builder.add(compile(pattern)), subject));
    }

    /** The end counts as one more byte, and the bytes of a run of literals are compared all at once. */
    @ParameterizedTest
    @CsvSource({
        "^/t-([^/]+)/app, /t-red/app/x, 11",
        "^/t-([^/]+), /t-red/app/x, 7",
        "^/t-([^/]+), /t-red, 7",
        "^/([^/]+)/svc/(.*)\\.do$, /a/svc/b/c.do, 14",
        "^/a?b, /bcd, 3",
        "^/([^/]+)/x, /a/yyy, -5",
        "^/([^/]+)/x, /a/, -5",
        "^/static/x, /stati, -8",
        "^/v([0-9]+)/, /vx/y, -4",
        "^/(a|b)$, /a/x, -4"})
    void shouldTellHowManyBytesARunHangsOn(String pattern, String subject, int read) throws Exception {
        assertEquals(read, read(pattern, subject, new int[6]));
    }

    @ParameterizedTest
    @CsvSource({"^/([^/]+)/x, /a/y, 2", "^/([^/]*)\\.py$, /ab/x.py, 3", "^/v([0-9]+)/, /v12, 4"})
    void shouldTellWhereARunFailed(String pattern, String subject, int place) throws Exception {
        int[] slots = new int[6];
        assertTrue(read(pattern, subject, slots) < 0);
        assertEquals(place, slots[1]);
    }

    @Test
    void shouldHoldManyProgramsSideBySide() throws Exception {
        int first = builder.add(compile("^/a(b)"));
        assertEquals(OnePassBuilder.NOT_ONE_PASS, builder.add(compile("^/.*-x")));
        int second = builder.add(compile("^/c(d)"));
        assertArrayEquals(new int[] {0, 3, 2, 3, -1, -1}, run(first, "/ab"));
        assertArrayEquals(new int[] {0, 3, 2, 3, -1, -1}, run(second, "/cd"));
    }

    @Test
    void shouldTellWhatAMatchCanBeginWith() throws Exception {
        assertEquals(ByteSet.of('a').union(ByteSet.of('b')), builder.first(compile("a|bc")));
        assertEquals(ByteSet.ALL, builder.first(compile("a?$")));
    }
}
