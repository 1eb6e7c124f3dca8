package net.modwsgialias.frame;

/** Where things stand in a run of aliases of patched tables: the twin of {@code mwa_run_t}. */
public final class RunLayout {

    public static final int FIRST_OFFSET = 0;
    public static final int FROM_OFFSET = FIRST_OFFSET + Integer.BYTES;
    public static final int PATCH_OFFSET = FROM_OFFSET + Integer.BYTES;
    /** Four bytes behind these are C's alone. */
    public static final int SIZE = PATCH_OFFSET + 2 * Integer.BYTES;

    private RunLayout() {
    }
}
