package net.modwsgialias.block;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads what a {@link BlockWriter} has written, in the same order. Nothing is believed: a length that lies is refused
 * before memory is taken for it. For one thread.
 */
public final class BlockReader {

    private final ByteBuffer block;

    /** Reads the bytes from an offset on; gets a view of the block of its own. */
    BlockReader(ByteBuffer block, int from) {
        this.block = block.duplicate().order(ByteOrder.nativeOrder()).position(from);
    }

    private void need(int count, int bytes) throws BlockException {
        if (count < 0 || count > block.remaining() / bytes) {
            throw new BlockException("are damaged: at byte " + block.position() + " they claim " + count + " times "
                    + bytes + " bytes, but only " + block.remaining() + " are left");
        }
    }

    /** Reads a length, and makes sure that as many values follow. */
    private int getLength(int bytes) throws BlockException {
        int length = getInt();
        need(length, bytes);
        return length;
    }

    private void skip(int bytes) {
        block.position(block.position() + bytes);
    }

    /** Reads a number. */
    public int getInt() throws BlockException {
        need(1, Integer.BYTES);
        return block.getInt();
    }

    /** Reads a number. */
    public long getLong() throws BlockException {
        need(1, Long.BYTES);
        return block.getLong();
    }

    /** Reads an array. */
    public int[] getInts() throws BlockException {
        int[] values = new int[getLength(Integer.BYTES)];
        block.asIntBuffer().get(values);
        skip(values.length * Integer.BYTES);
        return values;
    }

    /**
     * An array that is left in the block, which all processes share: for what is large and seldom read. Any thread may
     * read of it by index.
     */
    public IntBuffer getIntView() throws BlockException {
        int length = getLength(Integer.BYTES);
        IntBuffer view = block.slice().order(ByteOrder.nativeOrder()).limit(length * Integer.BYTES).asIntBuffer();
        skip(length * Integer.BYTES);
        return view;
    }

    /** As {@link #getIntView()}. */
    public ByteBuffer getByteView() throws BlockException {
        int length = getLength(1);
        ByteBuffer view = block.slice().limit(length);
        skip(length);
        return view;
    }

    /** Reads an array. */
    public long[] getLongs() throws BlockException {
        long[] values = new long[getLength(Long.BYTES)];
        block.asLongBuffer().get(values);
        skip(values.length * Long.BYTES);
        return values;
    }

    /** Reads an array. */
    public byte[] getBytes() throws BlockException {
        byte[] values = new byte[getLength(1)];
        block.get(values);
        return values;
    }

    /** Reads an array. */
    public boolean[] getBooleans() throws BlockException {
        byte[] bytes = getBytes();
        boolean[] values = new boolean[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            values[i] = bytes[i] != 0;
        }
        return values;
    }

    /** Reads a text. */
    public String getText() throws BlockException {
        return new String(getBytes(), StandardCharsets.UTF_8);
    }
}
