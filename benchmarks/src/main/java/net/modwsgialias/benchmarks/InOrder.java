package net.modwsgialias.benchmarks;

import java.util.Arrays;

/** An engine that asks one pattern after another. The JVM of a measurement loads one of them, so its calls are direct. */
abstract class InOrder implements Contender {

    private final int patterns;
    private final int[] bounds = new int[20];

    InOrder(Workload workload) {
        patterns = workload.patterns().size();
    }

    @Override
    public final int lookup(int uri) {
        for (int pattern = 0; pattern < patterns; pattern++) {
            if (matches(pattern, uri)) {
                return pattern;
            }
        }
        return MISS;
    }

    /** Asks one pattern; if it matches, all of its groups are kept. */
    abstract boolean matches(int pattern, int uri);

    /** Forgets the groups of the hit before. */
    final void clear() {
        Arrays.fill(bounds, -1);
    }

    final void keep(int group, int start, int end) {
        bounds[2 * group] = start;
        bounds[2 * group + 1] = end;
    }

    @Override
    public final int start(int group) {
        return bounds[2 * group];
    }

    @Override
    public final int end(int group) {
        return bounds[2 * group + 1];
    }
}
