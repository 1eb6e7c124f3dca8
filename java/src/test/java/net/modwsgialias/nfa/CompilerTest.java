package net.modwsgialias.nfa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import net.modwsgialias.syntax.IrregularException;
import net.modwsgialias.syntax.Options;
import net.modwsgialias.syntax.Parser;
import org.junit.jupiter.api.Test;

/** Each kind of part, as the instructions that it becomes. They are written from the end of the pattern to its beginning. */
class CompilerTest {

    private final SetPool sets = new SetPool();

    private Program compile(String pattern, int groups, int instructions) throws Exception {
        byte[] text = pattern.getBytes(StandardCharsets.ISO_8859_1);
        return Compiler.compile(Parser.parse(text, Options.DOTALL | Options.DOLLAR_ENDONLY).root(), groups, new Code(), sets,
                instructions);
    }

    private void assertProgram(String pattern, String... lines) throws Exception {
        assertEquals(String.join("\n", lines) + "\n", ProgramText.of(compile(pattern, 9, 100), sets));
    }

    @Test
    void shouldWriteBytesFromTheLastToTheFirst() throws Exception {
        assertProgram("ab",
                "start 3, floating",
                "0: match",
                "1: save 1 -> 0",
                "2: byte [b] -> 1",
                "3: byte [a] -> 2");
    }

    @Test
    void shouldTryTheFirstBranchFirst() throws Exception {
        assertProgram("a|b",
                "start 4, floating",
                "0: match",
                "1: save 1 -> 0",
                "2: byte [b] -> 1",
                "3: byte [a] -> 1",
                "4: split -> 3, 2");
    }

    @Test
    void shouldPreferAnotherRoundIfGreedy() throws Exception {
        assertProgram("a*",
                "start 2, floating",
                "0: match",
                "1: save 1 -> 0",
                "2: split -> 3, 1",
                "3: byte [a] -> 2");
    }

    @Test
    void shouldPreferTheExitIfLazy() throws Exception {
        assertProgram("a*?",
                "start 2, floating",
                "0: match",
                "1: save 1 -> 0",
                "2: split -> 1, 3",
                "3: byte [a] -> 2");
    }

    @Test
    void shouldNoteTheBoundsOfAGroup() throws Exception {
        assertProgram("(a)",
                "start 4, floating",
                "0: match",
                "1: save 1 -> 0",
                "2: save 3 -> 1",
                "3: byte [a] -> 2",
                "4: save 2 -> 3");
    }

    @Test
    void shouldNoteNoGroupThatNobodyAskedFor() throws Exception {
        assertEquals(ProgramText.of(compile("a", 0, 100), sets), ProgramText.of(compile("(a)", 0, 100), sets));
    }

    @Test
    void shouldCopyWhatIsRepeatedACountOfTimes() throws Exception {
        assertEquals(ProgramText.of(compile("aa(?:a(?:a)?)?", 0, 100), sets),
                ProgramText.of(compile("a{2,4}", 0, 100), sets));
    }

    /** A round that took nothing goes on to the exit, not to another round: PCRE2's rule. */
    @Test
    void shouldEndARepeatBehindARoundThatTookNothing() throws Exception {
        assertProgram("(?:a|)*b",
                "start 3, floating",
                "0: match",
                "1: save 1 -> 0",
                "2: byte [b] -> 1",
                "3: split -> 5, 2",
                "4: byte [a] -> 3",
                "5: split -> 4, 2");
    }

    @Test
    void shouldTellThatAPatternIsAnchored() throws Exception {
        assertProgram("^a",
                "start 3, anchored",
                "0: match",
                "1: save 1 -> 0",
                "2: byte [a] -> 1",
                "3: behind [] or edge -> 2");
    }

    @Test
    void shouldRefuseAProgramThatIsTooLarge() throws Exception {
        // The match itself does not count.
        assertEquals(1 + 100, compile("a{99}", 0, 100).size());
        assertThrows(IrregularException.class, () -> compile("a{100}", 0, 100));
    }
}
