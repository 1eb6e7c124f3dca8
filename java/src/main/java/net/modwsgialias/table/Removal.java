package net.modwsgialias.table;

import java.nio.IntBuffer;
import java.util.BitSet;
import net.modwsgialias.block.BlockException;

/** Which patterns go where aliases are removed. For one thread. */
final class Removal {

    private final Specs specs;
    private final RangedPatterns numbered;
    /** By table: the range of its own aliases' patterns. */
    private final IntBuffer rangeOf;
    private final BitSet numbers = new BitSet();
    /** The ranges that were looked at. */
    private final BitSet known = new BitSet();

    Removal(Specs specs, RangedPatterns numbered, IntBuffer rangeOf) {
        this.specs = specs;
        this.numbered = numbered;
        this.rangeOf = rangeOf;
    }

    /**
     * The numbers of the patterns of aliases.
     *
     * @throws BlockException if a pattern serves other aliases too, which stay, or may do so
     */
    BitSet numbers(BitSet ids) throws BlockException {
        int forHosts = specs.findForHosts(ids);
        if (forHosts >= 0) {
            // What is compiled of it may stand for those of other hosts.
            throw new BlockException("are a patch that removes alias " + forHosts + ", which is for some hosts only");
        }
        TableSpec.Range inherited = new TableSpec.Range(0, 0);
        for (int table = 0; table < specs.tableCount(); table++) {
            TableSpec spec = specs.table(table);
            remove(ids, spec.own(), rangeOf.get(table));
            // It is the same for all that inherit any.
            if (!spec.inherited().equals(inherited)) {
                remove(ids, spec.inherited(), numbered.count() - 1);
                inherited = spec.inherited().count() > 0 ? spec.inherited() : inherited;
            }
        }
        return numbers;
    }

    private void remove(BitSet ids, TableSpec.Range aliases, int range) throws BlockException {
        if (aliases.count() == 0) {
            return;
        }
        int base = numbered.base(range);
        BitSet places = ids.get(aliases.first(), aliases.first() + aliases.count());
        if (known.get(range) && !numbers.get(base, base + aliases.count()).equals(places)) {
            throw new BlockException("are a patch that removes aliases of one server, and not those of another that has "
                    + "the same patterns");
        }
        known.set(range);
        for (int place = places.nextSetBit(0); place >= 0; place = places.nextSetBit(place + 1)) {
            numbers.set(base + place);
        }
    }
}
