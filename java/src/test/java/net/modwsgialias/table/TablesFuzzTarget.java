package net.modwsgialias.table;

import java.nio.ByteBuffer;
import net.modwsgialias.FuzzInput;
import net.modwsgialias.block.Block;
import net.modwsgialias.block.BlockException;
import net.modwsgialias.block.BlockReader;
import net.modwsgialias.block.Forger;

/**
 * Any bytes as a block of which the checksums are right, and as damage to prepared tables whose checksums are mended:
 * reading ends, with what there is or with an error, and takes no memory for a number that lies. {@code scripts/fuzz
 * tables} runs it; {@link TablesFuzzTest} replays what was kept.
 */
public final class TablesFuzzTarget {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final ByteBuffer SPECS = specs();
    private static final ByteBuffer PREPARED = prepared();

    private TablesFuzzTarget() {
    }

    private static ByteBuffer specs() {
        return new SpecWriter()
                .alias(false, "/a", "/w/a", "group", "%{GLOBAL}").alias(true, "^/b/([^/]+)", "/w/$1", "$1", "%{HOST}")
                .alias(true, "b.*c.*d", "/w/d", null, null).alias(true, "(a|ab)(c|bcd)", "/w/$1$2", null, null)
                .alias(true, "x*(?![a-z])", "/w/x", null, null).alias(true, "(a)\\1", "/w/p", null, null)
                .table(true, 0, 4, 4, 2).table(false, 4, 2, 0, 0).table(true, 0, 0, 4, 2).write();
    }

    private static ByteBuffer prepared() {
        try {
            return SpecWriter.prepare(AliasTables.compile(SPECS));
        } catch (SpecException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Bytes of the undamaged tables. */
    static int size() {
        return PREPARED.capacity();
    }

    /** Called by the fuzzer; fails with an AssertionError, or with an error that nobody expects. */
    public static void fuzzerTestOneInput(byte[] data) {
        FuzzInput input = new FuzzInput(data);
        if (input.next() % 2 == 0) {
            readTables(input);
        } else {
            readAnything(input.take(input.next()), input);
        }
    }

    /** Damage: an offset, of two bytes, and a number. */
    private static void readTables(FuzzInput input) {
        ByteBuffer block = PREPARED;
        while (!input.isAtEnd()) {
            int offset = (input.next() << 8 | input.next()) % (size() - Forger.firstOffset() - Integer.BYTES);
            block = Forger.forge(block, Forger.firstOffset() + offset, input.nextInt());
        }
        try {
            AliasTables tables = AliasTables.load(SPECS, block);
            tables.served();
            for (int alias = 0; alias < Specs.of(SPECS).aliasCount(); alias++) {
                tables.alias(alias);
            }
        } catch (BlockException | RuntimeException e) {
            // Whichever it is, the child says so as it starts; an Error would mean that memory was taken, or the stack.
            if (block == PREPARED) {
                throw new AssertionError("refused, though nothing is damaged", e);
            }
        }
    }

    /** Reads a block by a list of what is to be read. */
    private static void readAnything(byte[] wanted, FuzzInput input) {
        byte[] content = input.take(Integer.MAX_VALUE / 2);
        try {
            BlockReader in = Block.open(Forger.wrap(content), NOTHING);
            for (byte what : wanted) {
                if (read(in, what & 0x7) > content.length) {
                    throw new AssertionError("more is read than there is");
                }
            }
        } catch (BlockException e) {
            if (!e.getMessage().contains("are damaged: ")) {
                throw new AssertionError(e);
            }
        }
    }

    /** Reads one thing. @return its bytes in the block */
    private static long read(BlockReader in, int what) throws BlockException {
        return switch (what) {
            case 0 -> Integer.BYTES + in.getInt() * 0;
            case 1 -> Long.BYTES + in.getLong() * 0;
            case 2 -> (long) Integer.BYTES * in.getInts().length;
            case 3 -> (long) Long.BYTES * in.getLongs().length;
            case 4 -> in.getBytes().length;
            case 5 -> in.getBooleans().length;
            default -> in.getText().length();
        };
    }

    /** The bytes that stand for tables with one number changed. */
    static byte[] damage(int offset, int value) {
        return ByteBuffer.allocate(7).put((byte) 0).putShort((short) offset).putInt(value).array();
    }
}
