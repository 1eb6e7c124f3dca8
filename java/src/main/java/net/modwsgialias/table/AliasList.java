package net.modwsgialias.table;

import java.util.List;
import net.modwsgialias.regex.MatchLimitException;
import net.modwsgialias.regex.MatchScratch;
import net.modwsgialias.regex.PatternSet;
import net.modwsgialias.regex.Served;

/**
 * Aliases that were configured for one server, in configuration order. Immutable: the main server's list is part of
 * every virtual host's table.
 */
final class AliasList {

    private final List<Alias> aliases;
    private final PatternSet patterns;

    AliasList(List<Alias> aliases, PatternSet patterns) {
        this.aliases = aliases;
        this.patterns = patterns;
    }

    /** The first alias that takes the URL, or null. */
    Alias find(byte[] uri, int length, MatchScratch scratch) throws UndecidedException {
        try {
            int index = patterns.match(uri, length, scratch);
            return index == PatternSet.NO_MATCH ? null : aliases.get(index);
        } catch (MatchLimitException e) {
            throw new UndecidedException(aliases.get(e.index()).id(), e.getMessage());
        }
    }

    /** Which engine serves the alias at a place in the list, and why. */
    Served served(int index) {
        return patterns.served(index);
    }
}
