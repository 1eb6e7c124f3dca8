package net.modwsgialias.frame;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * A view of one frame: reads the question, writes the answer. Nothing in it is believed: a text is read where texts
 * are and an answer is appended behind them, or a {@link FrameDamagedException} is thrown, before memory is taken. One
 * thread at a time.
 */
public final class Frame {

    private final ByteBuffer memory;

    /** @param memory the whole frame; written to in place */
    public Frame(ByteBuffer memory) {
        this.memory = memory.order(ByteOrder.nativeOrder());
    }

    public int table() {
        return memory.getInt(FrameLayout.TABLE_OFFSET);
    }

    /** The slot of the tables that are to answer. */
    public int generation() {
        return memory.getInt(FrameLayout.GENERATION_OFFSET);
    }

    public int alias() {
        return memory.getInt(FrameLayout.ALIAS_OFFSET);
    }

    public int port() {
        return memory.getInt(FrameLayout.PORT_OFFSET);
    }

    public void setStatus(Status status) {
        memory.putInt(FrameLayout.STATUS_OFFSET, status.ordinal());
    }

    public void setAlias(int id) {
        memory.putInt(FrameLayout.ALIAS_OFFSET, id);
    }

    /** One of the 20 bounds of {@code $0} to {@code $9}: in the URL, or negative. */
    public int capture(int index) {
        int bound = memory.getInt(FrameLayout.CAPTURES_OFFSET + index * Integer.BYTES);
        if (bound > Math.max(0, length(FrameLayout.URI_OFFSET))) {
            throw new FrameDamagedException("capture " + index + "=" + bound);
        }
        return bound;
    }

    public void setCapture(int index, int bound) {
        memory.putInt(FrameLayout.CAPTURES_OFFSET + index * Integer.BYTES, bound);
    }

    /** Whether the captures are wanted of any match, not only of one that has a late group. */
    public boolean wantsCaptures() {
        return memory.getInt(FrameLayout.WANTS_CAPTURES_OFFSET) != 0;
    }

    /** Tells what a lookup cost beside its walk through the automaton. */
    public void setCosts(int cacheFlushes, int pcre2Searches) {
        memory.putInt(FrameLayout.CACHE_FLUSHES_OFFSET, cacheFlushes);
        memory.putInt(FrameLayout.PCRE2_SEARCHES_OFFSET, pcre2Searches);
    }

    /** Tells how many bytes of the URL the answer hangs on; its end counts as one more byte. */
    public void setRead(int count) {
        memory.putInt(FrameLayout.READ_OFFSET, count);
    }

    /**
     * Length of a text.
     *
     * @param text one of {@link FrameLayout}'s offsets of texts
     * @return bytes, all of them in the frame; or a negative number if there is no text
     */
    public int length(int text) {
        int offset = memory.getInt(text);
        int length = memory.getInt(text + Integer.BYTES);
        if (length >= 0 && (offset < FrameLayout.SIZE || offset > used() - length)) {
            throw new FrameDamagedException("at byte " + text + " a text of offset=" + offset + ", length=" + length
                    + ", used=" + used());
        }
        return length;
    }

    /** Copies a text to the beginning of {@code bytes}. */
    public void copy(int text, byte[] bytes) {
        int length = length(text);
        if (length < 0) {
            throw new FrameDamagedException("at byte " + text + " no text");
        }
        memory.get(memory.getInt(text), bytes, 0, length);
    }

    /** A text in an array of its own, or null if it is absent. */
    public byte[] bytes(int text) {
        int length = length(text);
        if (length < 0) {
            return null;
        }
        byte[] bytes = new byte[length];
        copy(text, bytes);
        return bytes;
    }

    /** The offset behind the last text. */
    private int used() {
        int used = memory.getInt(FrameLayout.USED_OFFSET);
        if (used < FrameLayout.SIZE || used > memory.capacity()) {
            throw new FrameDamagedException("used=" + used + ", capacity=" + memory.capacity());
        }
        return used;
    }

    /** Says that a text is not there, with {@link FrameLayout#TEXT_ABSENT} or {@link FrameLayout#TEXT_LATE}. */
    public void putLength(int text, int length) {
        memory.putInt(text + Integer.BYTES, length);
    }

    /**
     * Appends a text.
     *
     * @param bytes holds the text in its first {@code length} bytes
     * @throws FrameFullException if it does not fit; the frame is unchanged then
     */
    public void put(int text, byte[] bytes, int length) throws FrameFullException {
        int used = used();
        int room = memory.capacity() - used;
        if (length > room) {
            throw new FrameFullException(length, room);
        }
        memory.put(used, bytes, 0, length);
        memory.putInt(text, used);
        memory.putInt(text + Integer.BYTES, length);
        memory.putInt(FrameLayout.USED_OFFSET, used + length);
    }

    /** Sets the cause of a refusal or a failure, as much of it as there is room for. */
    public void putMessage(String message) {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        try {
            put(FrameLayout.MESSAGE_OFFSET, bytes, Math.min(bytes.length, memory.capacity() - used()));
        } catch (FrameFullException e) {
            throw new IllegalStateException(e);
        }
    }
}
