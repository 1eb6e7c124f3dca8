package net.modwsgialias.dfa;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import net.modwsgialias.block.Block;
import net.modwsgialias.block.BlockException;
import net.modwsgialias.nfa.SetPool;
import net.modwsgialias.syntax.IrregularException;
import net.modwsgialias.syntax.Options;
import net.modwsgialias.syntax.Parser;
import net.modwsgialias.syntax.SyntaxException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/**
 * Two threads search with one automaton that is new to both of them. Its memory is used up by them, so states are
 * forgotten as well as made.
 */
@JCStressTest
@Outcome(id = "1, 2", expect = Expect.ACCEPTABLE, desc = "each found its pattern")
@Outcome(expect = Expect.FORBIDDEN, desc = "a search went astray")
@State
public class SearchesStress {

    private static final int MOST_INSTRUCTIONS = 100;
    /** Enough for some of the states that the subjects lead to. */
    private static final int CACHE_BYTES = 1500;

    /** Floating ones, of which several match a subject: the table needs actions to tell of each. */
    private static final String[] PATTERNS = {"never", "a.*z", "b.*z", "c", "d", "e", "f", "g"};
    private static final byte[] FIRST = subject("/g-f-e-d-c-a-z");
    private static final byte[] SECOND = subject("/d-e-f-g-c-b-z");

    private static final ByteBuffer SPECS = ByteBuffer.allocate(0);
    /** The automaton as children find it: without a state. */
    private static final ByteBuffer PREPARED = prepare();

    private final LazyDfa automaton = load();
    private final Start start = new Start(0);

    private static byte[] subject(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static ByteBuffer prepare() {
        SetPool sets = new SetPool();
        UnionBuilder union = new UnionBuilder(sets, MOST_INSTRUCTIONS);
        try {
            for (int i = 0; i < PATTERNS.length; i++) {
                union.add(i, Parser.parse(subject(PATTERNS[i]), Options.DOTALL).root());
            }
        } catch (SyntaxException | IrregularException e) {
            throw new IllegalStateException(e);
        }
        LazyDfa made = new LazyDfa(union, new ByteClasses(sets), new boolean[PATTERNS.length], CACHE_BYTES);
        ByteBuffer prepared = ByteBuffer.allocateDirect(Block.size(made::write));
        Block.write(prepared, SPECS, made::write);
        return prepared;
    }

    private static LazyDfa load() {
        try {
            return LazyDfa.read(Block.open(PREPARED, SPECS));
        } catch (BlockException e) {
            throw new IllegalStateException(e);
        }
    }

    private int search(byte[] subject) {
        return automaton.search(start, subject, subject.length, new DfaScratch());
    }

    @Actor
    public void first(II_Result result) {
        result.r1 = search(FIRST);
    }

    @Actor
    public void second(II_Result result) {
        result.r2 = search(SECOND);
    }
}
