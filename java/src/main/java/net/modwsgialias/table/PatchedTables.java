package net.modwsgialias.table;

import java.nio.IntBuffer;
import net.modwsgialias.block.BlockException;

/**
 * Tables of before, the whole, without some aliases, and with those of a patch between them: they answer what tables
 * answer that are compiled of the resulting list. What a patch costs depends on its own size, for the whole stays as it
 * is, with its states.
 */
public final class PatchedTables extends Tables {

    /** The ints of a run: its first id now, the same alias' id in the whole or the patch, and 1 if in the patch. */
    public static final int RUN_SIZE = 3;

    private final AliasTables whole;
    /** The whole without what is removed; the whole itself if nothing is. */
    private final AliasTables kept;
    private final AliasTables patch;
    private final Runs runs;
    /** Of the patches of the whole, from 1. */
    private final int number;
    /** By id. Written by any thread, without a lock: two that come at once make the same, and it is immutable. */
    private final PatchedTable[] tables;

    private PatchedTables(AliasTables whole, AliasTables patch, Runs runs) throws BlockException {
        this.whole = whole;
        this.kept = whole.without(runs.removed());
        this.patch = patch;
        this.runs = runs;
        this.number = whole.countPatch();
        this.tables = new PatchedTable[whole.tableCount()];
    }

    /**
     * Patches tables. To be called by one thread at a time, beside any number of threads that ask.
     *
     * @param patch the added aliases alone, in tables of the same ids
     * @param runs {@link #RUN_SIZE} ints for each, as {@code mwa_run_t} has them; not used afterwards
     * @param aliases how many there are now
     * @throws BlockException if they do not fit together
     */
    public static Tables of(AliasTables whole, AliasTables patch, IntBuffer runs, int aliases) throws BlockException {
        if (whole.tableCount() != patch.tableCount()) {
            throw new BlockException("are a patch with " + patch.tableCount() + " servers of tables with "
                    + whole.tableCount());
        }
        return new PatchedTables(whole, patch, Runs.of(runs, aliases, whole.aliasCount(), patch.aliasCount()));
    }

    @Override
    public PatchedTable table(int id) {
        PatchedTable known = tables[id];
        if (known == null) {
            known = new PatchedTable(kept.table(id), patch.table(id), runs);
            tables[id] = known;
        }
        return known;
    }

    @Override
    public Alias alias(int id) {
        int run = runs.runOf(id);
        return (runs.isPatch(run) ? patch : whole).alias(runs.from(run, id));
    }

    @Override
    public AliasTables whole() {
        return whole;
    }

    /**
     * What a newer patch of the same whole goes on with is kept: the states of the whole, and of the whole without the
     * very aliases that this patch removes too. No newer patch means that a newer whole has come.
     */
    @Override
    public void forgetStates() {
        patch.forgetStates();
        if (number == whole.patches()) {
            whole.forgetStates();
        } else if (!whole.goesOnWith(kept)) {
            kept.forgetStates();
        }
    }
}
