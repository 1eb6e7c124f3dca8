package net.modwsgialias.regex;

import java.nio.ByteBuffer;
import java.util.List;
import net.modwsgialias.block.Block;
import net.modwsgialias.block.BlockException;

/** A set as another process gets it: written and read again. */
final class Prepared {

    static final ByteBuffer NO_SOURCE = ByteBuffer.allocate(0);

    private Prepared() {
    }

    static ByteBuffer block(PatternSet set) {
        ByteBuffer block = ByteBuffer.allocate(Block.size(set::write));
        Block.write(block, NO_SOURCE, set::write);
        return block;
    }

    static PatternSet copy(PatternSet set, List<PatternSpec> specs) {
        try {
            return PatternSet.read(Block.open(block(set), NO_SOURCE), specs::get);
        } catch (BlockException e) {
            throw new AssertionError(e);
        }
    }
}
