package net.modwsgialias.syntax;

/** A set of byte values, 0 to 255. Immutable. */
public final class ByteSet implements Comparable<ByteSet> {

    /** The set without members. */
    public static final ByteSet NONE = new ByteSet(0, 0, 0, 0);
    /** Every byte. */
    public static final ByteSet ALL = new ByteSet(-1, -1, -1, -1);

    private static final ByteSet[] SINGLES = singles();

    private final long word0;
    private final long word1;
    private final long word2;
    private final long word3;

    private ByteSet(long word0, long word1, long word2, long word3) {
        this.word0 = word0;
        this.word1 = word1;
        this.word2 = word2;
        this.word3 = word3;
    }

    private static ByteSet[] singles() {
        ByteSet[] sets = new ByteSet[256];
        for (int value = 0; value < sets.length; value++) {
            sets[value] = NONE.withRange(value, value);
        }
        return sets;
    }

    /** The set of one byte. */
    public static ByteSet of(int value) {
        return SINGLES[value];
    }

    /** The set of the bytes that are the characters of {@code members}. */
    public static ByteSet of(String members) {
        ByteSet set = NONE;
        for (int i = 0; i < members.length(); i++) {
            set = set.union(of(members.charAt(i)));
        }
        return set;
    }

    /** The bytes from {@code low} to {@code high}, both included. */
    public static ByteSet range(int low, int high) {
        return NONE.withRange(low, high);
    }

    private ByteSet withRange(int low, int high) {
        long[] words = {word0, word1, word2, word3};
        for (int value = low; value <= high; value++) {
            words[value >>> 6] |= 1L << value;
        }
        return new ByteSet(words[0], words[1], words[2], words[3]);
    }

    /** Whether the byte {@code value}, 0 to 255, is a member. */
    public boolean contains(int value) {
        return (word(value >>> 6) >>> value & 1) != 0;
    }

    /** The membership bits of the bytes from {@code 64 * index} on; {@code index} is 0 to 3. */
    public long word(int index) {
        return switch (index) {
            case 0 -> word0;
            case 1 -> word1;
            case 2 -> word2;
            default -> word3;
        };
    }

    /** The members of either. */
    public ByteSet union(ByteSet other) {
        return new ByteSet(word0 | other.word0, word1 | other.word1, word2 | other.word2, word3 | other.word3);
    }

    /** The members of both. */
    public ByteSet intersection(ByteSet other) {
        return new ByteSet(word0 & other.word0, word1 & other.word1, word2 & other.word2, word3 & other.word3);
    }

    /** Every byte that is not a member. */
    public ByteSet complement() {
        return new ByteSet(~word0, ~word1, ~word2, ~word3);
    }

    /** Whether the two have a member in common. */
    public boolean intersects(ByteSet other) {
        return ((word0 & other.word0) | (word1 & other.word1) | (word2 & other.word2) | (word3 & other.word3)) != 0;
    }

    /** The number of members, 0 to 256. */
    public int size() {
        return Long.bitCount(word0) + Long.bitCount(word1) + Long.bitCount(word2) + Long.bitCount(word3);
    }

    /** The only member; -1 if there is none, or another one. */
    public int only() {
        long all = word0 | word1 | word2 | word3;
        // One bit in one place, but members can be 64 apart.
        boolean single = (all & all - 1) == 0 && all != 0
                && (word0 == 0 ? 0 : 1) + (word1 == 0 ? 0 : 1) + (word2 == 0 ? 0 : 1) + (word3 == 0 ? 0 : 1) == 1;
        return single ? first() : -1;
    }

    /** The smallest member, or 256 if there is none. */
    public int first() {
        int index = 0;
        while (index < 4 && word(index) == 0) {
            index++;
        }
        return index < 4 ? index * 64 + Long.numberOfTrailingZeros(word(index)) : 256;
    }

    /** The set with both cases of each ASCII letter in it: PCRE2's default tables know no other letters. */
    public ByteSet foldCase() {
        // Upper case is bits 1-26 of the second word, lower case bits 33-58.
        long upper = word1 & 0x07FFFFFEL;
        long lower = word1 & 0x07FFFFFE_00000000L;
        return new ByteSet(word0, word1 | upper << 32 | lower >>> 32, word2, word3);
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof ByteSet other && word0 == other.word0 && word1 == other.word1
                && word2 == other.word2 && word3 == other.word3;
    }

    @Override
    public int hashCode() {
        long hash = ((word0 * 31 + word1) * 31 + word2) * 31 + word3;
        hash *= 0x9E3779B97F4A7C15L;
        return (int) (hash >>> 32);
    }

    /** In no particular order. Maps want one: whoever chooses patterns can choose sets that have one hash. */
    @Override
    public int compareTo(ByteSet other) {
        for (int index = 0; index < 4; index++) {
            int order = Long.compare(word(index), other.word(index));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** The set in the notation of a character class, for people. */
    @Override
    public String toString() {
        if (equals(ALL)) {
            return "[any]";
        }
        StringBuilder out = new StringBuilder(size() > 128 ? "[^" : "[");
        ByteSet shown = size() > 128 ? complement() : this;
        for (int low = 0; low < 256; low++) {
            if (shown.contains(low)) {
                int high = low;
                while (high < 255 && shown.contains(high + 1)) {
                    high++;
                }
                appendRange(out, low, high);
                low = high;
            }
        }
        return out.append(']').toString();
    }

    private static void appendRange(StringBuilder out, int low, int high) {
        appendByte(out, low);
        if (high > low) {
            appendByte(high > low + 1 ? out.append('-') : out, high);
        }
    }

    private static void appendByte(StringBuilder out, int value) {
        if (value <= ' ' || value > '~') {
            out.append(String.format("\\x%02x", value));
        } else {
            out.append("\\]-^".indexOf(value) >= 0 ? "\\" : "").append((char) value);
        }
    }
}
