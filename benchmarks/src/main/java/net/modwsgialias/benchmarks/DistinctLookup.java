package net.modwsgialias.benchmarks;

import org.openjdk.jmh.annotations.Param;

/**
 * <b>Question.</b> What does a lookup cost when nothing stays warm: 100,000 different URIs over 10,000 aliases?
 *
 * <p><b>Trap.</b> {@link WarmLookup} is the best case. Its 1,000 URIs touch 500 aliases, whose tables and programs fit
 * into the processor's caches; a server with 10,000 tenants has no such luck. Here each alias is hit five times in
 * a round, and by the time it comes again its memory has gone cold.
 *
 * <p><b>Result.</b> Ours costs more than warm, and what it costs is memory, not instructions: the size of a table row
 * and of a winner's program show here, and nowhere else.
 */
public class DistinctLookup extends Lookups {

    /** Shape and number of aliases. */
    @Param({"tenant-10000-distinct", "middle-10000-distinct", "floating-10000-distinct"})
    public String workload;

    @Override
    String workload() {
        return workload;
    }
}
