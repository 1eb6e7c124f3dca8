package net.modwsgialias.regex;

import net.modwsgialias.syntax.IrregularException;
import net.modwsgialias.syntax.ParsedPattern;
import net.modwsgialias.syntax.Parser;
import net.modwsgialias.syntax.SyntaxException;

/** The tree of a pattern as the configuration gives it. */
public final class PatternTree {

    private PatternTree() {
    }

    /**
     * Parses a pattern, by the usual defaults for line ends.
     *
     * @throws SyntaxException if the text is not one
     * @throws IrregularException if it is PCRE2's business
     */
    public static ParsedPattern of(PatternSpec spec) throws SyntaxException, IrregularException {
        if (spec.kind() == PatternSpec.Kind.PREFIX) {
            return new ParsedPattern(new Prefix(spec.text()).tree(), 0);
        }
        return Parser.parse(spec.text(), SyntaxFlags.of(spec.flags()));
    }
}
