package net.modwsgialias.nfa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import net.modwsgialias.syntax.ByteSet;
import net.modwsgialias.syntax.Options;
import net.modwsgialias.syntax.Parser;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeadEndsTest {

    private final SetPool sets = new SetPool();

    private Program program(String pattern) throws Exception {
        byte[] text = pattern.getBytes(StandardCharsets.ISO_8859_1);
        return Compiler.compile(Parser.parse(text, Options.DOTALL | Options.DOLLAR_ENDONLY).root(), 0, new Code(), sets,
                2000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"$.", "a^", "a^b", "a\\Ab", "\\z\\n", "[^\\x00-\\xff]", "a(?!)", "^/b(?=7+$.)$", "^/c(?=a+\\z.)$",
        "(?:a+$)+b", "(?:ab)*$c", "a(?=b)c", "a(?!b)b", "a(?!bc)bc", "a(?=b|cd)d", "a\\bb", "/\\B\\ba", "(?<=a)^b",
        "b(?<=a)b", "x(?:a|b$)*(?:c^|$d)", "^.*^$x", "(?m:a$b)", "^(?<=/)a"})
    void shouldLeaveNothingOfWhatNeverMatches(String pattern) throws Exception {
        Program program = program(pattern);
        int[] code = program.code();
        assertEquals(2, program.size(), () -> ProgramText.of(program, sets));
        assertEquals(Op.SET, code[program.start()]);
        assertEquals(ByteSet.NONE, sets.get(code[program.start() + 1]));
        assertEquals(Op.MATCH, code[code[program.start() + 2]]);
    }

    @ParameterizedTest
    @CsvSource({"(?:a$b|c), c", "(?:c|a^b|a\\bb), c", "(?:a+$.)?c, c", "a(?:b^)*c, ac", "a(?:b$b|b^b)*c, ac",
        "c(?:a+$.|b)*d, cb*d", "c(?:a(?:b+$.|c))*d, c(?:ac)*d"})
    void shouldLeaveWhatCanMatch(String pattern, String same) throws Exception {
        assertEquals(ProgramText.of(program(same), sets), ProgramText.of(program(pattern), sets));
    }

    @ParameterizedTest
    @ValueSource(strings = {"^a$", "a$|b", "a\\b/", "(?m:a$\\nb)", "a(?![^b]).", "(?m:\\n^a)", "(?:^|/)a"})
    void shouldLeaveConditionsThatCanHold(String pattern) throws Exception {
        String text = ProgramText.of(program(pattern), sets);
        assertTrue(text.contains("ahead") || text.contains("behind"), text);
    }
}
