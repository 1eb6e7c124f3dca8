package net.modwsgialias.group;

import java.util.Arrays;

/** Bytes that are put together piece by piece, in an array that is used again. One thread at a time. */
public final class ByteSink {

    /** A larger array is given up at {@link #clear()}: one huge request must not hold memory for good. */
    private static final int KEPT_BYTES = 64 * 1024;
    private static final int FIRST_BYTES = 256;

    private byte[] bytes = new byte[FIRST_BYTES];
    private int length;

    /** Forgets all bytes, and gives back the memory of a text that was very long. */
    public ByteSink clear() {
        if (bytes.length > KEPT_BYTES) {
            bytes = new byte[FIRST_BYTES];
        }
        length = 0;
        return this;
    }

    public void append(byte[] source) {
        append(source, 0, source.length);
    }

    /** Appends {@code source} from {@code start} up to, but not including, {@code end}. */
    public void append(byte[] source, int start, int end) {
        int count = end - start;
        ensureRoom(count);
        System.arraycopy(source, start, bytes, length, count);
        length += count;
    }

    public void append(byte single) {
        ensureRoom(1);
        bytes[length++] = single;
    }

    /** The array that holds the bytes; valid until the next change. */
    public byte[] array() {
        return bytes;
    }

    public int length() {
        return length;
    }

    /** Drops all bytes from {@code newLength} on. */
    public void truncate(int newLength) {
        length = newLength;
    }

    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    private void ensureRoom(int count) {
        if (count > bytes.length - length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, Math.addExact(length, count)));
        }
    }
}
