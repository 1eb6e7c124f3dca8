package net.modwsgialias.block;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Writes numbers and arrays into a block, one behind the other; or only counts the bytes that they take, so that the
 * memory for a block can be had in one piece. For one thread.
 */
public final class BlockWriter {

    /** Null while bytes are only counted. */
    private final ByteBuffer block;
    private int at;

    /**
     * @param block in the machine's byte order, or null
     * @param from where to begin
     */
    BlockWriter(ByteBuffer block, int from) {
        this.block = block;
        this.at = from;
    }

    int position() {
        return at;
    }

    /** The place of as many bytes, which are thereby taken. @throws ArithmeticException beyond 2 GB */
    private int take(long bytes) {
        int from = at;
        at = Math.toIntExact(at + bytes);
        return from;
    }

    /** Writes a number. */
    public void putInt(int value) {
        int from = take(Integer.BYTES);
        if (block != null) {
            block.putInt(from, value);
        }
    }

    /** Writes a number. */
    public void putLong(long value) {
        int from = take(Long.BYTES);
        if (block != null) {
            block.putLong(from, value);
        }
    }

    /** Writes an array and its length. */
    public void putInts(int[] values) {
        putInt(values.length);
        int from = take((long) values.length * Integer.BYTES);
        if (block != null) {
            block.position(from).asIntBuffer().put(values);
        }
    }

    /** Writes an array and its length, all of the buffer. */
    public void putInts(IntBuffer values) {
        putInt(values.capacity());
        int from = take((long) values.capacity() * Integer.BYTES);
        if (block != null) {
            block.position(from).asIntBuffer().put(values.duplicate().clear());
        }
    }

    /** Writes an array and its length. */
    public void putLongs(long[] values) {
        putInt(values.length);
        int from = take((long) values.length * Long.BYTES);
        if (block != null) {
            block.position(from).asLongBuffer().put(values);
        }
    }

    /** Writes an array and its length. */
    public void putBytes(byte[] values) {
        putInt(values.length);
        int from = take(values.length);
        if (block != null) {
            block.put(from, values);
        }
    }

    /** Writes an array and its length, all of the buffer. */
    public void putBytes(ByteBuffer values) {
        putInt(values.capacity());
        int from = take(values.capacity());
        if (block != null) {
            block.position(from).put(values.duplicate().clear());
        }
    }

    /** Writes an array and its length. */
    public void putBooleans(boolean[] values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) (values[i] ? 1 : 0);
        }
        putBytes(bytes);
    }

    /** Writes a text. */
    public void putText(String text) {
        putBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
