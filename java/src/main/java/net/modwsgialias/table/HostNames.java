package net.modwsgialias.table;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import net.modwsgialias.block.BlockException;
import net.modwsgialias.block.BlockReader;
import net.modwsgialias.block.BlockWriter;
import net.modwsgialias.regex.PatternSet;

/**
 * Which lists of patterns a host's name adds to those of a range of aliases: a hash table that is read where it is, in
 * memory that all processes share. To look a name up costs a pass over it, however many names there are. Immutable; any
 * thread may use it.
 *
 * <p>A name that begins with {@code *.} is stored without the asterisk: it fits every name that ends so and has something
 * before it. The hash goes from the end of a name to its beginning, so one pass gives that of each such end.
 */
final class HostNames {

    /** {@link #find}: no name fits. */
    static final int NONE = -1;

    // The ints of an entry.
    static final int RANGE = 0;
    static final int TEXT = 1;
    static final int LENGTH = 2;
    static final int LISTS = 3;
    static final int COUNT = 4;
    static final int FROM = 5;
    static final int TO = 6;
    static final int SHIFT = 7;
    static final int ENTRY_SIZE = 8;

    /** FNV-1a. */
    private static final int PRIME = 0x01000193;
    private static final int SPREAD = 0x9E3779B1;

    private final int seed;
    /** No name is farther from where its hash is than so many slots. */
    private final int farthest;
    /** By hash: the offset of an entry, and 1 more; 0 where free. A power of two, or none. */
    private final IntBuffer slots;
    /**
     * {@link #ENTRY_SIZE} ints for each: the range, the name's text, the lists that are asked too, and of which numbers
     * of patterns stand for others of equal patterns, and how much higher those are.
     */
    private final IntBuffer entries;
    private final IntBuffer lists;
    private final ByteBuffer texts;
    /** By range: 1 if any name adds to it. */
    private final IntBuffer ranges;

    HostNames(int seed, int farthest, IntBuffer slots, IntBuffer entries, IntBuffer lists, ByteBuffer texts,
            IntBuffer ranges) {
        this.seed = seed;
        this.farthest = farthest;
        this.slots = slots;
        this.entries = entries;
        this.lists = lists;
        this.texts = texts;
        this.ranges = ranges;
    }

    void write(BlockWriter out) {
        out.putInt(seed);
        out.putInt(farthest);
        out.putInts(slots);
        out.putInts(entries);
        out.putInts(lists);
        out.putBytes(texts);
        out.putInts(ranges);
    }

    static HostNames read(BlockReader in) throws BlockException {
        HostNames names = new HostNames(in.getInt(), in.getInt(), in.getIntView(), in.getIntView(), in.getIntView(),
                in.getByteView(), in.getIntView());
        if (Integer.bitCount(names.slots.capacity()) > 1) {
            throw new BlockException("are damaged: they have " + names.slots.capacity() + " slots for host names");
        }
        return names;
    }

    static int begin(int seed, int range) {
        return (seed ^ range) * SPREAD;
    }

    static int add(int hash, byte letter) {
        return (hash ^ letter & 0xff) * PRIME;
    }

    /** @param slots how many there are */
    static int slot(int hash, int slots) {
        return hash * SPREAD >>> Integer.numberOfLeadingZeros(slots) + 1;
    }

    /** Whether any name adds to a range. */
    boolean addTo(int range) {
        return range < ranges.capacity() && ranges.get(range) != 0;
    }

    /** Whether there is any name at all. */
    boolean isEmpty() {
        return slots.capacity() == 0;
    }

    /**
     * The entry of the most specific name that fits: the name itself, or else the longest end of it.
     *
     * @param host in lower case, in its first {@code length} bytes
     * @return the entry, or {@link #NONE}
     */
    int find(int range, byte[] host, int length) {
        int hash = begin(seed, range);
        int found = NONE;
        for (int at = length - 1; at > 0; at--) {
            hash = add(hash, host[at]);
            if (host[at] == '.') {
                int entry = find(range, hash, host, at, length);
                found = entry != NONE ? entry : found;
            }
        }
        // A name that begins with a dot is an end of others.
        int exact = length == 0 || host[0] == '.' ? NONE : find(range, add(hash, host[0]), host, 0, length);
        return exact != NONE ? exact : found;
    }

    private int find(int range, int hash, byte[] host, int from, int to) {
        int slot = slot(hash, slots.capacity());
        for (int distance = 0; distance <= farthest; distance++) {
            int entry = slots.get(slot + distance & slots.capacity() - 1) - 1;
            if (entry < 0) {
                return NONE;
            }
            if (entries.get(entry + RANGE) == range && entries.get(entry + LENGTH) == to - from
                    && isText(entries.get(entry + TEXT), host, from, to)) {
                return entry;
            }
        }
        return NONE;
    }

    private boolean isText(int text, byte[] host, int from, int to) {
        int shift = text - from;
        for (int at = from; at < to; at++) {
            if (texts.get(at + shift) != host[at]) {
                return false;
            }
        }
        return true;
    }

    /** How long an entry's name is, without an asterisk; -1 for {@link #NONE}. */
    int nameLength(int entry) {
        return entry == NONE ? -1 : entries.get(entry + LENGTH);
    }

    /** How many lists an entry adds; none for {@link #NONE}. */
    int count(int entry) {
        return entry == NONE ? 0 : entries.get(entry + COUNT);
    }

    /** One of the lists that an entry adds. */
    int list(int entry, int index) {
        return lists.get(entries.get(entry + LISTS) + index);
    }

    /** The number that the alias' pattern has among those of its range, where a pattern was found that is equal. */
    int number(int entry, int found) {
        boolean stands = entry != NONE && found != PatternSet.NO_MATCH && found >= entries.get(entry + FROM)
                && found < entries.get(entry + TO);
        return stands ? found + entries.get(entry + SHIFT) : found;
    }
}
