package net.modwsgialias.table;

import net.modwsgialias.group.ByteSink;

/** What one server's URLs are looked up in: its own aliases, then the main server's. Immutable; any thread. */
public final class AliasTable {

    private final AliasList own;
    private final AliasList inherited;
    private final boolean contained;

    AliasTable(AliasList own, AliasList inherited, boolean contained) {
        this.own = own;
        this.inherited = inherited;
        this.contained = contained;
    }

    /**
     * Looks a URL up.
     *
     * @param uri the decoded path in its first {@code length} bytes, beginning with a slash
     * @param lookup receives the answer
     * @throws UndecidedException if a pattern gave up before any alias took the URL
     */
    public Outcome lookUp(byte[] uri, int length, Lookup lookup) throws UndecidedException {
        Alias alias = own.find(uri, length, lookup.match());
        if (alias == null) {
            alias = inherited.find(uri, length, lookup.match());
        }
        if (alias == null) {
            return Outcome.DECLINED;
        }
        lookup.setAlias(alias);
        ByteSink filename = lookup.filename().clear();
        alias.appendFilename(uri, length, lookup.match(), filename);
        // A name that came out empty is no file at all; httpd answers to that by itself.
        boolean inside = !contained || filename.length() == 0
                || alias.directory().contains(filename.array(), filename.length());
        return inside ? Outcome.MATCHED : Outcome.OUTSIDE;
    }

    /** The directory that the lookup's file lies outside of, for messages. */
    public static String directoryOf(Lookup lookup) {
        return lookup.alias().directory().toString();
    }
}
