package net.modwsgialias.regex;

import net.modwsgialias.syntax.Options;

/** httpd's flags as the parser's options. */
final class SyntaxFlags {

    private SyntaxFlags() {
    }

    static int of(int flags) {
        int options = 0;
        options |= (flags & PatternSpec.CASELESS) != 0 ? Options.CASELESS : 0;
        options |= (flags & PatternSpec.MULTILINE) != 0 ? Options.MULTILINE : 0;
        options |= (flags & PatternSpec.DOTALL) != 0 ? Options.DOTALL : 0;
        options |= (flags & PatternSpec.DOLLAR_ENDONLY) != 0 ? Options.DOLLAR_ENDONLY : 0;
        return options;
    }
}
