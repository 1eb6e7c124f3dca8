package net.modwsgialias.table;

import java.util.List;
import net.modwsgialias.block.Block;
import net.modwsgialias.block.BlockException;
import net.modwsgialias.block.BlockReader;
import net.modwsgialias.block.BlockWriter;
import net.modwsgialias.regex.PatternException;
import net.modwsgialias.regex.PatternSet;
import net.modwsgialias.regex.PatternSpec;

/**
 * The patterns of all lists of aliases that have the same ones. One that was compiled in another process is read when
 * it is first asked for: a child of a server with a thousand hosts serves a few of them at first. Any thread may ask.
 */
final class SharedSet implements Block.Content {

    private final BlockReader.Parts prepared;
    private final int part;
    private final List<PatternSpec> specs;
    private volatile PatternSet set;

    /** A set that is there. */
    SharedSet(PatternSet set) {
        this(null, 0, null);
        this.set = set;
    }

    /**
     * A set that is to be read.
     *
     * @param prepared where this one is part number {@code part}
     * @param specs its patterns
     */
    SharedSet(BlockReader.Parts prepared, int part, List<PatternSpec> specs) {
        this.prepared = prepared;
        this.part = part;
        this.specs = specs;
    }

    PatternSet get() {
        PatternSet known = set;
        return known == null ? read() : known;
    }

    /** Under a lock, because all threads must have the same: it remembers states. */
    private synchronized PatternSet read() {
        if (set == null) {
            try {
                set = PatternSet.read(prepared.reader(part), specs);
            } catch (BlockException | PatternException e) {
                throw new IllegalStateException("a list of aliases cannot be read: " + e.getMessage(), e);
            }
        }
        return set;
    }

    @Override
    public void write(BlockWriter out) {
        get().write(out);
    }
}
