package net.modwsgialias.lint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.modwsgialias.explore.MatchSearch;
import net.modwsgialias.nfa.Program;

/**
 * Watches for matches whose end is not where the URL has what the target puts behind the script's name: literal bytes
 * and captures in their order, each right behind the one before, the last one up to the end of the match. Where they
 * are, SCRIPT_NAME and PATH_INFO are the URL; where they are not, they still may be, by chance.
 *
 * <p>For every beginning of the sequence a path knows whether the URL has it right up to where the path is. A
 * group that is entered again makes that void for all that is behind its first place in the sequence.
 */
final class Alignment implements MatchSearch.Watch {

    /** A bit for each beginning must fit into a long. */
    private static final int MOST = 62;

    /** Numbers with a meaning of their own: the match has ended. */
    private static final int ALIGNED = 0;
    private static final int NOT_ALIGNED = 1;
    private static final int FIRST = 2;

    private static final int GROUPS = 10;

    /** Of the sequence: a byte, 0 to 255, or a group's complement. */
    private final int[] parts;
    private final List<Path> paths = new ArrayList<>();
    private final Map<Path, Integer> numbers = new HashMap<>();

    private Alignment(int[] parts) {
        this.parts = parts;
    }

    /**
     * @param literals what is between the captures: one more than there are
     * @param captures groups, 0 to 9
     * @return null if it is too long, or nothing at all, which is always aligned
     */
    static Alignment of(byte[][] literals, byte[] captures) {
        int count = captures.length;
        for (byte[] literal : literals) {
            count += literal.length;
        }
        if (count == 0 || count > MOST) {
            return null;
        }
        int[] parts = new int[count];
        int at = 0;
        for (int i = 0; i < literals.length; i++) {
            for (byte value : literals[i]) {
                parts[at++] = value & 0xff;
            }
            if (i < captures.length) {
                parts[at++] = ~captures[i];
            }
        }
        return new Alignment(parts);
    }

    /** What a path knows. Immutable. */
    private static final class Path {

        /** How many bytes precede it in the URL: none, one, or more. */
        private final int offset;
        /** Bit i: the URL has the first i parts right before this place. */
        private final long here;
        /** Bit by group: it has taken some bytes, and has ended; it has begun; it has taken some since then. */
        private final int full;
        private final int open;
        private final int fed;
        /** By group: {@link #here} when it began. */
        private final long[] atBegin;

        Path(int offset, long here, int full, int open, int fed, long[] atBegin) {
            this.offset = offset;
            this.here = here;
            this.full = full;
            this.open = open;
            this.fed = fed;
            this.atBegin = atBegin;
        }

        /** Whether a group stands for nothing. */
        boolean isEmpty(int group) {
            return ((full | open) >>> group & 1) == 0;
        }

        @Override
        public boolean equals(Object object) {
            return object instanceof Path path && offset == path.offset && here == path.here
                    && full == path.full && open == path.open && fed == path.fed
                    && Arrays.equals(atBegin, path.atBegin);
        }

        @Override
        public int hashCode() {
            int groups = full + 31 * open + fed;
            return Arrays.hashCode(atBegin) + 31 * (offset + 31 * (Long.hashCode(here) + 31 * groups));
        }
    }

    @Override
    public int begin(int before) {
        // Behind a slash the path may be at the end of the root; if it is not, nothing is lost.
        int offset = before == BEGIN ? 0 : before == '/' ? 1 : 2;
        return enter(withEmpty(new Path(offset, 1, 0, 0, 0, new long[GROUPS])), 0);
    }

    @Override
    public int save(int number, int slot) {
        if (number < FIRST) {
            // Of a group behind the end of the match: what it takes follows the end.
            return slot == Program.MATCH_END || !isUsed(slot / 2) ? number : NOT_ALIGNED;
        }
        Path path = paths.get(number - FIRST);
        if (slot != Program.MATCH_END) {
            int group = slot / 2;
            return !isUsed(group) ? number : slot % 2 == 0 ? enter(path, group) : number(leave(path, group));
        }
        Path ended = leave(path, 0);
        // Where the match is the root alone, the root's slash follows the target once more.
        boolean aligned = (ended.here >>> parts.length & 1) != 0 && (ended.offset != 1 || isNothing(ended));
        return aligned ? ALIGNED : NOT_ALIGNED;
    }

    private boolean isUsed(int group) {
        return first(group) < parts.length;
    }

    /** The place of a group's first part; the number of parts if it has none. */
    private int first(int group) {
        int at = 0;
        while (at < parts.length && parts[at] != ~group) {
            at++;
        }
        return at;
    }

    private boolean isNothing(Path path) {
        for (int part : parts) {
            if (part >= 0 || !path.isEmpty(~part)) {
                return false;
            }
        }
        return true;
    }

    private int enter(Path path, int group) {
        long valid = (1L << first(group)) * 2 - 1;
        long[] atBegin = new long[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            atBegin[i] = path.atBegin[i] & valid;
        }
        long here = path.here & valid;
        atBegin[group] = here;
        int bit = 1 << group;
        return number(new Path(path.offset, here, path.full & ~bit, path.open | bit, path.fed & ~bit,
                atBegin));
    }

    private Path leave(Path path, int group) {
        int bit = 1 << group;
        long here = path.here;
        boolean fed = (path.fed & bit) != 0;
        for (int i = 0; i < parts.length && fed; i++) {
            if (parts[i] == ~group && (path.atBegin[group] >>> i & 1) != 0) {
                here |= 1L << i + 1;
            }
        }
        long[] atBegin = path.atBegin.clone();
        atBegin[group] = 0;
        return withEmpty(new Path(path.offset, here, fed ? path.full | bit : path.full, path.open & ~bit,
                path.fed & ~bit, atBegin));
    }

    /** Groups that stand for nothing are where the parts before them end. */
    private Path withEmpty(Path path) {
        long here = path.here;
        for (int i = 0; i < parts.length; i++) {
            if (parts[i] < 0 && path.isEmpty(~parts[i]) && (here >>> i & 1) != 0) {
                here |= 1L << i + 1;
            }
        }
        return here == path.here ? path
                : new Path(path.offset, here, path.full, path.open, path.fed, path.atBegin);
    }

    @Override
    public int take(int number, int value) {
        if (number < FIRST) {
            return number;
        }
        Path path = paths.get(number - FIRST);
        long here = 1;
        for (int i = 0; i < parts.length; i++) {
            if (parts[i] == value && (path.here >>> i & 1) != 0) {
                here |= 1L << i + 1;
            }
        }
        return number(withEmpty(new Path(Math.min(2, path.offset + 1), here, path.full, path.open,
                path.open, path.atBegin)));
    }

    @Override
    public boolean isWanted(int number) {
        return number == NOT_ALIGNED;
    }

    private int number(Path path) {
        Integer known = numbers.get(path);
        if (known == null) {
            known = FIRST + paths.size();
            numbers.put(path, known);
            paths.add(path);
        }
        return known;
    }
}
