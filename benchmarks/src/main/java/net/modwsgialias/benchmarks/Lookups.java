package net.modwsgialias.benchmarks;

import java.util.concurrent.TimeUnit;
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
 * What the benchmarks of lookups share: an engine, a workload, and a cursor that goes round the URIs, one URI for each
 * call. Many short iterations, of which the reader takes the median: a neighbour on the machine then spoils some
 * iterations, not the figure. The JVM is set up as in a child of httpd, with more heap for the other engines.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 15, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 15, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgs = {"-XX:+UseSerialGC", "-Xms1g", "-Xmx1g"})
public abstract class Lookups {

    /** How many URIs are compared before the clock runs; all of them would take the slow engines minutes. */
    private static final int COMPARED = 50;

    /** Whose lookups are measured. */
    @Param
    public Engine engine;

    private Contender contender;
    private int uris;
    private int cursor;

    /** The name of the workload, one of a benchmark's own. */
    abstract String workload();

    /** Fills the engine, and sees to it that all engines do the same work. */
    @Setup
    public void prepare() {
        Workload workload = Workload.named(workload());
        contender = engine.over(workload);
        uris = workload.uris().size();
        Contender judge = new Ours(workload);
        for (int uri = 0; uri < COMPARED; uri++) {
            Agreement.check(workload, uri, judge, contender);
        }
    }

    /** One URI. */
    @Benchmark
    public int lookup() {
        int uri = cursor;
        cursor = uri + 1 == uris ? 0 : uri + 1;
        return contender.lookup(uri);
    }
}
