package net.modwsgialias.lint;

import net.modwsgialias.explore.MatchSearch;
import net.modwsgialias.nfa.Program;

/** Watches for matches that end inside a path segment: not after a slash, not before one, and not at the end. */
final class OpenEnd implements MatchSearch.Watch {

    private static final int BEHIND_SLASH = 0;
    private static final int BEHIND_LETTER = 1;
    private static final int ENDED_FINE = 2;
    private static final int ENDED_BEHIND_LETTER = 3;
    private static final int ENDED_WITHIN = 4;

    @Override
    public int begin(int before) {
        return before == BEGIN || before == '/' ? BEHIND_SLASH : BEHIND_LETTER;
    }

    @Override
    public int save(int number, int slot) {
        if (slot != Program.MATCH_END) {
            return number;
        }
        return number == BEHIND_LETTER ? ENDED_BEHIND_LETTER : ENDED_FINE;
    }

    @Override
    public int take(int number, int value) {
        return switch (number) {
            case BEHIND_SLASH, BEHIND_LETTER -> value == '/' ? BEHIND_SLASH : BEHIND_LETTER;
            case ENDED_BEHIND_LETTER -> value == '/' ? ENDED_FINE : ENDED_WITHIN;
            default -> number;
        };
    }

    @Override
    public boolean isWanted(int number) {
        return number == ENDED_WITHIN;
    }
}
