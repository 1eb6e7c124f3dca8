package net.modwsgialias.block;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/**
 * A block and its header, five numbers of 32 bits in the machine's byte order:
 *
 * <pre>
 *   0        4        8        12       16       20
 *   +--------+--------+--------+--------+--------+--------
 *   | MAGIC  |VERSION | bytes  | source |checksum| content
 *   +--------+--------+--------+--------+--------+--------
 * </pre>
 *
 * {@code bytes} are those of the whole block, {@code source} is the checksum of what it was made from, and
 * {@code checksum} that of the content. A block lives in memory that processes share, and is never sent anywhere; the
 * header tells the mistakes that can happen there, and does not defend against a forger.
 */
public final class Block {

    static final int MAGIC = 0x6d776170;
    /** Counts up with every change of what any class writes. */
    static final int VERSION = 3;

    private static final int VERSION_OFFSET = Integer.BYTES;
    private static final int BYTES_OFFSET = VERSION_OFFSET + Integer.BYTES;
    private static final int SOURCE_OFFSET = BYTES_OFFSET + Integer.BYTES;
    private static final int CHECKSUM_OFFSET = SOURCE_OFFSET + Integer.BYTES;
    static final int HEADER_SIZE = CHECKSUM_OFFSET + Integer.BYTES;

    private Block() {
    }

    /** What can be written into a block; it writes the same each time it is asked. */
    @FunctionalInterface
    public interface Content {
        void write(BlockWriter out);
    }

    /** The bytes of a block with this content. */
    public static int size(Content content) {
        BlockWriter counter = new BlockWriter(null, HEADER_SIZE);
        content.write(counter);
        return counter.position();
    }

    /**
     * Writes a block.
     *
     * @param into as many bytes as {@link #size} gave
     * @param source what the content was made from
     */
    public static void write(ByteBuffer into, ByteBuffer source, Content content) {
        ByteBuffer block = into.duplicate().order(ByteOrder.nativeOrder());
        content.write(new BlockWriter(block, HEADER_SIZE));
        block.putInt(0, MAGIC);
        block.putInt(VERSION_OFFSET, VERSION);
        block.putInt(BYTES_OFFSET, block.limit());
        block.putInt(SOURCE_OFFSET, checksum(source, 0));
        block.putInt(CHECKSUM_OFFSET, checksum(block, HEADER_SIZE));
    }

    /**
     * Opens a block, which must stay as it is for as long as the reader is used.
     *
     * @param source what its content must have been made from
     * @throws BlockException if it is none, of another version, of another source, or damaged
     */
    public static BlockReader open(ByteBuffer from, ByteBuffer source) throws BlockException {
        ByteBuffer block = from.duplicate().order(ByteOrder.nativeOrder());
        if (block.limit() < HEADER_SIZE || block.getInt(0) != MAGIC) {
            throw new BlockException("are invalid: their beginning is missing or wrong");
        }
        if (block.getInt(VERSION_OFFSET) != VERSION) {
            throw new BlockException("are of version " + block.getInt(VERSION_OFFSET) + ", but this jar reads version "
                    + VERSION + "; restart httpd after an upgrade");
        }
        if (block.getInt(BYTES_OFFSET) != block.limit()) {
            throw new BlockException("should have " + block.getInt(BYTES_OFFSET) + " bytes, but have "
                    + block.limit());
        }
        if (block.getInt(SOURCE_OFFSET) != checksum(source, 0)) {
            throw new BlockException("were made from another configuration");
        }
        if (block.getInt(CHECKSUM_OFFSET) != checksum(block, HEADER_SIZE)) {
            throw new BlockException("are damaged: their checksum is wrong");
        }
        return new BlockReader(block, HEADER_SIZE);
    }

    private static int checksum(ByteBuffer bytes, int from) {
        CRC32 checksum = new CRC32();
        ByteBuffer rest = bytes.duplicate();
        rest.position(from);
        checksum.update(rest);
        return (int) checksum.getValue();
    }
}
