package net.modwsgialias.benchmarks;

import java.util.List;
import java.util.concurrent.TimeUnit;
import net.modwsgialias.regex.PatternException;
import net.modwsgialias.regex.PatternSet;
import net.modwsgialias.regex.PatternSpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * <b>Question.</b> How long does a table of 10,000 aliases take to compile? Each child of httpd does so as it starts.
 *
 * <p><b>Trap.</b> The automaton is lazy: what is measured here makes no states, and the first requests pay for theirs.
 * {@link DistinctLookup}'s first round is where those would show. And a child compiles once, in a cold JVM: this is
 * the warm figure, good for comparing two versions, not for predicting a start. {@code child-cost} measures the start.
 *
 * <p><b>Result.</b> A part of it is PCRE2, which is asked whether each pattern is valid.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 8, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 8, time = 250, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgs = {"-XX:+UseSerialGC", "-Xms1g", "-Xmx1g"})
public class Compilation {

    /** Shape and number of aliases. */
    @Param({"tenant-10000", "middle-10000", "floating-10000", "rest-250"})
    public String workload;

    private List<PatternSpec> specs;

    /** Makes the patterns. */
    @Setup
    public void prepare() {
        specs = Ours.specs(Workload.named(workload).patterns());
    }

    /** A whole table. */
    @Benchmark
    public PatternSet compile() throws PatternException {
        return PatternSet.compile(specs);
    }
}
