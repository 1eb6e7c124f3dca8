package net.modwsgialias.frame;

/** Where things stand in the block with which C has tables loaded or compiled: the twin of {@code mwa_generation_block_t}. */
public final class GenerationLayout {

    public static final int SLOT_OFFSET = 0;
    public static final int SPECS_SIZE_OFFSET = SLOT_OFFSET + Integer.BYTES;
    public static final int SPECS_OFFSET = SPECS_SIZE_OFFSET + Integer.BYTES;
    public static final int PREPARED_OFFSET = SPECS_OFFSET + Long.BYTES;
    public static final int ENGINES_OFFSET = PREPARED_OFFSET + Long.BYTES;
    public static final int PREPARED_SIZE_OFFSET = ENGINES_OFFSET + Long.BYTES;
    /** Four bytes before it are reserved. */
    public static final int MESSAGE_OFFSET = PREPARED_SIZE_OFFSET + 2 * Integer.BYTES;
    /** Bytes of the message, its NUL included. */
    public static final int MESSAGE_SIZE = 984;
    public static final int SIZE = MESSAGE_OFFSET + MESSAGE_SIZE;

    private GenerationLayout() {
    }
}
