package net.modwsgialias.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.modwsgialias.regex.Asked;
import net.modwsgialias.regex.MatchLimitException;
import net.modwsgialias.regex.MatchScratch;
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
 * <b>Question.</b> What does a lookup in one of many virtual hosts cost, beside one in a server that has these two
 * aliases alone?
 *
 * <p><b>Trap.</b> All hosts were asked once before, so that the states of all are there; then one host alone is asked,
 * with several URIs in turn. Going round all hosts would measure the processor's caches, which no such table fits in.
 *
 * <p><b>Result.</b> A search begins at another entry; all else is the same.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 15, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 15, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 3, jvmArgs = {"-XX:+UseSerialGC", "-Xmx256m"})
public class HostLookup {

    private static final int FLAGS = PatternSpec.DOTALL | PatternSpec.DOLLAR_ENDONLY;

    /** How many hosts there are, each with a prefix and a regular expression of its own. */
    @Param({"1", "100", "10000"})
    public int hosts;

    /** Whether the main server has two aliases too. */
    @Param({"false", "true"})
    public boolean main;

    private final MatchScratch scratch = new MatchScratch();
    private PatternSet patterns;
    private Asked[] starts;
    private int asked;
    private byte[][] uris;
    private int cursor;

    /** Compiles the lists of all hosts and asks each of them. */
    @Setup
    public void prepare() throws PatternException {
        List<PatternSpec> specs = new ArrayList<>();
        int[][] lists = new int[hosts + 1][];
        starts = new Asked[hosts];
        for (int host = 0; host < hosts; host++) {
            lists[host] = new int[] {specs.size(), specs.size() + 2};
            specs.add(prefix("/app-%05d".formatted(host)));
            specs.add(regex("^/site-%05d/([^/]+)/x(.*)$".formatted(host)));
            starts[host] = new Asked(host, hosts);
        }
        lists[hosts] = main ? new int[] {specs.size(), specs.size() + 2} : new int[0];
        specs.add(prefix("/common"));
        specs.add(regex("^/([a-z]+)/shared/(.*)\\.do$"));
        if (!main) {
            specs = specs.subList(0, 2 * hosts);
        }
        patterns = PatternSet.compile(specs, lists, PatternSet.DEFAULT_CACHE_BYTES, null);
        for (asked = 0; asked < hosts; asked++) {
            ask(asked);
        }
        asked = hosts / 2;
        ask(asked);
    }

    private void ask(int host) {
        uris = new byte[][] {Workload.bytes("/app-%05d/a/b".formatted(host)),
            Workload.bytes("/site-%05d/one/xtwo".formatted(host)), Workload.bytes("/site-%05d/one/y".formatted(host)),
            Workload.bytes("/abc/shared/z.do"), Workload.bytes("/nothing/here")};
        for (int uri = 0; uri < uris.length; uri++) {
            lookup();
        }
    }

    private static PatternSpec prefix(String text) {
        return new PatternSpec(PatternSpec.Kind.PREFIX, Workload.bytes(text), 0);
    }

    private static PatternSpec regex(String text) {
        return new PatternSpec(PatternSpec.Kind.REGEX, Workload.bytes(text), FLAGS);
    }

    /** One URI. */
    @Benchmark
    public int lookup() {
        cursor = cursor + 1 == uris.length ? 0 : cursor + 1;
        try {
            return patterns.match(starts[asked], uris[cursor], uris[cursor].length, scratch);
        } catch (MatchLimitException e) {
            throw new IllegalStateException(e);
        }
    }
}
