package net.modwsgialias.bridge;

import com.sun.jna.Pointer;
import net.modwsgialias.frame.Frame;
import net.modwsgialias.group.ByteSink;
import net.modwsgialias.table.Lookup;

/** Java's data for one slot of C, and so for one thread at a time. */
final class Slot {

    /** A longer URL gets an array of its own, which is given up at the next request. */
    private static final int KEPT_URI_BYTES = 16 * 1024;

    /** No name of a host is longer than 253 bytes; what a client sends can be. */
    private static final int KEPT_HOST_BYTES = 256;

    private final byte[] keptUri = new byte[KEPT_URI_BYTES];
    private final byte[] keptHost = new byte[KEPT_HOST_BYTES];
    private Lookup lookup = new Lookup();
    private ByteSink text = new ByteSink();
    /** Whether a question is being answered, or was, by a thread that ran out of stack or heap over it. */
    private boolean busy;
    private Frame frame;
    private long address;
    private int capacity;

    /** A view of the memory at an address. The same as the last time, as a rule: then nothing is allocated. */
    Frame frameAt(long newAddress, int newCapacity) {
        if (frame == null || newAddress != address || newCapacity != capacity) {
            frame = new Frame(new Pointer(newAddress).getByteBuffer(0, newCapacity));
            address = newAddress;
            capacity = newCapacity;
        }
        return frame;
    }

    /** Before a question. What an error has left half-written is not used again. */
    void begin() {
        if (busy) {
            lookup.close();
            lookup = new Lookup();
            text = new ByteSink();
        }
        busy = true;
    }

    /** When it has been answered. */
    void end() {
        busy = false;
    }

    Lookup lookup() {
        return lookup;
    }

    /** An empty sink. */
    ByteSink text() {
        return text.clear();
    }

    byte[] host(int length) {
        return length <= KEPT_HOST_BYTES ? keptHost : new byte[length];
    }

    byte[] uri(int length) {
        return length <= KEPT_URI_BYTES ? keptUri : new byte[length];
    }
}
