package net.modwsgialias.table;

/**
 * The tables of all servers, by the ids that C knows them by: a whole, or a whole that is patched. Any thread may use
 * them.
 */
public abstract class Tables {

    // Where no patch has come, AliasTables is the only class of this kind that is loaded, and a call costs nothing. So
    // who patches tables names PatchedTables nowhere as a type: to verify its own code, the JVM would load it.

    Tables() {
    }

    /** @param id of a server's table */
    public abstract Table table(int id);

    /**
     * An alias by the id that a lookup gives.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public abstract Alias alias(int id);

    /** The tables that a patch of these is a patch of: these, or those that these are a patch of. */
    public abstract AliasTables whole();

    /**
     * Gives back the memory for states that searches have come to, since newer tables serve new requests; those that
     * still come to these find them anew. Any thread may ask.
     */
    public abstract void forgetStates();
}
