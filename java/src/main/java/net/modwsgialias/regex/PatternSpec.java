package net.modwsgialias.regex;

import java.util.Arrays;

/**
 * One pattern as the configuration gives it.
 *
 * @param kind how the text is to be read
 * @param text the pattern's bytes, in no particular encoding: httpd matches bytes
 * @param flags the sum of the flags below; without meaning for {@link Kind#PREFIX}
 */
public record PatternSpec(Kind kind, byte[] text, int flags) implements Comparable<PatternSpec> {

    /** How a pattern's text is to be read. */
    public enum Kind {
        /** A URL prefix by mod_alias' rule: whole components, runs of slashes alike. */
        PREFIX,
        /** A PCRE2 regular expression, searched anywhere in the subject. */
        REGEX
    }

    /** Equal bytes are equal patterns; a record alone would compare the arrays' identities. */
    @Override
    public boolean equals(Object other) {
        return other instanceof PatternSpec spec && kind == spec.kind && flags == spec.flags
                && Arrays.equals(text, spec.text);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(text) + flags + kind.ordinal();
    }

    /** In no particular order. Maps want one: whoever chooses patterns can choose such as have one hash. */
    @Override
    public int compareTo(PatternSpec other) {
        int order = Arrays.compare(text, other.text);
        if (order == 0) {
            order = Integer.compare(flags, other.flags);
        }
        return order == 0 ? kind.compareTo(other.kind) : order;
    }

    // The values are httpd's own (ap_regex.h): they come through the configuration unchanged.
    /** Letters match both cases: {@code AP_REG_ICASE}. */
    public static final int CASELESS = 0x01;
    /** {@code ^} and {@code $} match at line breaks too: {@code AP_REG_NEWLINE}. */
    public static final int MULTILINE = 0x02;
    /** {@code .} matches a newline: {@code AP_REG_DOTALL}, on by default in httpd. */
    public static final int DOTALL = 0x40;
    /** {@code $} matches at the very end only: {@code AP_REG_DOLLAR_ENDONLY}, on by default in httpd. */
    public static final int DOLLAR_ENDONLY = 0x200;
}
