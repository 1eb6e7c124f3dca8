package net.modwsgialias.table;

/** What one server's URLs are looked up in. Immutable; any thread may use it. */
public abstract class Table {

    Table() {
    }

    /** Whether the name of a request's host makes a difference. */
    public abstract boolean hasHosts();

    /**
     * Looks a URL up.
     *
     * @param uri the decoded path in its first {@code length} bytes, beginning with a slash
     * @param host the name of the request's host, in lower case, in its first {@code hostLength} bytes
     * @param lookup receives the answer
     * @throws UndecidedException if PCRE2 reached its limit for a pattern before any alias took the URL
     */
    public abstract Outcome lookUp(byte[] uri, int length, byte[] host, int hostLength, Lookup lookup)
            throws UndecidedException;
}
