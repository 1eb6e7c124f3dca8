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
        ByteSink filename = makeFilename(alias, uri, length, lookup);
        // A name that came out empty is no file at all; httpd answers to that by itself.
        boolean inside = !contained || filename.length() == 0
                || alias.directory().contains(filename.array(), filename.length());
        return inside ? Outcome.MATCHED : Outcome.OUTSIDE;
    }

    /** The target, and behind it the URL from the end of the match; what precedes the match is dropped. */
    private static ByteSink makeFilename(Alias alias, byte[] uri, int length, Lookup lookup) {
        ByteSink filename = lookup.filename().clear();
        if (alias.target().expand(uri, lookup.match(), filename)) {
            int end = lookup.match().end(0);
            filename.append(uri, alias.tookRoot(uri, end) ? 0 : end, length);
        }
        return filename;
    }

    /** The directory that the lookup's file lies outside of, for messages. */
    public static String directoryOf(Lookup lookup) {
        return lookup.alias().directory().toString();
    }
}
