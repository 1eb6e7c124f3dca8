package net.modwsgialias.table;

import net.modwsgialias.group.ByteSink;
import net.modwsgialias.regex.MatchLimitException;
import net.modwsgialias.regex.PatternSet;

/**
 * What one server's URLs are looked up in: its own aliases, then the main server's, in one pass. Immutable; any thread
 * may use it.
 */
public final class AliasTable {

    private final AliasTables tables;
    private final PatternSet patterns;
    private final int list;
    private final TableSpec spec;

    /**
     * @param tables where the aliases are
     * @param patterns of all tables
     * @param list which of its lists has the patterns of the server's own aliases
     */
    AliasTable(AliasTables tables, PatternSet patterns, int list, TableSpec spec) {
        this.tables = tables;
        this.patterns = patterns;
        this.list = list;
        this.spec = spec;
    }

    /**
     * Looks a URL up.
     *
     * @param uri the decoded path in its first {@code length} bytes, beginning with a slash
     * @param lookup receives the answer
     * @throws UndecidedException if PCRE2 reached its limit for a pattern before any alias took the URL
     */
    public Outcome lookUp(byte[] uri, int length, Lookup lookup) throws UndecidedException {
        int place = find(uri, length, lookup);
        if (place == PatternSet.NO_MATCH) {
            return Outcome.DECLINED;
        }
        Alias alias = tables.alias(spec.alias(place));
        lookup.setAlias(alias);
        ByteSink filename = lookup.filename().clear();
        alias.appendFilename(uri, length, lookup.match(), filename);
        // A name that came out empty is no file at all; httpd answers to that by itself.
        boolean inside = !spec.contained() || filename.length() == 0
                || alias.directory().contains(filename.array(), filename.length());
        return inside ? Outcome.MATCHED : Outcome.OUTSIDE;
    }

    private int find(byte[] uri, int length, Lookup lookup) throws UndecidedException {
        try {
            return patterns.match(list, uri, length, lookup.match());
        } catch (MatchLimitException e) {
            throw new UndecidedException(spec.alias(e.index()), e.getMessage());
        }
    }

    /** The directory that the lookup's file lies outside of, for messages. */
    public static String directoryOf(Lookup lookup) {
        return lookup.alias().directory().toString();
    }
}
