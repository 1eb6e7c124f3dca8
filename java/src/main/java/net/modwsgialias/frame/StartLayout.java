package net.modwsgialias.frame;

/** Where things stand in the start block: the twin of {@code mwa_start_t}. */
public final class StartLayout {

    public static final int LAYOUT_VERSION_OFFSET = 0;
    public static final int FRAME_SIZE_OFFSET = LAYOUT_VERSION_OFFSET + Integer.BYTES;
    public static final int SPECS_OFFSET = FRAME_SIZE_OFFSET + Integer.BYTES;
    public static final int LIBRARY_OFFSET = SPECS_OFFSET + Long.BYTES;
    public static final int PREPARED_OFFSET = LIBRARY_OFFSET + Long.BYTES;
    public static final int ENGINES_OFFSET = PREPARED_OFFSET + Long.BYTES;
    public static final int PATCH_OFFSET = ENGINES_OFFSET + Long.BYTES;
    public static final int SPECS_SIZE_OFFSET = PATCH_OFFSET + Long.BYTES;
    public static final int PREPARED_SIZE_OFFSET = SPECS_SIZE_OFFSET + Integer.BYTES;
    public static final int PREPARES_OFFSET = PREPARED_SIZE_OFFSET + Integer.BYTES;
    public static final int VERSION_OFFSET = PREPARES_OFFSET + Integer.BYTES;
    /** Bytes of the module's version, its NUL included. */
    public static final int VERSION_SIZE = 32;
    public static final int MESSAGE_OFFSET = VERSION_OFFSET + VERSION_SIZE;
    /** Bytes of the message, its NUL included. */
    public static final int MESSAGE_SIZE = 932;
    public static final int SIZE = MESSAGE_OFFSET + MESSAGE_SIZE;

    private StartLayout() {
    }
}
