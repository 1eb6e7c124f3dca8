package net.modwsgialias.benchmarks;

import org.openjdk.jmh.annotations.Param;

/**
 * <b>Question.</b> What if an administrator writes patterns that blow a deterministic automaton up?
 *
 * <p><b>Trap.</b> {@code ^/.*k-i/(.*)m-i$} for i = 1..N needs a state for each set of beginnings that a URI can hold,
 * 2 to the power of N. With URIs that hold one beginning each, the automaton would stay small and the benchmark would
 * show nothing; these hold two to five.
 *
 * <p><b>Result.</b> Compared with PCRE2's JIT asking 100 patterns in order, which no number of states can hurt.
 */
public class HostileLookup extends Lookups {

    /** Shape and number of aliases. */
    @Param("exploding-100")
    public String workload;

    @Override
    String workload() {
        return workload;
    }
}
