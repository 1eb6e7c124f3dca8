package net.modwsgialias.table;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.BitSet;
import net.modwsgialias.block.Block;
import net.modwsgialias.block.BlockException;
import net.modwsgialias.block.BlockReader;
import net.modwsgialias.block.BlockWriter;
import net.modwsgialias.regex.Asked;
import net.modwsgialias.regex.KnownPatterns;
import net.modwsgialias.regex.PatternSet;
import net.modwsgialias.regex.Served;

/**
 * The tables of all servers, compiled together: a whole, or a patch by itself. Any thread may use them.
 *
 * <p>They are compiled in one process, and {@link #prepare prepared} for others, which {@link #load} them. What a table
 * or an alias needs beside its patterns is made when it is first asked for, and kept; of aliases, as many as are likely
 * to be in use.
 */
public final class AliasTables extends Tables implements Block.Content {

    /** A power of two. An alias that is kept takes some 400 bytes, and one that is not is made in two microseconds. */
    private static final int MOST_KEPT = 1 << 13;
    /** A power of two. */
    private static final int MOST_ASKED = 1 << 12;

    private final Specs specs;
    private final PatternSet patterns;
    /** By range of the patterns: aliases that have them, as the first alias and the number of aliases. */
    private final int[] ranges;
    private final RangedPatterns numbered;
    /** By table: the range of its own aliases' patterns. */
    private final IntBuffer rangeOf;
    private final HostNames names;
    // Written by any thread, without a lock: two that come at once make the same, and it is immutable.
    /** By id. */
    private final AliasTable[] tables;
    /** By the low bits of the id: the one that was asked for last. */
    private final Alias[] aliases;
    /** By hash, where names of hosts add lists: those that were asked last. */
    private final Asked[] asked;
    /** What the last patch that removes aliases has left of these; for the next one that removes the same. */
    private volatile Without last;
    private int patches;

    /** @param numbers of the patterns that are removed */
    private record Without(BitSet numbers, AliasTables tables) {
    }

    private AliasTables(Specs specs, PatternSet patterns, RangedPatterns numbered, int[] ranges, IntBuffer rangeOf,
            HostNames names) {
        this.specs = specs;
        this.patterns = patterns;
        this.numbered = numbered;
        this.ranges = ranges;
        this.rangeOf = rangeOf;
        this.names = names;
        this.asked = new Asked[names.isEmpty() ? 0 : MOST_ASKED];
        this.tables = new AliasTable[specs.tableCount()];
        this.aliases = new Alias[Math.min(specs.aliasCount(), MOST_KEPT)];
    }

    private AliasTables(AliasTables all, BitSet removed) {
        this.specs = all.specs;
        this.patterns = all.patterns.without(removed);
        this.numbered = all.numbered;
        this.ranges = all.ranges;
        this.rangeOf = all.rangeOf;
        this.names = all.names;
        // What was found out of lists is found out of the states.
        this.asked = new Asked[all.asked.length];
        this.tables = new AliasTable[all.tables.length];
        this.aliases = all.aliases;
    }

    /**
     * Compiles everything that C has written into the block of specs.
     *
     * @param block must stay as it is as long as the tables are used
     * @throws SpecException if an alias cannot be compiled, or the heap is too small for all of them
     */
    public static AliasTables compile(ByteBuffer block) throws SpecException {
        return compile(block, null);
    }

    /**
     * The same where most patterns were compiled before.
     *
     * @param known what was compiled before, and receives what is compiled now; or null
     */
    public static AliasTables compile(ByteBuffer block, KnownPatterns known) throws SpecException {
        Specs specs = Specs.of(block);
        SetCompiler compiler = new SetCompiler(specs, known);
        try {
            return compile(specs, compiler);
        } catch (SpecException e) {
            compiler = null;
            Throwable thrown = e.getCause().getCause();
            if (thrown == null || !HeapSize.isUsedUp(thrown)) {
                throw e;
            }
            if (known != null && known.clear()) {
                return compile(block, null);
            }
            throw HeapSize.explain(e, specs);
        } catch (OutOfMemoryError e) {
            int compiled = compiler.compiled();
            compiler = null;
            if (!HeapSize.isUsedUp(e)) {
                throw e;
            }
            if (known != null && known.clear()) {
                return compile(block, null);
            }
            throw new SpecException(HeapSize.tooSmall(specs, compiled), e);
        }
    }

