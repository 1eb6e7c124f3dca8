package net.modwsgialias.table;

import java.nio.ByteBuffer;
import java.util.Arrays;
import net.modwsgialias.block.Block;
import net.modwsgialias.block.BlockException;
import net.modwsgialias.block.BlockReader;
import net.modwsgialias.block.BlockWriter;
import net.modwsgialias.regex.Served;

/**
 * The tables of all servers, by the ids that C knows them by. Any thread may use them.
 *
 * <p>They are compiled in one process, and {@link #prepare prepared} for others, which {@link #load} them. What a table
 * or an alias needs beside its patterns is made when it is first asked for, and kept.
 */
public final class AliasTables implements Block.Content {

    private final Specs specs;
    private final SharedSet[] sets;
    /** By set: a list that has its patterns, as the first alias and the number of aliases. */
    private final int[] setRanges;
    /** By table, the sets of its own aliases and of the inherited ones. */
    private final int[] setOf;
    // By id. Written by any thread, without a lock: two that come at once make the same, and it is immutable.
    private final AliasTable[] tables;
    private final Alias[] aliases;

    private AliasTables(Specs specs, SharedSet[] sets, int[] setRanges, int[] setOf) {
        this.specs = specs;
        this.sets = sets;
        this.setRanges = setRanges;
        this.setOf = setOf;
        this.tables = new AliasTable[specs.tableCount()];
        this.aliases = new Alias[specs.aliasCount()];
    }

    /**
     * Compiles everything that C has written into the block of specs.
     *
     * @param block must stay as it is as long as the tables are used
     * @throws SpecException if an alias cannot be compiled, or the heap is too small for all of them
     */
    public static AliasTables compile(ByteBuffer block) throws SpecException {
        Specs specs = Specs.of(block);
        SetCompiler compiler = new SetCompiler(specs);
        try {
            return compile(specs, compiler);
        } catch (SpecException e) {
            compiler = null;
            Throwable thrown = e.getCause().getCause();
            throw thrown != null && HeapSize.isUsedUp(thrown) ? HeapSize.explain(e, specs) : e;
        } catch (OutOfMemoryError e) {
            int compiled = compiler.compiled();
            compiler = null;
            if (!HeapSize.isUsedUp(e)) {
                throw e;
            }
            throw new SpecException(HeapSize.tooSmall(specs, compiled), e);
        }
    }

    private static AliasTables compile(Specs specs, SetCompiler compiler) throws SpecException {
        int[] setOf = new int[2 * specs.tableCount()];
        for (int table = 0; table < specs.tableCount(); table++) {
            setOf[2 * table] = compiler.number(specs.table(table).own());
            setOf[2 * table + 1] = compiler.number(specs.table(table).inherited());
        }
        AliasTables tables = new AliasTables(specs, compiler.sets(), compiler.ranges(), setOf);
        for (int alias = 0; alias < specs.aliasCount(); alias++) {
            // Whatever might be wrong with an alias shows here, before a server starts, and not in a request.
            try {
                tables.alias(alias);
            } catch (RuntimeException | StackOverflowError e) {
                throw new SpecException(SpecException.named(specs.alias(alias)) + " has a target or groups that could "
                        + "not be compiled: " + e, e);
            }
        }
        return tables;
    }

    /**
     * Loads what another process has prepared.
     *
     * @param block the specs; must stay as it is as long as the tables are used
     * @param prepared what {@link #prepare} has written; must stay too
     * @throws BlockException if it is not that, or was made from other specs
     */
    public static AliasTables load(ByteBuffer block, ByteBuffer prepared) throws BlockException {
        BlockReader in = Block.open(prepared, block);
        Specs specs = Specs.read(in, block);
        int[] setRanges = in.getInts();
        int[] setOf = in.getInts();
        BlockReader.Parts parts = in.getParts();
        SharedSet[] sets = new SharedSet[parts.size()];
        for (int i = 0; i < sets.length; i++) {
            sets[i] = new SharedSet(parts, i,
                    specs.patterns(new TableSpec.Range(setRanges[2 * i], setRanges[2 * i + 1])));
        }
        return new AliasTables(specs, sets, setRanges, setOf);
    }

    /** The bytes that {@link #prepare} writes. */
    public int preparedSize() {
        return Block.size(this);
    }

    /** Writes what was compiled, for the JVMs of other processes. */
    public void prepare(ByteBuffer into) {
        Block.write(into, specs.block(), this);
    }

    /** What a prepared block has; {@link #prepare} is the way to write one. */
    @Override
    public void write(BlockWriter out) {
        specs.write(out);
        out.putInts(setRanges);
        out.putInts(setOf);
        out.putParts(Arrays.asList(sets));
    }

    /** @param id of a server's table */
    public AliasTable table(int id) {
        AliasTable known = tables[id];
        if (known == null) {
            TableSpec spec = specs.table(id);
            known = new AliasTable(new AliasList(this, spec.own().first(), sets[setOf[2 * id]]),
                    new AliasList(this, spec.inherited().first(), sets[setOf[2 * id + 1]]), spec.contained());
            tables[id] = known;
        }
        return known;
    }

    /** @param id of an alias */
    public Alias alias(int id) {
        Alias known = aliases[id];
        if (known == null) {
            known = new Alias(id, specs.alias(id), specs.foldScriptName());
            aliases[id] = known;
        }
        return known;
    }

    /** Which engine serves each alias, and why: by their ids. For reports; reads every set there is. */
    public Served[] served() {
        Served[] served = new Served[specs.aliasCount()];
        for (int id = 0; id < specs.tableCount(); id++) {
            fillServed(served, specs.table(id).own(), sets[setOf[2 * id]]);
            fillServed(served, specs.table(id).inherited(), sets[setOf[2 * id + 1]]);
        }
        return served;
    }

    private static void fillServed(Served[] served, TableSpec.Range range, SharedSet set) {
        // The main server's come up in many tables.
        boolean known = range.count() == 0 || served[range.first()] != null;
        for (int i = 0; i < range.count() && !known; i++) {
            served[range.first() + i] = set.get().served(i);
        }
    }
}
