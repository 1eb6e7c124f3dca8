package net.modwsgialias.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;
import net.modwsgialias.dfa.ByteClasses;
import net.modwsgialias.dfa.DfaScratch;
import net.modwsgialias.dfa.LazyDfa;
import net.modwsgialias.dfa.Start;
import net.modwsgialias.dfa.UnionBuilder;
import net.modwsgialias.nfa.SetPool;
import net.modwsgialias.regex.PatternSet;
import net.modwsgialias.syntax.IrregularException;
import net.modwsgialias.syntax.Options;
import net.modwsgialias.syntax.Parser;
import net.modwsgialias.syntax.SyntaxException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * <b>Question.</b> How near is the automaton's walk to what any table walk must cost: one dependent load for each byte?
 *
 * <p><b>Trap.</b> A lookup cannot be cut in two: where all threads belong to one pattern the engine stops walking, and
 * that pattern's own program decides the rest while it captures. The automaton is therefore driven by itself here, and
 * told to leave nothing to the patterns, so that it does what the walk in C does (native yardstick {@code floor}): all
 * bytes up to where the winner is known. It must also find the same winners, which is checked before the clock runs.
 *
 * <p><b>Result.</b> The ratio to {@code floor} is what Java and laziness cost.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 15, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 15, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgs = {"-XX:+UseSerialGC", "-Xms1g", "-Xmx1g"})
public class Decision {

    private static final int MOST_INSTRUCTIONS = 2_000;
    private static final int URIS = 1_000;

    /** Shape and number of aliases. */
    @Param({
        "tenant-1", "tenant-10", "tenant-100", "tenant-1000", "tenant-10000",
        "middle-1", "middle-10", "middle-100", "middle-1000", "middle-10000",
        "floating-1", "floating-10", "floating-100", "floating-1000", "floating-10000",
        "rest-250"
    })
    public String workload;

    private final Start start = new Start(0);
    private LazyDfa automaton;
    private byte[][] uris;
    private final DfaScratch scratch = new DfaScratch();

    /** Builds the automaton, and compares its winners with the engine's. */
    @Setup
    public void prepare() throws SyntaxException, IrregularException {
        Workload data = Workload.named(workload);
        automaton = automaton(data.patterns());
        uris = data.uris().stream().map(Workload::bytes).toArray(byte[][]::new);
        if (uris.length != URIS) {
            throw new IllegalStateException(uris.length + " URIs instead of " + URIS);
        }
        Contender judge = new Ours(data);
        for (int uri = 0; uri < uris.length; uri++) {
            int expected = judge.lookup(uri);
            int actual = automaton.search(start, uris[uri], uris[uri].length, scratch);
            if (actual != (expected == Contender.MISS ? LazyDfa.NO_MATCH : expected)) {
                throw new IllegalStateException(data.uris().get(uri) + ": " + expected + " and " + actual);
            }
        }
    }

    private static LazyDfa automaton(List<String> patterns) throws SyntaxException, IrregularException {
        SetPool sets = new SetPool();
        UnionBuilder union = new UnionBuilder(sets, MOST_INSTRUCTIONS);
        for (int i = 0; i < patterns.size(); i++) {
            byte[] text = Workload.bytes(patterns.get(i));
            union.add(i, Parser.parse(text, Options.DOTALL | Options.DOLLAR_ENDONLY).root());
        }
        boolean[] committable = new boolean[patterns.size()];
        return new LazyDfa(union, new ByteClasses(sets), committable, PatternSet.DEFAULT_CACHE_BYTES);
    }

    /** All URIs, so that no more than the walk in C, which loops too, is charged for being called. */
    @Benchmark
    @OperationsPerInvocation(URIS)
    public int decide() {
        int sum = 0;
        for (byte[] uri : uris) {
            sum += automaton.search(start, uri, uri.length, scratch);
        }
        return sum;
    }
}
