package net.modwsgialias.regex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import net.modwsgialias.nfa.Code;
import net.modwsgialias.nfa.Compiler;
import net.modwsgialias.nfa.Op;
import net.modwsgialias.nfa.Program;
import net.modwsgialias.nfa.SetPool;
import net.modwsgialias.syntax.IrregularException;
import net.modwsgialias.syntax.ParsedPattern;
import net.modwsgialias.syntax.SyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What compiling may not do, whatever the pattern: go on for ever. {@code -Dmwa.random=N} sets the number of random
 * patterns, {@code -Dmwa.seed=N} the seed, which is printed.
 */
class CompilingTest {

    /** Where the match is in a program. */
    private static final int MATCH = 0;
    private static final int FLAGS = PatternSpec.DOTALL | PatternSpec.DOLLAR_ENDONLY;
    private static final int PATTERNS = Integer.getInteger("mwa.random", 20_000);
    /** Half of what the module gives the thread that compiles. */
    private static final long STACK_BYTES = 512 * 1024;
    private static final long MOST_BYTES = 512L << 20;
    private static final long MOST_MILLISECONDS = 20_000;
    private static final int SEQUENCE = 13;
    private static final int ROUNDS = 3;
    private static final int MOST_TIMES = 3;
    private static final long SEED = Long.getLong("mwa.seed", 20260101L);

    @Test
    void shouldLeadOnFromEveryPlaceOfAProgram() throws IOException {
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

    @Test
    void shouldSayWhichBoundWasReached() throws PatternException {
        assertServed(Engine.PCRE2, "pattern that takes too many steps to compile", NastyPatterns.wide(10));
        assertServed(Engine.AUTOMATON, "or the only one takes too much room", NastyPatterns.joining(100, 17));
        assertServed(Engine.ONE_PASS, "", NastyPatterns.joining(80, 17));
        assertServed(Engine.PCRE2, "in a pattern nested too deeply", NastyPatterns.nested("(?>a", "", "|b)+"));
        assertServed(Engine.PCRE2, "look-ahead that makes the program too large", "^/(?!.*a.{9}b).*$");
        assertServed(Engine.PCRE2, "repeats that make the program too large", "((a{1,1000}){1,1000})");
    }

    /** Whoever can write a map can choose patterns such that maps of them would be lists. */
    @Test
    void shouldNotBeSlowWherePatternsHaveOneHash() throws PatternException {
        long ordinary = Long.MAX_VALUE;
        long colliding = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            ordinary = Math.min(ordinary, compileAll("Aa", "BC"));
            colliding = Math.min(colliding, compileAll("Aa", "BB"));
        }
        assertEquals("Aa".hashCode(), "BB".hashCode());
        assertTrue(colliding < MOST_TIMES * ordinary, colliding + " ns, and " + ordinary);
    }

    /** @return the nanoseconds that it takes to compile every sequence of two texts */
    private static long compileAll(String zero, String one) throws PatternException {
        List<PatternSpec> specs = new ArrayList<>();
        for (int number = 0; number < 1 << SEQUENCE; number++) {
            StringBuilder text = new StringBuilder("/");
            for (int bit = 0; bit < SEQUENCE; bit++) {
                text.append((number >>> bit & 1) == 0 ? zero : one);
            }
            specs.add(new PatternSpec(PatternSpec.Kind.PREFIX, Bytes.of(text.toString()), FLAGS));
        }
        long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        PatternSet set = PatternSet.compile(specs);
        long time = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin;
        assertEquals(specs.size(), set.size());
        return time;
    }

    private static void assertServed(Engine engine, String reason, String pattern) throws PatternException {
        PatternSpec spec = new PatternSpec(PatternSpec.Kind.REGEX, Bytes.of(pattern), FLAGS);
        Served served = PatternSet.compile(List.of(spec), 0).served(0);
        assertEquals(engine, served.engine(), served::toString);
        assertTrue(served.reason().endsWith(reason), served::toString);
    }

    @ParameterizedTest
    @MethodSource("net.modwsgialias.regex.NastyPatterns#all")
    void shouldCompileInBoundedTimeMemoryAndStack(String pattern) throws InterruptedException {
        PatternSpec spec = new PatternSpec(PatternSpec.Kind.REGEX, Bytes.of(pattern), FLAGS);
        AtomicReference<String> outcome = new AtomicReference<>("not done");
        Thread thread = new Thread(null, () -> outcome.set(compile(spec)), "compiling", STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
        thread.join(MOST_MILLISECONDS);
        assertEquals("", outcome.get(), () -> Arrays.toString(thread.getStackTrace()));
    }

    /** Empty if all is well. */
    private static String compile(PatternSpec spec) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try {
            Served served = PatternSet.compile(List.of(spec), 0).served(0);
            if (served.engine() == Engine.PCRE2 && served.reason().isEmpty()) {
                return "served by PCRE2 without a reason";
            }
        } catch (PatternException e) {
            // PCRE2 has refused it, and so httpd does.
            return "";
        } catch (StackOverflowError e) {
            return e.toString();
        }
        long bytes = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        return bytes < MOST_BYTES ? "" : "allocated " + bytes + " bytes";
    }

    /** False if the pattern has no program. */
    private static boolean checkProgram(PatternSpec spec) {
        try {
            ParsedPattern parsed = PatternTree.of(spec);
            Program program = Compiler.compile(parsed.root(), 0, new Code(), new SetPool(),
                    PatternSet.MOST_INSTRUCTIONS);
            int[] code = program.code();
            assertEquals(Op.MATCH, code[MATCH]);
            Set<Integer> all = behind(code, program.start(), true);
            all.add(program.start());
            all.remove(MATCH);
            for (int place : all) {
                assertTrue(behind(code, place, true).contains(MATCH),
                        () -> Differential.describe(spec) + ": no match from place " + place);
                assertFalse(behind(code, place, false).contains(place),
                        () -> Differential.describe(spec) + ": comes round without a byte at place " + place);
            }
            return true;
        } catch (IrregularException | SyntaxException e) {
            return false;
        }
    }

    /** All places that one leads to, whatever the conditions; the place itself if it leads back there. */
    private static Set<Integer> behind(int[] code, int from, boolean overBytes) {
        Set<Integer> seen = new HashSet<>();
        Deque<Integer> pending = new ArrayDeque<>(List.of(from));
        while (!pending.isEmpty()) {
            int place = pending.pop();
            if (code[place] == Op.MATCH || (code[place] == Op.SET && !overBytes)) {
                continue;
            }
            for (int operand = code[place] == Op.SPLIT ? 1 : 2; operand <= 2; operand++) {
                int target = code[place + operand];
                if (seen.add(target)) {
                    pending.push(target);
                }
            }
        }
        return seen;
    }
}
