package net.modwsgialias.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.modwsgialias.regex.PatternException;
import net.modwsgialias.regex.PatternSet;
import net.modwsgialias.regex.PatternSpec;

/**
 * Compiles the patterns of all tables: lists of equal patterns are one, whatever their targets. The main server's list,
 * which every virtual host inherits, is the last. For one thread.
 */
final class SetCompiler {

    private static final TableSpec.Range NONE = new TableSpec.Range(0, 0);

    private final Specs specs;
    /** What the tables inherit that inherit anything. */
    private final TableSpec.Range inherited;
    private final List<PatternSpec> last;
    private final Map<List<PatternSpec>, Integer> numbers = new HashMap<>();
    private final List<TableSpec.Range> ranges = new ArrayList<>();
    private final int[] listOf;
    private int compiled;

    SetCompiler(Specs specs) {
        this.specs = specs;
        this.inherited = findInherited(specs);
        this.last = patterns(inherited);
        this.listOf = new int[specs.tableCount()];
        for (int table = 0; table < listOf.length; table++) {
            TableSpec spec = specs.table(table);
            boolean inherits = spec.inherited().count() == inherited.count()
                    && (inherited.count() == 0 || spec.inherited().first() == inherited.first());
            List<PatternSpec> own = patterns(spec.own());
            // Behind the very same patterns, those that are inherited never match.
            boolean isLast = own.equals(last) || inherits && own.isEmpty();
            if (!isLast && !inherits || spec.inherited().count() > 0 && !inherits) {
                throw new IllegalStateException("the specs are damaged: table " + table + " inherits "
                        + spec.inherited() + " and not " + inherited);
            }
            listOf[table] = isLast ? -1 : find(spec.own(), own);
        }
        for (int table = 0; table < listOf.length; table++) {
            listOf[table] = listOf[table] < 0 ? ranges.size() : listOf[table];
        }
        ranges.add(inherited);
    }

    private static TableSpec.Range findInherited(Specs specs) {
        for (int table = 0; table < specs.tableCount(); table++) {
            TableSpec.Range range = specs.table(table).inherited();
            if (range.count() > 0) {
                return range;
            }
        }
        return NONE;
    }

    private List<PatternSpec> patterns(TableSpec.Range range) {
        return new ArrayList<>(specs.patterns(range));
    }

    private int find(TableSpec.Range range, List<PatternSpec> patterns) {
        Integer known = numbers.putIfAbsent(patterns, ranges.size());
        if (known == null) {
            ranges.add(range);
            return ranges.size() - 1;
        }
        return known;
    }

    /** By table: the list that has the patterns of its own aliases. */
    int[] lists() {
        return listOf;
    }

    /** By list: the aliases of which it has the patterns, as the first one and their number. */
    int[] ranges() {
        int[] bounds = new int[2 * ranges.size()];
        for (int list = 0; list < ranges.size(); list++) {
            bounds[2 * list] = ranges.get(list).first();
            bounds[2 * list + 1] = ranges.get(list).count();
        }
        return bounds;
    }

    /** How many aliases have been compiled, those of equal lists once; for who runs out of memory afterwards. */
    int compiled() {
        return compiled;
    }

    /** @throws SpecException for the first alias that cannot be compiled */
    PatternSet compile() throws SpecException {
        List<List<PatternSpec>> lists = new ArrayList<>();
        for (TableSpec.Range range : ranges) {
            lists.add(specs.patterns(range));
            compiled += range.count();
        }
        try {
            return PatternSet.compileLists(lists, specs.cacheBytes());
        } catch (PatternException e) {
            int list = 0;
            int place = e.index();
            while (place >= ranges.get(list).count()) {
                place -= ranges.get(list++).count();
            }
            throw new SpecException(specs, ranges.get(list).first() + place, e.index(), e);
        }
    }
}
