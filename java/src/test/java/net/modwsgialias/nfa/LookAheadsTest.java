package net.modwsgialias.nfa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import net.modwsgialias.syntax.IrregularException;
import net.modwsgialias.syntax.Options;
import net.modwsgialias.syntax.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Look-aheads of several bytes, as programs without them. */
class LookAheadsTest {

    private final SetPool sets = new SetPool();

    private Program compile(String pattern, int instructions) throws Exception {
        byte[] text = pattern.getBytes(StandardCharsets.ISO_8859_1);
        return Compiler.compile(Parser.parse(text, Options.DOTALL | Options.DOLLAR_ENDONLY).root(), 9, new Code(), sets,
                instructions);
    }

    /** Where the match begins and ends, or "none". */
    private String match(String pattern, String subject) throws Exception {
        NfaScratch scratch = new NfaScratch();
        byte[] bytes = subject.getBytes(StandardCharsets.ISO_8859_1);
        Program program = compile(pattern, 2000);
        return PikeVm.search(program, sets.bits(), bytes, bytes.length, scratch)
                ? scratch.slots()[0] + "-" + scratch.slots()[1] : "none";
    }

    @ParameterizedTest
    @CsvSource({
        "/(?!ab)., /ab, none",
        "/(?!ab)., /ac, 0-2",
        "/(?!ab)., /a, 0-2",
        "/(?!ab).*x, /acx, 0-4",
        // What is owed where the pattern ends is read behind the match.
        "a(?!bc), abc, none",
        "a(?!bc), abd, 0-1",
        "a(?!bc), ab, 0-1",
        "a(?=bc), xabc, 1-2",
        "a(?=bc), abd, none",
        // Two at once, and one within a loop.
        "(?:(?!ab)(?!cd).)+$, acbd, 0-4",
        "(?:(?!ab)(?!cd).)+$, xcd, 2-3",
        "(?:a(?!b+c))+, aabc, 0-1"})
    void shouldMatchAsTheLookAheadsSay(String pattern, String subject, String match) throws Exception {
        assertEquals(match, match(pattern, subject));
    }

    @Test
    void shouldLeaveNoLookAheadInTheProgram() throws Exception {
        int[] code = compile("^/(?!static|media)(.*)$", 2000).code();
        assertTrue(IntStream.range(0, code.length / Op.SIZE).noneMatch(i -> code[i * Op.SIZE] == Op.LOOK_AHEAD));
    }

    @Test
    void shouldRefuseLayersThatTakeTooMuchRoom() {
        assertThrows(IrregularException.class, () -> compile("^(?:(?!a.{12}b)(?!b.{12}a).)*c", 500));
    }
}
