package net.modwsgialias.frame;

/** A frame's numbers point out of it, or into its header: one side does not keep to the layout. */
public final class FrameDamagedException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /** @param numbers that cannot be, with their names */
    public FrameDamagedException(String numbers) {
        super("the frame is damaged: " + numbers);
    }
}
