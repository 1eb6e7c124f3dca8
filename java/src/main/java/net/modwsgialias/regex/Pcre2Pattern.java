package net.modwsgialias.regex;

import java.lang.ref.Cleaner;

/** A pattern compiled by PCRE2, with the options that httpd compiles it with. Immutable; any thread may use it. */
final class Pcre2Pattern {

    private final long code;
    /** What every match has in it, or null. */
    private final byte[] required;

    private Pcre2Pattern(long code, byte[] required) {
        this.code = code;
        this.required = required;
        Releasing.CLEANER.register(this, new Release(code));
    }

    /**
     * @param index the pattern's place in its list, for the exception
     * @throws PatternException with PCRE2's message and offset
     */
    static Pcre2Pattern compile(PatternSpec spec, int index) throws PatternException {
        // First, as what PCRE2 has made would be lost if there were no memory for it.
        byte[] required = RequiredLiteral.of(spec);
        return new Pcre2Pattern(compileCode(spec, index), required);
    }

    /**
     * Has all classes ready that a search needs. Without, the first search would initialize them; and a class whose
     * initializer fails once, as for want of memory, is lost to the process.
     */
    static void load() {
        Releasing.load();
        new Pcre2Matcher().close();
    }

    /**
     * Does no more than to find out whether the text is a pattern.
     *
     * @throws PatternException if it is not, with PCRE2's message and offset
     */
    static void check(PatternSpec spec, int index) throws PatternException {
        Pcre2.pcre2_code_free_8(compileCode(spec, index));
    }

    private static long compileCode(PatternSpec spec, int index) throws PatternException {
        int[] errorCode = new int[1];
        long[] errorOffset = new long[1];
        long code = Pcre2.pcre2_compile_8(spec.text(), spec.text().length, options(spec.flags()), errorCode,
                errorOffset, 0);
        if (code == 0) {
            throw new PatternException(index, (int) errorOffset[0], Pcre2.message(errorCode[0]));
        }
        return code;
    }

    /** Begins a thread: so not where patterns are only checked. */
    private static final class Releasing {

        private static final Cleaner CLEANER = Cleaner.create();

        static void load() {
            // That the class is initialized is all.
        }
    }

    private record Release(long code) implements Runnable {
        @Override
        public void run() {
            Pcre2.pcre2_code_free_8(code);
        }
    }

    /** Whether it is worth asking PCRE2: if not, the pattern does not match. */
    boolean canMatch(byte[] subject, int length) {
        return required == null || RequiredLiteral.occurs(required, subject, length);
    }

    /** The compiled pattern: as long as this object is reachable, so keep it so until PCRE2 has returned. */
    long code() {
        return code;
    }

    /** The translation that httpd's ap_regcomp makes; it always allows duplicate names. */
    private static int options(int flags) {
        int options = Pcre2.DUPNAMES;
        options |= (flags & PatternSpec.CASELESS) != 0 ? Pcre2.CASELESS : 0;
        options |= (flags & PatternSpec.MULTILINE) != 0 ? Pcre2.MULTILINE : 0;
        options |= (flags & PatternSpec.DOTALL) != 0 ? Pcre2.DOTALL : 0;
        options |= (flags & PatternSpec.DOLLAR_ENDONLY) != 0 ? Pcre2.DOLLAR_ENDONLY : 0;
        return options;
    }
}
