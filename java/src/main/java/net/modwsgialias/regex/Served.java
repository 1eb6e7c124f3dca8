package net.modwsgialias.regex;

import net.modwsgialias.block.BlockException;
import net.modwsgialias.block.BlockReader;
import net.modwsgialias.block.BlockWriter;

/**
 * Which engine serves a pattern, and why.
 *
 * @param engine the engine
 * @param reason what keeps the pattern from a faster engine, or an empty string
 * @param offset where in the pattern's text that is, in bytes, or -1
 */
public record Served(Engine engine, String reason, int offset) {

    private static final Engine[] ENGINES = Engine.values();

    // By hand: what the JVM makes for a record costs milliseconds at the first call.

    @Override
    public boolean equals(Object other) {
        return other instanceof Served served && engine == served.engine && offset == served.offset
                && reason.equals(served.reason);
    }

    @Override
    public int hashCode() {
        return 31 * reason.hashCode() + offset + engine.ordinal();
    }

    void write(BlockWriter out) {
        out.putInt(engine.ordinal());
        out.putText(reason);
        out.putInt(offset);
    }

    static Served read(BlockReader in) throws BlockException {
        return new Served(ENGINES[in.getInt()], in.getText(), in.getInt());
    }
}