    private static AliasTables compile(Specs specs, SetCompiler compiler) throws SpecException {
        PatternSet patterns = compiler.compile();
        int[] ranges = compiler.ranges();
        AliasTables tables = new AliasTables(specs, patterns, new RangedPatterns(specs, ranges), ranges,
                IntBuffer.wrap(compiler.rangesOfTables()), compiler.names());
        for (int table = 0; table < specs.tableCount(); table++) {
            TableSpec.Range own = specs.table(table).own();
            // The main server's table has as its own what others inherit.
            if (!own.equals(compiler.inherited())) {
                tables.check(own);
            }
        }
        tables.check(compiler.inherited());
        return tables;
    }

    /** Whatever might be wrong with an alias shows here, before a server starts, and not in a request. */
    private void check(TableSpec.Range range) throws SpecException {
        for (int alias = range.first(); alias < range.first() + range.count(); alias++) {
            try {
                alias(alias);
            } catch (RuntimeException | StackOverflowError e) {
                throw new SpecException(SpecException.named(specs.alias(alias)) + " has a target or groups that could "
                        + "not be compiled: " + e, e);
            }
        }
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
        IntBuffer rangeOf = in.getIntView();
        HostNames names = HostNames.read(in);
        RangedPatterns numbered = new RangedPatterns(specs, ranges);
        return new AliasTables(specs, PatternSet.read(in, numbered), numbered, ranges, rangeOf, names);
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
        out.putInts(rangeOf);
        names.write(out);
        patterns.write(out);
    }

    @Override
    public AliasTable table(int id) {
        AliasTable known = tables[id];
        if (known == null) {
            known = new AliasTable(this, patterns, specs.table(id), numbered, rangeOf.get(id));
            tables[id] = known;
        }
        return known;
    }

    /** Which lists the names of hosts add. */
    HostNames names() {
        return names;
    }

    /** What is known of the first {@code count} lists of an array, asked together. */
    Asked asked(int[] lists, int count) {
        int hash = 0;
        for (int i = 0; i < count; i++) {
            hash = hash * 31 + lists[i];
        }
        int place = (hash ^ hash >>> 12) & MOST_ASKED - 1;
        Asked known = asked[place];
        if (known == null || !known.has(lists, count)) {
            known = new Asked(Arrays.copyOf(lists, count));
            asked[place] = known;
        }
        return known;
    }

    @Override
    public Alias alias(int id) {
        int place = id & MOST_KEPT - 1;
        Alias known = aliases[place];
        if (known == null || known.id() != id) {
            known = new Alias(id, specs.alias(id), specs.foldScriptName());
            aliases[place] = known;
        }
        return known;
    }

    @Override
    public AliasTables whole() {
        return this;
    }

    @Override
    public void forgetStates() {
        patterns.forgetStates();
        Without known = last;
        if (known != null) {
            known.tables.forgetStates();
        }
    }

    /** The number of states that searches have come to. */
    int states() {
        return patterns.states();
    }

    int tableCount() {
        return tables.length;
    }

    int aliasCount() {
        return specs.aliasCount();
    }

    /**
     * The same without some aliases, for a patch; these themselves if it removes none. It shares what was compiled, and
     * has states of its own. To be called by one thread at a time.
     *
     * @throws BlockException if that cannot be, because what is compiled once for several stays for some of them
     */
    AliasTables without(BitSet ids) throws BlockException {
        BitSet numbers = ids.isEmpty() ? ids : new Removal(specs, numbered, rangeOf).numbers(ids);
        if (numbers.isEmpty()) {
            last = null;
            return this;
        }
        Without known = last;
        if (known == null || !known.numbers.equals(numbers)) {
            known = new Without(numbers, new AliasTables(this, numbers));
            last = known;
            // What is removed stays so in the patches that follow; so these serve no new requests.
            patterns.forgetStates();
        }
        return known.tables;
    }

    /** Whether the next patch may go on with these, which {@link #without} gave. */
    boolean goesOnWith(AliasTables kept) {
        Without known = last;
        return kept == this || known != null && kept == known.tables;
    }

    /** Counts a patch of these. @return its number, from 1 */
    synchronized int countPatch() {
        return ++patches;
    }

    /** How many patches of these there were. */
    synchronized int patches() {
        return patches;
    }

    /** Which engine serves each alias, and why: by their ids; null where no table has it. For reports. */
    public Served[] served() {
        Served[] served = new Served[specs.aliasCount()];
        for (int id = 0; id < specs.tableCount(); id++) {
            TableSpec spec = specs.table(id);
            put(spec.own(), numbered.base(rangeOf.get(id)), served);
            put(spec.inherited(), numbered.base(numbered.count() - 1), served);
        }
        return served;
    }

    private void put(TableSpec.Range range, int base, Served[] served) {
        // The main server's come up in many tables.
        boolean known = range.count() == 0 || served[range.first()] != null;
        for (int place = 0; place < (known ? 0 : range.count()); place++) {
            served[range.first() + place] = patterns.served(base + place);
        }
    }
}
