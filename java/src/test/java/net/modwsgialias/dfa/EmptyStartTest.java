package net.modwsgialias.dfa;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.modwsgialias.nfa.Code;
import net.modwsgialias.nfa.Compiler;
import net.modwsgialias.nfa.Op;
import net.modwsgialias.nfa.SetPool;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a match ends at offset 0, and what a backtracker tries before. */
class EmptyStartTest {

    @ParameterizedTest
    @CsvSource({
        "a, NEVER, 1",
        "a?, ALWAYS, 1",
        // The empty match comes first: nothing is preferred to it.
        "a??, ALWAYS, 0",
        "(?:a|b|), ALWAYS, 2",
        "(?:a||b), ALWAYS, 1",
        "^a*, ALWAYS, 1",
        // Not at offset 0 of a subject that is not empty.
        "a?$, NEVER, 1",
        "a?\\b/, NEVER, 1",
        "(?!a)b?, DEPENDS, 0",
        "(?:a|(?!b)c?), DEPENDS, 1"})
    void shouldTellOfAnEmptyMatch(String pattern, EmptyStart.Answer answer, int preferred) throws Exception {
        SetPool sets = new SetPool();
        Code code = new Code();
        int match = code.emit(Op.MATCH, 0, 0);
        EmptyStart empty = new EmptyStart(code, sets);
        int start = Compiler.append(Patterns.tree(pattern), match, code, sets, 100);
        assertEquals(answer, empty.explore(start));
        assertEquals(preferred, empty.preferred().size());
    }
}
