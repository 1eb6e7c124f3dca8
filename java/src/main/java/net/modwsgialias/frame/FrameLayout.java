package net.modwsgialias.frame;

/**
 * Where things stand in a frame: the twin of {@code mwa_frame_t}, field for field under the same names.
 *
 * <pre>
 *   0        4        8        12       16       20       24
 *   +--------+--------+--------+--------+--------+--------+
 *   |capacity| status | table  | alias  |  used  |  port  |
 *   +--------+--------+--------+--------+--------+--------+
 *   | nine texts of 8 bytes, offset and length: uri, server_name, host, script_name, variables,
 *   | filename, process_group, application_group, message
 *   +--------+--------+--------+--------+--------+--------+  96
 *   | captures: start and end of $0 to $9, 4 bytes each
 *   +--------+--------+--------+--------+--------+--------+  176
 *   | wants_captures, cache_flushes, pcre2_searches, generation, read
 *   +--------+--------+--------+--------+--------+  196
 *   | the texts' bytes
 * </pre>
 */
public final class FrameLayout {

    /** Counts up with every change of {@code mwa_frame.h}. */
    public static final int LAYOUT_VERSION = 7;

    /** Length of a text that is not there. */
    public static final int TEXT_ABSENT = -1;
    /** Length of a group's name that only RESOLVE can tell. */
    public static final int TEXT_LATE = -2;

    private static final int TEXT_SIZE = 2 * Integer.BYTES;

    public static final int CAPACITY_OFFSET = 0;
    public static final int STATUS_OFFSET = CAPACITY_OFFSET + Integer.BYTES;
    public static final int TABLE_OFFSET = STATUS_OFFSET + Integer.BYTES;
    public static final int ALIAS_OFFSET = TABLE_OFFSET + Integer.BYTES;
    public static final int USED_OFFSET = ALIAS_OFFSET + Integer.BYTES;
    public static final int PORT_OFFSET = USED_OFFSET + Integer.BYTES;
    public static final int URI_OFFSET = PORT_OFFSET + Integer.BYTES;
    public static final int SERVER_NAME_OFFSET = URI_OFFSET + TEXT_SIZE;
    public static final int HOST_OFFSET = SERVER_NAME_OFFSET + TEXT_SIZE;
    public static final int SCRIPT_NAME_OFFSET = HOST_OFFSET + TEXT_SIZE;
    public static final int VARIABLES_OFFSET = SCRIPT_NAME_OFFSET + TEXT_SIZE;
    public static final int FILENAME_OFFSET = VARIABLES_OFFSET + TEXT_SIZE;
    public static final int PROCESS_GROUP_OFFSET = FILENAME_OFFSET + TEXT_SIZE;
    public static final int APPLICATION_GROUP_OFFSET = PROCESS_GROUP_OFFSET + TEXT_SIZE;
    public static final int MESSAGE_OFFSET = APPLICATION_GROUP_OFFSET + TEXT_SIZE;
    public static final int CAPTURES_OFFSET = MESSAGE_OFFSET + TEXT_SIZE;
    public static final int WANTS_CAPTURES_OFFSET = CAPTURES_OFFSET + 20 * Integer.BYTES;
    public static final int CACHE_FLUSHES_OFFSET = WANTS_CAPTURES_OFFSET + Integer.BYTES;
    public static final int PCRE2_SEARCHES_OFFSET = CACHE_FLUSHES_OFFSET + Integer.BYTES;
    public static final int GENERATION_OFFSET = PCRE2_SEARCHES_OFFSET + Integer.BYTES;
    public static final int READ_OFFSET = GENERATION_OFFSET + Integer.BYTES;
    /** Bytes of the header; the texts follow. */
    public static final int SIZE = READ_OFFSET + Integer.BYTES;

    private FrameLayout() {
    }
}
