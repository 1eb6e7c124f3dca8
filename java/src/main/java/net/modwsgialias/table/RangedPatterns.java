package net.modwsgialias.table;

import java.util.function.IntFunction;
import net.modwsgialias.regex.PatternSpec;

/** The patterns of ranges of aliases by number: numbers run through all ranges, one behind the other. Immutable. */
final class RangedPatterns implements IntFunction<PatternSpec> {

    private final Specs specs;
    private final int[] ranges;
    /** By range, and one more: the number of its first pattern. */
    private final int[] bases;

    /** @param ranges of each, the first alias and the number of aliases; not to be changed */
    RangedPatterns(Specs specs, int[] ranges) {
        this.specs = specs;
        this.ranges = ranges;
        this.bases = new int[ranges.length / 2 + 1];
        for (int range = 0; range < ranges.length / 2; range++) {
            bases[range + 1] = bases[range] + ranges[2 * range + 1];
        }
    }

    /** The range in which a number is: of several that begin with it, the only one that is not empty. */
    private int rangeOf(int number) {
        int low = 0;
        int high = bases.length - 2;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (bases[middle] <= number) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** The number of the first pattern of a range. */
    int base(int range) {
        return bases[range];
    }

    /** How many ranges there are. */
    int count() {
        return bases.length - 1;
    }

    @Override
    public PatternSpec apply(int number) {
        int range = rangeOf(number);
        return specs.pattern(ranges[2 * range] + number - bases[range]);
    }
}
