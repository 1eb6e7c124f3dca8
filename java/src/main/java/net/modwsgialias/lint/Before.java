package net.modwsgialias.lint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.modwsgialias.regex.MatchLimitException;
import net.modwsgialias.regex.MatchScratch;
import net.modwsgialias.regex.PatternSet;
import net.modwsgialias.regex.PatternSpec;
import net.modwsgialias.table.Alias;
import net.modwsgialias.table.AliasSpec;
import net.modwsgialias.table.Specs;

/**
 * Which aliases for all hosts stand before those of a {@code WSGIAliasHost}, and may hide them: they stand in the
 * configuration, or in an earlier map. There may be many of either, but most of a host's have a URL that nothing before
 * them takes; so those before them are looked at together, once for all hosts behind them. For one thread.
 */
final class Before {

    private final Specs specs;
    private final int[] all;
    private final PatternCompiler compiler;
    private int count = -1;
    private PatternSet set;

    /** @param all the ids of the aliases for all hosts, ascending */
    Before(Specs specs, int[] all, PatternCompiler compiler) {
        this.specs = specs;
        this.all = all;
        this.compiler = compiler;
    }

    /**
     * The ids of those that may hide one of a host's aliases together; none where none is hidden for certain.
     *
     * @param ids of one host's aliases, ascending
     */
    int[] of(int[] ids, MatchScratch scratch) {
        int place = Arrays.binarySearch(all, ids[0]);
        find(place < 0 ? ~place : place);
        PatternSet own = count == 0 ? null : compiler.compile(patterns(ids, ids.length));
        for (int i = 0; count > 0 && i < ids.length; i++) {
            if (mayHide(ids[i], i, own, scratch)) {
                return Arrays.copyOf(all, count);
            }
        }
        return new int[0];
    }

    private void find(int before) {
        if (before != count) {
            count = before;
            set = compiler.compile(patterns(all, before));
        }
    }

    private List<PatternSpec> patterns(int[] ids, int most) {
        List<PatternSpec> patterns = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            patterns.add(specs.alias(ids[i]).pattern());
        }
        return patterns;
    }

    /** @param own the patterns of the host's aliases, of which this one has the index */
    private boolean mayHide(int id, int index, PatternSet own, MatchScratch scratch) {
        AliasSpec spec = specs.alias(id);
        CheckedAlias alias = new CheckedAlias(Context.MAIN, spec, new Alias(id, spec, specs.foldScriptName()), null,
                null);
        for (byte[] sample : alias.samples()) {
            try {
                if (set.match(sample, sample.length, scratch) == PatternSet.NO_MATCH
                        && own.match(sample, sample.length, scratch) == index) {
                    return false;
                }
            } catch (MatchLimitException e) {
                return true;
            }
        }
        return true;
    }
}
