package net.modwsgialias.table;

import java.nio.charset.StandardCharsets;
import net.modwsgialias.regex.PatternException;

/** An alias that cannot be compiled; the message names its line, its pattern, the offset and the cause. */
public final class SpecException extends Exception {

    private static final long serialVersionUID = 1L;

    SpecException(AliasSpec spec, PatternException cause) {
        super("%s: the pattern '%s' could not be compiled, at offset %d: %s".formatted(spec.place(),
                new String(spec.pattern().text(), StandardCharsets.UTF_8), cause.offset(), cause.getMessage()), cause);
    }
}
