package net.modwsgialias.block;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;

/** Changes a block so that its checksum is right all the same. */
public final class Forger {

    private static final int CHECKSUM_OFFSET = Block.HEADER_SIZE - Integer.BYTES;

    private Forger() {
    }

    /** Puts a number into a copy of a block, at an offset behind the header. */
    public static ByteBuffer forge(ByteBuffer block, int offset, int value) {
        ByteBuffer forged = ByteBuffer.allocate(block.capacity()).order(ByteOrder.nativeOrder());
        return sign(forged.put(block.duplicate().clear()).putInt(offset, value));
    }

    /** A block of any content, made from nothing. */
    public static ByteBuffer wrap(byte[] content) {
        ByteBuffer forged = ByteBuffer.allocate(Block.HEADER_SIZE + content.length).order(ByteOrder.nativeOrder());
        forged.putInt(Block.MAGIC).putInt(Block.VERSION).putInt(forged.capacity());
        return sign(forged.position(Block.HEADER_SIZE).put(content));
    }

    private static ByteBuffer sign(ByteBuffer forged) {
        CRC32 checksum = new CRC32();
        checksum.update(forged.clear().position(Block.HEADER_SIZE));
        return forged.putInt(CHECKSUM_OFFSET, (int) checksum.getValue()).clear();
    }

    /** The offset of the first number behind the header. */
    public static int firstOffset() {
        return Block.HEADER_SIZE;
    }
}
