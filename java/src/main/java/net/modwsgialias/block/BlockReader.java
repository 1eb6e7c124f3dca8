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

    /** Reads the bytes between two offsets; gets a view of the block of its own. */
    BlockReader(ByteBuffer block, int from, int to) {
        this.block = block.duplicate().order(ByteOrder.nativeOrder()).clear().limit(to).position(from);
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

    /** Passes over parts, each of which can then be read by itself, by any thread. */
    public Parts getParts() throws BlockException {
        int[] bounds = new int[getLength(Integer.BYTES) + 1];
        need(bounds.length, Integer.BYTES);
        block.asIntBuffer().get(bounds);
        skip(bounds.length * Integer.BYTES);
        int at = block.position();
        for (int bound : bounds) {
            if (bound < at || bound > block.limit()) {
                throw new BlockException("are damaged: a part begins at byte " + bound + " and not between " + at
                        + " and " + block.limit());
            }
            at = bound;
        }
        block.position(at);
        return new Parts(block, bounds);
    }

    /** Parts of a block. Immutable. */
    public static final class Parts {

        private final ByteBuffer block;
        private final int[] bounds;

        private Parts(ByteBuffer block, int[] bounds) {
            this.block = block;
            this.bounds = bounds;
        }

        /** How many there are. */
        public int size() {
            return bounds.length - 1;
        }

        /** A reader of one part alone. */
        public BlockReader reader(int part) {
            return new BlockReader(block, bounds[part], bounds[part + 1]);
        }
    }
}
