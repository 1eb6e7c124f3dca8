package net.modwsgialias.regex;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.modwsgialias.block.BlockException;
import net.modwsgialias.block.BlockReader;
import net.modwsgialias.block.BlockWriter;

/**
 * Which engine serves each pattern, and why. Thousands of patterns are served in few ways, so each way is there once;
 * which one a pattern has is read where it was written, in memory that all processes share. Immutable.
 */
final class ServedPatterns {

    private final List<Served> ways;
    /** By pattern. */
    private final IntBuffer wayOf;

    private ServedPatterns(List<Served> ways, IntBuffer wayOf) {
        this.ways = ways;
        this.wayOf = wayOf;
    }

    /** @param served by pattern */
    static ServedPatterns of(Served[] served) {
        Map<Served, Integer> numbers = new HashMap<>();
        List<Served> ways = new ArrayList<>();
        int[] wayOf = new int[served.length];
        for (int pattern = 0; pattern < served.length; pattern++) {
            Integer known = numbers.putIfAbsent(served[pattern], ways.size());
            wayOf[pattern] = known == null ? ways.size() : known;
            if (known == null) {
                ways.add(served[pattern]);
            }
        }
        return new ServedPatterns(ways, IntBuffer.wrap(wayOf));
    }

    void write(BlockWriter out) {
        out.putInt(ways.size());
        for (Served way : ways) {
            way.write(out);
        }
        out.putInts(wayOf);
    }

    static ServedPatterns read(BlockReader in) throws BlockException {
        List<Served> ways = new ArrayList<>();
        for (int count = in.getInt(); count > 0; count--) {
            ways.add(Served.read(in));
        }
        return new ServedPatterns(ways, in.getIntView());
    }

    Served of(int pattern) {
        return ways.get(wayOf.get(pattern));
    }

    /** Whether an engine serves any pattern. */
    boolean has(Engine engine) {
        for (Served way : ways) {
            if (way.engine() == engine) {
                return true;
            }
        }
        return false;
    }

    /** How many patterns there are. */
    int size() {
        return wayOf.capacity();
    }
}
