package net.modwsgialias.regex;

import java.util.Arrays;
import net.modwsgialias.block.BlockException;
import net.modwsgialias.block.BlockReader;
import net.modwsgialias.block.BlockWriter;

/** The prefixes of a list of patterns, all in one array. Immutable; any thread may use it. */
final class Prefixes {

    private final byte[] texts;
    /** By prefix: where its text ends, and that of the next one begins. */
    private final int[] ends;

    private Prefixes(byte[] texts, int[] ends) {
        this.texts = texts;
        this.ends = ends;
    }

    void write(BlockWriter out) {
        out.putBytes(texts);
        out.putInts(ends);
    }

    static Prefixes read(BlockReader in) throws BlockException {
        return new Prefixes(in.getBytes(), in.getInts());
    }

    /** How much of the subject a prefix takes, as {@link Prefix#match(byte[], int)} says. */
    int match(int prefix, byte[] subject, int length) {
        return Prefix.match(texts, prefix == 0 ? 0 : ends[prefix - 1], ends[prefix], subject, length);
    }

    /** The memory held, in bytes. */
    long bytes() {
        return texts.length + (long) ends.length * Integer.BYTES;
    }

    /** Collects prefixes. For one thread. */
    static final class Builder {

        private byte[] texts = new byte[64];
        private int[] ends = new int[8];
        private int count;

        /** Adds a prefix and gives its number. */
        int add(byte[] text) {
            int from = count == 0 ? 0 : ends[count - 1];
            if (count == ends.length) {
                ends = Arrays.copyOf(ends, 2 * count);
            }
            if (from + text.length > texts.length) {
                texts = Arrays.copyOf(texts, 2 * (from + text.length));
            }
            System.arraycopy(text, 0, texts, from, text.length);
            ends[count] = from + text.length;
            return count++;
        }

        Prefixes build() {
            return new Prefixes(Arrays.copyOf(texts, count == 0 ? 0 : ends[count - 1]), Arrays.copyOf(ends, count));
        }
    }
}
