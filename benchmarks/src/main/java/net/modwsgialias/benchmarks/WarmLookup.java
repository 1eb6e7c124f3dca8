package net.modwsgialias.benchmarks;

import org.openjdk.jmh.annotations.Param;

/**
 * <b>Question.</b> What does it cost to find the alias of a URI, the end of the match and the captures, and how does
 * that grow with the number of aliases?
 *
 * <p><b>Trap.</b> A single URI would measure the branch predictor, which learns it by heart; hits alone would flatter
 * engines that ask in order, and so would hits on early aliases. So 1,000 URIs take turns, half of them hits spread
 * over all aliases, half near misses, for which in-order engines must ask every alias. Nor may the answer be left
 * unused: the winner goes to JMH's blackhole, the bounds to memory that outlives the call.
 *
 * <p><b>Result.</b> Engines that ask in order grow with N, ours does not: its line in the report is flat. With
 * {@code -prof gc}, ours has {@code gc.alloc.rate.norm} of 0. What must not get worse is in {@code limits.json}.
 */
public class WarmLookup extends Lookups {

    /** Shape and number of aliases. */
    @Param({
        "tenant-1", "tenant-10", "tenant-100", "tenant-1000", "tenant-10000",
        "middle-1", "middle-10", "middle-100", "middle-1000", "middle-10000",
        "floating-1", "floating-10", "floating-100", "floating-1000", "floating-10000",
        "rest-250"
    })
    public String workload;

    @Override
    String workload() {
        return workload;
    }
}
