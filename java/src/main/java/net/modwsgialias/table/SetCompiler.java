package net.modwsgialias.table;

import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.modwsgialias.regex.KnownPatterns;
import net.modwsgialias.regex.PatternException;
import net.modwsgialias.regex.PatternSet;
import net.modwsgialias.regex.PatternSpec;

/**
 * Compiles the patterns of all tables. They are numbered range by range of aliases, in the order of the aliases; ranges
 * of equal patterns are one, whatever their targets. The main server's range, which every virtual host inherits, is the
 * last. For one thread.
 *
 * <p>Of each range, the aliases that every request may have are one list. Aliases that are for some hosts' requests are
 * a list for each {@code WSGIAliasHost}; of those that have equal patterns, at the same place among the others, only one
 * is compiled, as a rule: thousands of customers have the same few URLs.
 */
final class SetCompiler {

    private static final TableSpec.Range NONE = new TableSpec.Range(0, 0);

    private final Specs specs;
    private final KnownPatterns known;
    /** What the tables inherit that inherit anything. */
    private final TableSpec.Range inherited;
    private final List<PatternSpec> last;
    /** Of all ranges, ascending. */
    private final List<HostsSpec> hosts;
    private final Map<List<PatternSpec>, Integer> numbers = new HashMap<>();
    private final List<TableSpec.Range> ranges = new ArrayList<>();
    private final int[] rangeOf;
    private final List<int[]> lists = new ArrayList<>();
    private HostNames names;
    private int compiled;

    /** Patterns at one place among those for all hosts: behind so many of them. */
    private record Placed(int behind, List<PatternSpec> patterns) {

        // By hand: what the JVM makes for a record costs milliseconds at the first call.

        @Override
        public boolean equals(Object other) {
            return other instanceof Placed placed && behind == placed.behind && patterns.equals(placed.patterns);
        }

        @Override
        public int hashCode() {
            return 31 * patterns.hashCode() + behind;
        }
    }

