package net.modwsgialias.table;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import net.modwsgialias.group.ByteSink;

/** Writes a {@link HostNames}. For one thread. */
final class HostNamesBuilder {

    /** Who chooses names could choose such as have one hash, but hardly for several seeds. */
    private static final int SEEDS = 8;
    private static final int NEAR = 32;

    private final IntBuffer entries;
    private final IntBuffer lists;
    private final ByteSink texts = new ByteSink();
    private final int[] ranges;

    /**
     * @param names how many will be added
     * @param lists how many lists they will add together
     * @param ranges how many ranges of aliases there are
     */
    HostNamesBuilder(int names, int lists, int ranges) {
        this.entries = IntBuffer.allocate(names * HostNames.ENTRY_SIZE);
        this.lists = IntBuffer.allocate(lists);
        this.ranges = new int[names == 0 ? 0 : ranges];
    }

    /**
     * Adds a name, once for a range.
     *
     * @param added the lists that are asked too
     * @param from the first number of patterns that stand for others
     * @param to behind the last of them
     * @param shift how much higher those others are
     */
    void add(int range, byte[] name, int[] added, int from, int to, int shift) {
        int cut = name.length > 0 && name[0] == '*' ? 1 : 0;
        entries.put(range).put(texts.length()).put(name.length - cut).put(lists.position()).put(added.length).put(from)
                .put(to).put(shift);
        texts.append(name, cut, name.length);
        lists.put(added);
        ranges[range] = 1;
    }

    HostNames build() {
        int count = entries.position() / HostNames.ENTRY_SIZE;
        int[] slots = new int[count == 0 ? 0 : Integer.highestOneBit(count) * 4];
        int seed = 0;
        int farthest = 0;
        do {
            Arrays.fill(slots, 0);
            farthest = fill(slots, ++seed, count);
        } while (farthest > NEAR && seed < SEEDS);
        return new HostNames(seed, farthest, IntBuffer.wrap(slots), entries.flip(), lists.flip(),
                ByteBuffer.wrap(texts.toByteArray()), IntBuffer.wrap(ranges));
    }

    private int fill(int[] slots, int seed, int count) {
        int farthest = 0;
        for (int entry = 0; entry < count * HostNames.ENTRY_SIZE; entry += HostNames.ENTRY_SIZE) {
            int hash = HostNames.begin(seed, entries.get(entry + HostNames.RANGE));
            int text = entries.get(entry + HostNames.TEXT);
            for (int at = text + entries.get(entry + HostNames.LENGTH) - 1; at >= text; at--) {
                hash = HostNames.add(hash, texts.array()[at]);
            }
            int slot = HostNames.slot(hash, slots.length);
            int distance = 0;
            while (slots[slot + distance & slots.length - 1] != 0) {
                distance++;
            }
            slots[slot + distance & slots.length - 1] = entry + 1;
            farthest = Math.max(farthest, distance);
        }
        return farthest;
    }
}
