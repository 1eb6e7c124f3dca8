package net.modwsgialias.benchmarks;

import com.sun.jna.Callback;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.modwsgialias.frame.Frame;
import net.modwsgialias.frame.FrameFullException;
import net.modwsgialias.frame.FrameLayout;
import net.modwsgialias.frame.Status;
import net.modwsgialias.regex.MatchScratch;
import net.modwsgialias.regex.PatternException;
import net.modwsgialias.regex.PatternSet;
import net.modwsgialias.regex.PatternSpec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * <b>Question.</b> What do the parts of one question from C cost that are not in C: JNA's callback, the lookup, and the
 * frame that both sides read and write?
 *
 * <p><b>Trap.</b> Java cannot call itself through JNA without a call in the other direction. So the C library's
 * {@code lfind} calls back 10,000 times for one call of it. JNA is used as the module uses it: the callback is an
 * argument of a directly mapped function, and has primitives alone.
 *
 * <p><b>Result.</b> {@code benchmarks/crossing} puts them beside what C measures. JNA's callback is more than half of it
 * all.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 15, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 15, time = 100, timeUnit = TimeUnit.MILLISECONDS)
@Fork(value = 3, jvmArgs = {"-XX:+UseSerialGC", "-Xmx64m"})
public class Crossing {

    private static final int CALLS = 10_000;
    private static final byte[] URI = Workload.bytes("/last/some/ordinary/path/of/40/bytes/x");
    private static final byte[] FILE = Workload.bytes("/srv/last.wsgi/some/ordinary/path/of/40/bytes/x");

    /** What {@code lfind} asks. */
    interface Comparison extends Callback {
        /** @return 0 if both are equal */
        int compare(long key, long element);
    }

    private final Comparison never = (key, element) -> 1;
    private final MatchScratch scratch = new MatchScratch();
    private final ByteBuffer memory = ByteBuffer.allocateDirect(16 * 1024).order(ByteOrder.nativeOrder());
    private final Frame frame = new Frame(memory);
    private final byte[] uri = new byte[URI.length];
    private long elements;
    private long count;
    private PatternSet patterns;

    static native long lfind(long key, long base, long count, long size, Comparison comparison);

    /** Makes what is searched in, and the question. */
    @Setup
    public void prepare() throws PatternException, FrameFullException {
        Native.register(Crossing.class, NativeLibrary.getProcess());
        elements = Native.malloc(CALLS);
        count = Native.malloc(Long.BYTES);
        new Pointer(count).setLong(0, CALLS);
        patterns = PatternSet.compile(List.of(new PatternSpec(PatternSpec.Kind.PREFIX, Workload.bytes("/last"), 0)));
        memory.putInt(FrameLayout.USED_OFFSET, FrameLayout.SIZE);
        frame.put(FrameLayout.URI_OFFSET, URI, URI.length);
    }

    /** From C to Java and back, without anything to do. */
    @Benchmark
    @OperationsPerInvocation(CALLS)
    public long callback() {
        return lfind(elements, elements, count, 1, never);
    }

    /** Which alias. */
    @Benchmark
    public int lookup() {
        return Ours.lookup(patterns, URI, scratch);
    }

    /** The question, read, and an answer with a file, written. */
    @Benchmark
    public void frame() throws FrameFullException {
        int used = memory.getInt(FrameLayout.USED_OFFSET);
        frame.copy(FrameLayout.URI_OFFSET, uri);
        frame.setAlias(frame.generation() + frame.table());
        frame.put(FrameLayout.FILENAME_OFFSET, FILE, FILE.length);
        frame.setStatus(Status.MATCHED);
        memory.putInt(FrameLayout.USED_OFFSET, used);
    }
}
