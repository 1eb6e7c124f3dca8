package net.modwsgialias.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.modwsgialias.regex.PatternException;
import net.modwsgialias.regex.PatternSet;
import net.modwsgialias.regex.PatternSpec;

/** Compiles the patterns of lists of aliases: those of equal lists once, whatever their targets. For one thread. */
final class SetCompiler {

    private static final int UNKNOWN = -1;

    private final Specs specs;
    private final List<SharedSet> sets = new ArrayList<>();
    private final List<TableSpec.Range> ranges = new ArrayList<>();
    private final Map<List<PatternSpec>, Integer> numbers = new HashMap<>();
    /**
     * By a range's first alias, and for all empty ones the last: its set. Ranges do not overlap; the main server's
     * comes up in many tables, and need not be compared each time.
     */
    private final int[] numberOf;
    /** How many aliases the sets have, those that they stand for besides not counted. */
    private int compiled;

    SetCompiler(Specs specs) {
        this.specs = specs;
        this.numberOf = new int[specs.aliasCount() + 1];
        Arrays.fill(numberOf, UNKNOWN);
    }

    /** The number of a range's set. */
    int number(TableSpec.Range range) throws SpecException {
        int key = range.count() == 0 ? specs.aliasCount() : range.first();
        if (numberOf[key] == UNKNOWN) {
            numberOf[key] = find(range);
        }
        return numberOf[key];
    }

    private int find(TableSpec.Range range) throws SpecException {
        List<PatternSpec> patterns = new ArrayList<>(specs.patterns(range));
        Integer known = numbers.putIfAbsent(patterns, sets.size());
        if (known != null) {
            return known;
        }
        try {
            sets.add(new SharedSet(PatternSet.compile(patterns, specs.cacheBytes())));
        } catch (PatternException e) {
            throw new SpecException(specs, range.first() + e.index(), compiled + e.index(), e);
        }
        compiled += range.count();
        ranges.add(range);
        return sets.size() - 1;
    }

    /** How many aliases have been compiled, those of equal lists once. */
    int compiled() {
        return compiled;
    }

    /** The sets, by number. */
    SharedSet[] sets() {
        return sets.toArray(new SharedSet[0]);
    }

    /** By set: the first list that has its patterns, as the first alias and the number of aliases. */
    int[] ranges() {
        int[] bounds = new int[2 * ranges.size()];
        for (int set = 0; set < ranges.size(); set++) {
            bounds[2 * set] = ranges.get(set).first();
            bounds[2 * set + 1] = ranges.get(set).count();
        }
        return bounds;
    }
}