    /** @param known as {@link PatternSet#compile(List, int[][], long, KnownPatterns)} has it */
    SetCompiler(Specs specs, KnownPatterns known) {
        this.specs = specs;
        this.known = known;
        this.hosts = new ArrayList<>(specs.hosts());
        // Those that have none, which C puts at the beginning of their range, come before those that have the first.
        hosts.sort(Comparator.comparingInt((HostsSpec one) -> one.aliases().first())
                .thenComparingInt(one -> one.aliases().count()));
        this.inherited = findInherited(specs);
        this.last = patterns(inherited);
        this.rangeOf = new int[specs.tableCount()];
        for (int table = 0; table < rangeOf.length; table++) {
            TableSpec spec = specs.table(table);
            boolean inherits = spec.inherited().equals(inherited) || spec.inherited().count() == 0
                    && inherited.count() == 0;
            List<PatternSpec> own = spec.own().equals(inherited) ? last : patterns(spec.own());
            // Behind the very same patterns, those that are inherited never match.
            boolean isLast = spec.own().equals(inherited) || inherits && own.isEmpty()
                    || !hasHosts(spec.own()) && !hasHosts(inherited) && own.equals(last);
            if (!isLast && !inherits || spec.inherited().count() > 0 && !inherits) {
                throw new IllegalStateException("the specs are damaged: table " + table + " inherits "
                        + spec.inherited() + " and not " + inherited);
            }
            rangeOf[table] = isLast ? -1 : find(spec.own(), own);
        }
        for (int table = 0; table < rangeOf.length; table++) {
            rangeOf[table] = rangeOf[table] < 0 ? ranges.size() : rangeOf[table];
        }
        ranges.add(inherited);
        makeLists();
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

    /** Those within a range, in the order of their aliases. */
    private List<HostsSpec> hostsOf(TableSpec.Range range) {
        return range.count() == 0 ? List.of()
                : hosts.subList(hostsBefore(range.first()), hostsBefore(range.first() + range.count()));
    }

    private boolean hasHosts(TableSpec.Range range) {
        return !hostsOf(range).isEmpty();
    }

    private int hostsBefore(int alias) {
        int low = 0;
        int high = hosts.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (hosts.get(middle).aliases().first() < alias) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int find(TableSpec.Range range, List<PatternSpec> patterns) {
        Integer known = hasHosts(range) ? null : numbers.putIfAbsent(patterns, ranges.size());
        if (known == null) {
            ranges.add(range);
            return ranges.size() - 1;
        }
        return known;
    }

    /** The first list of each range has its number; those for hosts follow. */
    private void makeLists() {
        int nameCount = 0;
        for (HostsSpec one : hosts) {
            nameCount += one.names().size();
        }
        HostNamesBuilder builder = new HostNamesBuilder(nameCount, nameCount, ranges.size());
        int[] bases = new int[ranges.size()];
        int base = 0;
        for (int range = 0; range < bases.length; range++) {
            bases[range] = base;
            lists.add(spansForAll(ranges.get(range), base));
            base += ranges.get(range).count();
        }
        for (int range = 0; range < bases.length; range++) {
            addHosts(range, bases[range], builder);
        }
        names = builder.build();
    }

    /** The numbers of the aliases of a range that are for all hosts. */
    private int[] spansForAll(TableSpec.Range range, int base) {
        List<HostsSpec> within = hostsOf(range);
        int[] spans = new int[2 * within.size() + 2];
        int size = 0;
        int from = range.first();
        for (HostsSpec one : within) {
            size = addSpan(spans, size, from, one.aliases().first(), base - range.first());
            from = one.aliases().first() + one.aliases().count();
        }
        return Arrays.copyOf(spans, addSpan(spans, size, from, range.first() + range.count(), base - range.first()));
    }

    private static int addSpan(int[] spans, int size, int from, int to, int shift) {
        if (from >= to) {
            return size;
        }
        spans[size] = from + shift;
        spans[size + 1] = to + shift;
        return size + 2;
    }

    private void addHosts(int range, int base, HostNamesBuilder builder) {
        List<HostsSpec> within = hostsOf(ranges.get(range));
        // By name: the places, within the range, of those that have it.
        Map<String, int[]> byName = new LinkedHashMap<>(2 * within.size());
        for (int place = 0; place < within.size(); place++) {
            for (String name : within.get(place).names()) {
                int[] named = byName.putIfAbsent(name, new int[] {place});
                if (named != null && named[named.length - 1] != place) {
                    int[] more = Arrays.copyOf(named, named.length + 1);
                    more[named.length] = place;
                    byName.put(name, more);
                }
            }
        }
        int shift = base - ranges.get(range).first();
        int[][] made = makeLists(range, within, byName, shift);
        for (Map.Entry<String, int[]> entry : byName.entrySet()) {
            int[] named = entry.getValue();
            int[] added = new int[named.length];
            for (int i = 0; i < added.length; i++) {
                added[i] = made[named[i]][0];
            }
            TableSpec.Range first = within.get(named[0]).aliases();
            int from = made[named[0]][1];
            int to = named.length == 1 ? from + first.count() : from;
            builder.add(range, entry.getKey().getBytes(StandardCharsets.ISO_8859_1), added, from, to,
                    first.first() + shift - from);
        }
    }

    /** @return by place within the range: the list's number, and that of its first pattern */
    private int[][] makeLists(int range, List<HostsSpec> within, Map<String, int[]> byName, int shift) {
        Map<Placed, int[]> known = new HashMap<>();
        int[][] made = new int[within.size()][];
        int behind = 0;
        int end = ranges.get(range).first();
        for (int place = 0; place < made.length; place++) {
            HostsSpec one = within.get(place);
            behind += one.aliases().first() - end;
            end = one.aliases().first() + one.aliases().count();
            boolean alone = true;
            for (String name : one.names()) {
                alone &= byName.get(name).length == 1;
            }
            made[place] = alone ? known.computeIfAbsent(new Placed(behind, patterns(one.aliases())),
                    key -> newList(one, shift)) : newList(one, shift);
        }
        return made;
    }

    /** @return the list's number, and that of its first pattern */
    private int[] newList(HostsSpec one, int shift) {
        int from = one.aliases().first() + shift;
        lists.add(one.aliases().count() == 0 ? new int[0] : new int[] {from, from + one.aliases().count()});
        return new int[] {lists.size() - 1, from};
    }

    /** What the tables inherit that inherit anything. */
    TableSpec.Range inherited() {
        return inherited;
    }

    /** By table: the range that has the patterns of its own aliases. */
    int[] rangesOfTables() {
        return rangeOf;
    }

    /** By range: the aliases of which it has the patterns, as the first one and their number. */
    int[] ranges() {
        int[] bounds = new int[2 * ranges.size()];
        for (int range = 0; range < ranges.size(); range++) {
            bounds[2 * range] = ranges.get(range).first();
            bounds[2 * range + 1] = ranges.get(range).count();
        }
        return bounds;
    }

    /** Which lists the names of hosts add. */
    HostNames names() {
        return names;
    }

    /** How many aliases have been compiled, those of equal ranges once; for who runs out of memory afterwards. */
    int compiled() {
        return compiled;
    }

    /** @throws SpecException for an alias that cannot be compiled */
    PatternSet compile() throws SpecException {
        int[] bases = new int[ranges.size()];
        for (int range = 0; range < bases.length; range++) {
            bases[range] = compiled;
            compiled += ranges.get(range).count();
        }
        try {
            return PatternSet.compile(new Numbered(specs, ranges(), compiled), lists.toArray(new int[0][]),
                    specs.cacheBytes(), known);
        } catch (PatternException e) {
            int range = ranges.size() - 1;
            while (bases[range] > e.index() || ranges.get(range).count() == 0) {
                range--;
            }
            throw new SpecException(specs, ranges.get(range).first() + e.index() - bases[range], e.index(), e);
        }
    }

    /** The patterns of all ranges, one behind the other; each is read when it is asked for. */
    private static final class Numbered extends AbstractList<PatternSpec> {

        private final RangedPatterns patterns;
        private final int size;

        Numbered(Specs specs, int[] ranges, int size) {
            this.patterns = new RangedPatterns(specs, ranges);
            this.size = size;
        }

        @Override
        public PatternSpec get(int number) {
            return patterns.apply(number);
        }

        @Override
        public int size() {
            return size;
        }
    }
}
