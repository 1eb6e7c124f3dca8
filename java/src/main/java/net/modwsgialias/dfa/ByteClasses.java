package net.modwsgialias.dfa;

import java.util.BitSet;
import net.modwsgialias.block.BlockException;
import net.modwsgialias.block.BlockReader;
import net.modwsgialias.block.BlockWriter;
import net.modwsgialias.nfa.SetPool;
import net.modwsgialias.syntax.ByteSet;

/**
 * The coarsest division of the 256 bytes into classes such that no set of a table tells two bytes of a class apart.
 * A transition table then needs a column for each class only. Immutable.
 */
public final class ByteClasses {

    private final int[] classOf;
    private final int count;
    private final int words;
    private final long[] setBits;

    /** Divides the bytes by all sets of the pool. */
    public ByteClasses(SetPool sets) {
        this(sets, null);
    }

    /** Divides the bytes by some sets of the pool, which alone are asked for then; by all if {@code used} is null. */
    public ByteClasses(SetPool sets, BitSet used) {
        classOf = new int[256];
        int[] members = new int[256];
        members[0] = 256;
        int classes = 1;
        for (int id = 0; id < sets.size() && classes < 256; id++) {
            if (used != null && !used.get(id)) {
                continue;
            }
            ByteSet set = sets.get(id);
            int only = set.only();
            classes = only >= 0 ? single(only, members, classes) : split(set, members, classes);
        }
        this.count = classes;
        this.words = words(classes);
        this.setBits = setBits(sets);
    }

    private ByteClasses(int[] classOf, int count, long[] setBits) {
        this.classOf = classOf;
        this.count = count;
        this.words = words(count);
        this.setBits = setBits;
    }

    void write(BlockWriter out) {
        out.putInts(classOf);
        out.putInt(count);
        out.putLongs(setBits);
    }

    static ByteClasses read(BlockReader in) throws BlockException {
        int[] classOf = in.getInts();
        int count = in.getInt();
        if (classOf.length != 256 || count < 1 || count > 256) {
            throw new BlockException("are damaged: " + classOf.length + " bytes in " + count + " classes");
        }
        return new ByteClasses(classOf, count, in.getLongs());
    }

    private static int words(int classes) {
        return (classes + 63) >>> 6;
    }

    /** Most sets have one byte: it gets a class of its own, unless it has one. */
    private int single(int value, int[] members, int classes) {
        if (members[classOf[value]] == 1) {
            return classes;
        }
        members[classOf[value]]--;
        members[classes] = 1;
        classOf[value] = classes;
        return classes + 1;
    }

    /**
     * Divides each class that the set cuts in two; one of the parts gets a new number. A set divides as all other bytes
     * do, so that the smaller of the two will do.
     */
    private int split(ByteSet set, int[] members, int classes) {
        ByteSet part = set.size() > 128 ? set.complement() : set;
        int[] within = new int[classes];
        int[] renamed = new int[classes];
        int next = classes;
        for (int index = 0; index < SetPool.WORDS; index++) {
            for (long left = part.word(index); left != 0; left &= left - 1) {
                within[classOf[index * 64 + Long.numberOfTrailingZeros(left)]]++;
            }
        }
        for (int index = 0; index < SetPool.WORDS; index++) {
            for (long left = part.word(index); left != 0; left &= left - 1) {
                int value = index * 64 + Long.numberOfTrailingZeros(left);
                int old = classOf[value];
                if (within[old] < members[old]) {
                    renamed[old] = renamed[old] == 0 ? next++ : renamed[old];
                    classOf[value] = renamed[old];
                }
            }
        }
        for (int old = 0; old < classes; old++) {
            if (renamed[old] != 0) {
                members[renamed[old]] = within[old];
                members[old] -= within[old];
            }
        }
        return next;
    }

    private long[] setBits(SetPool sets) {
        // Of a class, one byte tells for all.
        int[] one = new int[count];
        for (int value = 0; value < 256; value++) {
            one[classOf[value]] = value;
        }
        long[] bits = new long[sets.size() * words];
        for (int id = 0; id < sets.size(); id++) {
            int only = sets.get(id).only();
            if (only >= 0) {
                set(bits, id, classOf[only]);
                continue;
            }
            for (int symbol = 0; symbol < count; symbol++) {
                if (SetPool.contains(sets.bits(), id, one[symbol])) {
                    set(bits, id, symbol);
                }
            }
        }
        return bits;
    }

    private void set(long[] bits, int id, int symbol) {
        bits[id * words + (symbol >>> 6)] |= 1L << symbol;
    }

    /** The number of classes, 1 to 256; they are numbered from 0. */
    public int count() {
        return count;
    }

    /** The class of each byte; to be read only. */
    public int[] classOf() {
        return classOf;
    }

    /** Whether set {@code id} of the pool has the bytes of class {@code byteClass}. */
    public boolean contains(int id, int byteClass) {
        return (setBits[id * words + (byteClass >>> 6)] >>> byteClass & 1) != 0;
    }

    /** The bytes of a class. */
    ByteSet members(int byteClass) {
        ByteSet members = ByteSet.NONE;
        for (int value = 0; value < 256; value++) {
            members = classOf[value] == byteClass ? members.union(ByteSet.of(value)) : members;
        }
        return members;
    }

    /** The classes in words, one a line. */
    String describe() {
        StringBuilder out = new StringBuilder();
        for (int byteClass = 0; byteClass < count; byteClass++) {
            out.append("class ").append(byteClass).append(": ").append(members(byteClass)).append('\n');
        }
        return out.toString();
    }

    /** The memory held, in bytes. */
    long bytes() {
        return classOf.length * (long) Integer.BYTES + setBits.length * (long) Long.BYTES;
    }
}
