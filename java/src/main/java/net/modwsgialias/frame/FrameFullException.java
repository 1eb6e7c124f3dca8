package net.modwsgialias.frame;

/** A text does not fit into what is left of a frame. */
public final class FrameFullException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * @param length bytes of the text
     * @param room bytes that are left
     */
    public FrameFullException(int length, int room) {
        // Without a stack trace: a client can cause this at will.
        super("length=" + length + ", room=" + room, null, false, false);
    }
}
