package net.modwsgialias.table;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.modwsgialias.regex.PatternException;

/** An alias that cannot be compiled; the message names its line, its pattern and the cause. */
public final class SpecException extends Exception {

    private static final long serialVersionUID = 1L;

    /** So much of a pattern tells which one it is, and leaves room for the cause in a log line. */
    private static final int MOST_TEXT = 200;

    private final int alias;
    private final int done;

    /**
     * @param alias its id
     * @param done how many aliases had been compiled before
     */
    SpecException(Specs specs, int alias, int done, PatternException cause) {
        super(named(specs.alias(alias)) + " could not be compiled"
                + (cause.getCause() == null ? ", at offset " + cause.offset() : "") + ": " + cause.getMessage(), cause);
        this.alias = alias;
        this.done = done;
    }

    SpecException(String message, Throwable cause) {
        super(message, cause);
        this.alias = 0;
        this.done = 0;
    }

    /** An alias, for messages: where it stands, and its pattern. */
    static String named(AliasSpec spec) {
        return spec.place() + ": the pattern " + quoted(spec);
    }

    private static String quoted(AliasSpec spec) {
        byte[] text = spec.pattern().text();
        boolean fits = text.length <= MOST_TEXT;
        return "'" + new String(fits ? text : Arrays.copyOf(text, MOST_TEXT), StandardCharsets.UTF_8)
                + (fits ? "'" : "...'");
    }

    /** The id of the alias that it failed with. */
    int alias() {
        return alias;
    }

    /** How many aliases had been compiled before. */
    int done() {
        return done;
    }
}
