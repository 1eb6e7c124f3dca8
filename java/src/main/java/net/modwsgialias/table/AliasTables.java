package net.modwsgialias.table;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.function.IntFunction;
import net.modwsgialias.block.Block;
import net.modwsgialias.block.BlockException;
import net.modwsgialias.block.BlockReader;
import net.modwsgialias.block.BlockWriter;
import net.modwsgialias.regex.PatternSet;
import net.modwsgialias.regex.PatternSpec;
import net.modwsgialias.regex.Served;

/**
 * The tables of all servers, by the ids that C knows them by. Any thread may use them.
 *
 * <p>They are compiled in one process, and {@link #prepare prepared} for others, which {@link #load} them. What a table
 * or an alias needs beside its patterns is made when it is first asked for, and kept; of aliases, as many as are likely
 * to be in use.
 */
public final class AliasTables implements Block.Content {

    /** A power of two. An alias that is kept takes some 400 bytes, and one that is not is made in two microseconds. */
    private static final int MOST_KEPT = 1 << 13;

    private final Specs specs;
    private final PatternSet patterns;
    /** By list of the patterns: aliases that have them, as the first alias and the number of aliases. */
    private final int[] ranges;
    /** By table: the list of its own aliases' patterns. */
    private final IntBuffer listOf;
    // Written by any thread, without a lock: two that come at once make the same, and it is immutable.
    /** By id. */
    private final AliasTable[] tables;
    /** By the low bits of the id: the one that was asked for last. */
    private final Alias[] aliases;

    private AliasTables(Specs specs, PatternSet patterns, int[] ranges, IntBuffer listOf) {
        this.specs = specs;
        this.patterns = patterns;
        this.ranges = ranges;
        this.listOf = listOf;
        this.tables = new AliasTable[specs.tableCount()];
        this.aliases = new Alias[Math.min(specs.aliasCount(), MOST_KEPT)];
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
        AliasTables tables = new AliasTables(specs, compiler.compile(), compiler.ranges(),
                IntBuffer.wrap(compiler.lists()));
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
        int[] ranges = in.getInts();
        IntBuffer listOf = in.getIntView();
        PatternSet patterns = PatternSet.read(in, new Numbered(specs, ranges));
        return new AliasTables(specs, patterns, ranges, listOf);
    }

    /** The patterns by number. A class: a first lambda costs every child milliseconds as it starts. */
    private record Numbered(Specs specs, int[] ranges) implements IntFunction<PatternSpec> {
        @Override
        public PatternSpec apply(int number) {
            int range = 0;
            int place = number;
            while (place >= ranges[range + 1]) {
                place -= ranges[range + 1];
                range += 2;
            }
            return specs.pattern(ranges[range] + place);
        }
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
        out.putInts(ranges);
        out.putInts(listOf);
        patterns.write(out);
    }

    /** @param id of a server's table */
    public AliasTable table(int id) {
        AliasTable known = tables[id];
        if (known == null) {
            known = new AliasTable(this, patterns, listOf.get(id), specs.table(id));
            tables[id] = known;
        }
        return known;
    }

    /** @param id of an alias */
    public Alias alias(int id) {
        int place = id & MOST_KEPT - 1;
        Alias known = aliases[place];
        if (known == null || known.id() != id) {
            known = new Alias(id, specs.alias(id), specs.foldScriptName());
            aliases[place] = known;
        }
        return known;
    }

    /** Which engine serves each alias, and why: by their ids. For reports. */
    public Served[] served() {
        Served[] served = new Served[specs.aliasCount()];
        for (int id = 0; id < specs.tableCount(); id++) {
            TableSpec spec = specs.table(id);
            int count = spec.own().count() + spec.inherited().count();
            // The main server's come up in many tables.
            boolean known = spec.inherited().count() == 0 || served[spec.inherited().first()] != null;
            for (int place = 0; place < (known ? spec.own().count() : count); place++) {
                served[spec.alias(place)] = patterns.served(listOf.get(id), place);
            }
        }
        return served;
    }
}
