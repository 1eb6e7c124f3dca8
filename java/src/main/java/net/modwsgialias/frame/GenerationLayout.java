package net.modwsgialias.frame;

/** Where things stand in the block with which C has tables loaded or compiled: the twin of {@code mwa_generation_block_t}. */
public final class GenerationLayout {

    /** In place of a slot: tables that stand for themselves. */
    public static final int NO_WHOLE = -1;

    public static final int SLOT_OFFSET = 0;
    public static final int SPECS_SIZE_OFFSET = SLOT_OFFSET + Integer.BYTES;
    public static final int SPECS_OFFSET = SPECS_SIZE_OFFSET + Integer.BYTES;
    public static final int PREPARED_OFFSET = SPECS_OFFSET + Long.BYTES;
    public static final int ENGINES_OFFSET = PREPARED_OFFSET + Long.BYTES;
    public static final int PREPARED_SIZE_OFFSET = ENGINES_OFFSET + Long.BYTES;
    public static final int WHOLE_OFFSET = PREPARED_SIZE_OFFSET + Integer.BYTES;
    public static final int RUNS_OFFSET = WHOLE_OFFSET + Integer.BYTES;
    public static final int RUN_COUNT_OFFSET = RUNS_OFFSET + Long.BYTES;
    public static final int ALIASES_OFFSET = RUN_COUNT_OFFSET + Integer.BYTES;
    public static final int MESSAGE_OFFSET = ALIASES_OFFSET + Integer.BYTES;
    /** Bytes of the message, its NUL included. */
    public static final int MESSAGE_SIZE = 968;
    public static final int SIZE = MESSAGE_OFFSET + MESSAGE_SIZE;

    private GenerationLayout() {
    }
}
