package net.modwsgialias.regex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.modwsgialias.nfa.Code;
import net.modwsgialias.nfa.Compiler;
import net.modwsgialias.nfa.Op;
import net.modwsgialias.nfa.Program;
import net.modwsgialias.nfa.SetPool;
import net.modwsgialias.syntax.IrregularException;
import net.modwsgialias.syntax.ParsedPattern;
import net.modwsgialias.syntax.SyntaxException;
import org.junit.jupiter.api.Test;

/**
 * What compiling may not do, whatever the pattern: go on for ever. {@code -Dmwa.random=N} sets the number of random
 * patterns, {@code -Dmwa.seed=N} the seed, which is printed.
 */
class CompilingTest {

    private static final int FLAGS = PatternSpec.DOTALL | PatternSpec.DOLLAR_ENDONLY;
    private static final int PATTERNS = Integer.getInteger("mwa.random", 20_000);
    private static final long SEED = Long.getLong("mwa.seed", 20260101L);

    @Test
    void shouldReachAMatchFromEveryPlaceOfAProgram() throws IOException {
        System.out.println("compiling, seed " + SEED);
        RandomPatterns patterns = new RandomPatterns(new Random(SEED));
        List<PatternSpec> specs = new ArrayList<>();
        for (CasesTest.Case one : CasesTest.read()) {
            specs.add(new PatternSpec(PatternSpec.Kind.REGEX, Bytes.of(one.pattern()), one.flags()));
        }
        for (int i = 0; i < PATTERNS; i++) {
            specs.add(new PatternSpec(PatternSpec.Kind.REGEX, Bytes.of(patterns.next()), patterns.flags()));
        }
        int programs = 0;
        for (PatternSpec spec : specs) {
            programs += checkProgram(spec) ? 1 : 0;
        }
        assertTrue(programs > specs.size() / 2, "too few programs: " + programs);
    }

    /** False if the pattern has no program. */
    private static boolean checkProgram(PatternSpec spec) {
        try {
            ParsedPattern parsed = PatternTree.of(spec);
            Program program = Compiler.compile(parsed.root(), 0, new Code(), new SetPool(),
                    PatternSetBuilder.MOST_INSTRUCTIONS);
            Set<Integer> all = reachable(program.code(), program.start());
            for (int place : all) {
                assertTrue(reachable(program.code(), place).contains(0),
                        () -> Differential.describe(spec) + ": no match from place " + place);
            }
            return true;
        } catch (IrregularException | SyntaxException e) {
            return false;
        }
    }

    /** All places that one leads to, whatever the conditions; the match is place 0. */
    private static Set<Integer> reachable(int[] code, int from) {
        assertEquals(Op.MATCH, code[0]);
        Set<Integer> seen = new HashSet<>();
        Deque<Integer> pending = new ArrayDeque<>(List.of(from));
        while (!pending.isEmpty()) {
            int place = pending.pop();
            if (seen.add(place) && code[place] != Op.MATCH) {
                pending.push(code[place + 2]);
                if (code[place] == Op.SPLIT) {
                    pending.push(code[place + 1]);
                }
            }
        }
        return seen;
    }
}
