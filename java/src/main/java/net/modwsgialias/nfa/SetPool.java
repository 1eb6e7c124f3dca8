package net.modwsgialias.nfa;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.modwsgialias.syntax.ByteSet;

/**
 * The byte sets of all programs of a table, each once, by number. Filled while programs are compiled, by one
 * thread; from then on it is only read.
 */
public final class SetPool {

    /** Machine words for each set in {@link #bits()}. */
    public static final int WORDS = 4;

    private final Map<ByteSet, Integer> ids = new HashMap<>();
    private final List<ByteSet> sets = new ArrayList<>();
    /** Spares the map for the most frequent sets: id + 1 by byte. */
    private final int[] singles = new int[256];
    private long[] bits = new long[64 * WORDS];
    /** By id: the note in which it was asked for last. */
    private int[] noted = new int[64];
    private int note;
    private final IntList asked = new IntList();

    /** From now on, notes which sets are asked for. */
    public void beginNote() {
        note++;
        asked.clear();
    }

    /** The numbers that {@link #id} gave since {@link #beginNote}, each once. */
    public int[] note() {
        return asked.toArray();
    }

    /** The number of a set, which is added if it is new. */
    public int id(ByteSet set) {
        int id = find(set);
        if (noted[id] != note) {
            noted[id] = note;
            asked.add(id);
        }
        return id;
    }

    private int find(ByteSet set) {
        int value = set.only();
        if (value >= 0) {
            if (singles[value] == 0) {
                singles[value] = add(set) + 1;
            }
            return singles[value] - 1;
        }
        Integer known = ids.get(set);
        if (known == null) {
            known = add(set);
            ids.put(set, known);
        }
        return known;
    }

    private int add(ByteSet set) {
        int id = sets.size();
        sets.add(set);
        if (bits.length < sets.size() * WORDS) {
            bits = Arrays.copyOf(bits, 2 * bits.length);
            noted = Arrays.copyOf(noted, 2 * noted.length);
        }
        for (int word = 0; word < WORDS; word++) {
            bits[id * WORDS + word] = set.word(word);
        }
        return id;
    }

    /** The set with a number that {@link #id} gave. */
    public ByteSet get(int id) {
        return sets.get(id);
    }

    /** How many sets there are. */
    public int size() {
        return sets.size();
    }

    /** The membership bits, {@link #WORDS} for each set; to be read only, and asked for again when sets were added. */
    public long[] bits() {
        return bits;
    }

    /** Whether set {@code id} of {@link #bits()} has the byte {@code value}, 0 to 255. */
    public static boolean contains(long[] bits, int id, int value) {
        return (bits[id * WORDS + (value >>> 6)] >>> value & 1) != 0;
    }
}
