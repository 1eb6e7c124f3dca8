package net.modwsgialias.table;

import net.modwsgialias.regex.MatchLimitException;
import net.modwsgialias.regex.MatchScratch;
import net.modwsgialias.regex.PatternSet;

/** Aliases that were configured for one server, in configuration order. Immutable; any thread may use it. */
final class AliasList {

    private final AliasTables tables;
    private final int first;
    private final SharedSet patterns;

    /**
     * @param tables where the aliases are
     * @param first the id of the first alias; the others follow
     * @param patterns of these aliases
     */
    AliasList(AliasTables tables, int first, SharedSet patterns) {
        this.tables = tables;
        this.first = first;
        this.patterns = patterns;
    }

    /** The first alias that takes the URL, or null. */
    Alias find(byte[] uri, int length, MatchScratch scratch) throws UndecidedException {
        try {
            int index = patterns.get().match(uri, length, scratch);
            return index == PatternSet.NO_MATCH ? null : tables.alias(first + index);
        } catch (MatchLimitException e) {
            throw new UndecidedException(first + e.index(), e.getMessage());
        }
    }
}
