package net.modwsgialias.regex;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The functions of PCRE2 that are used here, mapped directly: the same library that httpd itself runs on, so a
 * pattern means exactly what it means to httpd.
 *
 * <p>Pointers and {@code size_t} are Java longs: 64-bit platforms only. That keeps every argument of
 * {@code pcre2_match} a primitive, which is JNA's fast path.
 */
final class Pcre2 {

    // pcre2.h
    static final int CASELESS = 0x00000008;
    static final int DOLLAR_ENDONLY = 0x00000010;
    static final int DOTALL = 0x00000020;
    static final int DUPNAMES = 0x00000040;
    static final int MULTILINE = 0x00000400;
    private static final int ERROR_NOMATCH = -1;
    /** What is wrong with a subject that is no UTF-8: from the first error to the last, downwards. */
    private static final int ERROR_UTF8_FIRST = -3;
    private static final int ERROR_UTF8_LAST = -23;

    /**
     * By its runtime name: the development package need not be installed, and httpd has it loaded already. Only tests
     * name another, to compare with other versions.
     */
    static final String LIBRARY = System.getProperty("mwa.pcre2", "libpcre2-8.so.0");

    static {
        // Before anything that calls the library.
        Native.register(Pcre2.class, NativeLibrary.getInstance(LIBRARY));
    }

    // What pcre2_config is asked, and the answers of a build with the usual defaults.
    private static final int CONFIG_BSR = 0;
    private static final int CONFIG_NEWLINE = 5;
    private static final int BSR_UNICODE = 1;
    private static final int NEWLINE_LF = 2;

    private static final boolean STANDARD_BUILD =
            config(CONFIG_BSR) == BSR_UNICODE && config(CONFIG_NEWLINE) == NEWLINE_LF;

    private Pcre2() {
    }

    /** Whether the library takes LF for a line end, and any Unicode line end for {@code \\R}. */
    static boolean isStandardBuild() {
        return STANDARD_BUILD;
    }

    private static int config(int what) {
        int[] answer = new int[1];
        return pcre2_config_8(what, answer) < 0 ? -1 : answer[0];
    }

    private static native int pcre2_config_8(int what, int[] answer);

    static native long pcre2_compile_8(byte[] pattern, long length, int options, int[] errorCode,
            long[] errorOffset, long compileContext);

    static native void pcre2_code_free_8(long code);

    static native long pcre2_match_data_create_8(int pairs, long generalContext);

    static native void pcre2_match_data_free_8(long matchData);

    private static native long pcre2_get_ovector_pointer_8(long matchData);

    static native int pcre2_match_8(long code, long subject, long length, long startOffset, int options,
            long matchData, long matchContext);

    private static native int pcre2_get_error_message_8(int errorCode, byte[] buffer, long size);

    /**
     * Whether {@code pcre2_match} knows that there is no match. That is so too where a pattern wants the subject to be
     * UTF-8, by {@code (*UTF)}, and it is none: no step has been taken then, and no limit reached.
     */
    static boolean isNoMatch(int result) {
        return result == ERROR_NOMATCH || result <= ERROR_UTF8_FIRST && result >= ERROR_UTF8_LAST;
    }

    /** PCRE2's own words for an error code of its compiler or its matcher. */
    static String message(int errorCode) {
        byte[] buffer = new byte[256];
        int length = pcre2_get_error_message_8(errorCode, buffer, buffer.length);
        return length < 0 ? "PCRE2 error " + errorCode : new String(buffer, 0, length, StandardCharsets.US_ASCII);
    }

    /** The offsets that a match data block receives, two for each pair: a view of memory that PCRE2 owns. */
    static LongBuffer ovector(long matchData, int pairs) {
        return new Pointer(pcre2_get_ovector_pointer_8(matchData))
                .getByteBuffer(0, 2L * pairs * Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .asLongBuffer();
    }
}
