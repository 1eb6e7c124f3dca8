package net.modwsgialias.explore;

import java.nio.charset.StandardCharsets;
import net.modwsgialias.dfa.ByteClasses;

/** Which bytes stand for a class in an example, the most readable first. Immutable. */
final class Spelling {

    private static final byte[] READABLE = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_.~"
            .getBytes(StandardCharsets.US_ASCII);

    private final byte[][] bytesOf;

    Spelling(ByteClasses classes) {
        int[] classOf = classes.classOf();
        int[] counts = new int[classes.count()];
        for (byte readable : READABLE) {
            counts[classOf[readable]]++;
        }
        bytesOf = new byte[counts.length][];
        for (int symbol = 0; symbol < counts.length; symbol++) {
            bytesOf[symbol] = new byte[counts[symbol]];
        }
        for (int i = READABLE.length - 1; i >= 0; i--) {
            int symbol = classOf[READABLE[i]];
            bytesOf[symbol][--counts[symbol]] = READABLE[i];
        }
        // No URL has a NUL. Of a class that has others too the slash is never taken, so that a run of it is no matter
        // there.
        for (int value = 1; value < 256; value++) {
            if (value != '/' && bytesOf[classOf[value]].length == 0) {
                bytesOf[classOf[value]] = new byte[] {(byte) value};
            }
        }
        if (bytesOf[classOf['/']].length == 0) {
            bytesOf[classOf['/']] = new byte[] {'/'};
        }
    }

    /** The first byte for a class, 1 to 255; -1 if it has none. */
    int first(int symbol) {
        return bytesOf[symbol].length == 0 ? -1 : bytesOf[symbol][0] & 0xff;
    }

    /** A byte for a class that has one: another for another number, 0 or more, if there are several. */
    byte get(int symbol, int number) {
        return bytesOf[symbol][number % bytesOf[symbol].length];
    }
}
