package net.modwsgialias.onepass;

import java.util.Arrays;
import net.modwsgialias.block.BlockException;
import net.modwsgialias.block.BlockReader;
import net.modwsgialias.block.BlockWriter;
import net.modwsgialias.nfa.Looks;
import net.modwsgialias.nfa.SetPool;

/**
 * The programs of patterns whose path is never in doubt: at each choice the next byte, or the fixed length of what
 * must still come, tells which way a match can go. One run gives the groups and says whether the pattern matches,
 * without going back. All programs of a table share two arrays, a few dozen bytes each. Immutable.
 */
public final class OnePass {

    // Each instruction begins with its operation; operands follow.
    static final int MATCH = 0;
    /** offset and length in the literals: these bytes. */
    static final int LITERAL = 1;
    /** set: one byte of it. */
    static final int SET = 2;
    /** set: all bytes of it that come. */
    static final int SPAN = 3;
    /** byte: everything up to it, or to the end. */
    static final int SPAN_UNTIL = 4;
    /** set or {@link #ANY}, count: bytes of the set, until {@code count} bytes are left. */
    static final int REST = 5;
    /** slot: notes the place. */
    static final int SAVE = 6;
    /** look, target: goes on if the next byte satisfies the look, or else at the target. */
    static final int BRANCH = 7;
    /** target. */
    static final int JUMP = 8;
    /** look: a condition on the next byte. */
    static final int AHEAD = 9;
    /** look: a condition on the byte before. */
    static final int BEHIND = 10;
    /** In place of a set: any byte. */
    static final int ANY = -1;

    private final int[] code;
    private final byte[] literals;
    private final long[] sets;

    OnePass(int[] code, byte[] literals, long[] sets) {
        this.code = code;
        this.literals = literals;
        this.sets = sets;
    }

    /** Writes the programs, without the sets: the pool's bits are in other hands too. */
    public void write(BlockWriter out) {
        out.putInts(code);
        out.putBytes(literals);
    }

    /**
     * Reads what {@link #write} has written.
     *
     * @param sets the bits of the pool that the programs were compiled with
     */
    public static OnePass read(BlockReader in, long[] sets) throws BlockException {
        return new OnePass(in.getInts(), in.getBytes(), sets);
    }

    /**
     * Runs a program.
     *
     * @param entry where the program begins, as {@link OnePassBuilder#add} gave it
     * @param start the place of the subject to begin at
     * @param known how many bytes of the subject, from its first, are known to be such as the program wants them
     * @param slots receives the bounds of the match and its groups; those of groups that take no part must have
     *        been cleared before. If the program fails, the second one receives where
     * @return how many bytes of the subject, from its first, the result hangs on, {@code length + 1} if on its end too;
     *     if the program failed, the complement of that
     */
    public int run(int entry, byte[] subject, int length, int start, int known, int[] slots) {
        int pc = entry;
        int at = start;
        int sure = known;
        int read = 0;
        slots[0] = start;
        while (true) {
            switch (code[pc]) {
                case LITERAL -> {
                    int count = code[pc + 2];
                    if (at + count > length) {
                        return fail(at, length + 1, slots);
                    }
                    if (!hasLiteral(code[pc + 1], count, subject, at, sure)) {
                        return fail(at, Math.max(read, at + count), slots);
                    }
                    at += count;
                    pc += 3;
                }
                case SET -> {
                    if (at >= length || !SetPool.contains(sets, code[pc + 1], subject[at] & 0xff)) {
                        return fail(at, Math.max(read, at + 1), slots);
                    }
                    at++;
                    pc += 2;
                }
                case SPAN -> {
                    at = spanEnd(code[pc + 1], subject, at, length);
                    pc += 2;
                }
                case SPAN_UNTIL -> {
                    byte delimiter = (byte) code[pc + 1];
                    while (at < length && subject[at] != delimiter) {
                        at++;
                    }
                    pc += 2;
                }
                case REST -> {
                    int rest = length - code[pc + 2];
                    at = code[pc + 1] == ANY ? Math.max(at, rest) : spanEnd(code[pc + 1], subject, at, rest);
                    read = length + 1;
                    if (at != rest) {
                        return fail(at, read, slots);
                    }
                    // Who knows those bytes has not counted from the end: it may have taken them for bytes of the set.
                    sure = 0;
                    pc += 3;
                }
                case SAVE -> {
                    slots[code[pc + 1]] = at;
                    pc += 2;
                }
                case BRANCH -> pc = Looks.ahead(code[pc + 1], sets, subject, length, at) ? pc + 3 : code[pc + 2];
                case JUMP -> pc = code[pc + 1];
                case AHEAD -> {
                    if (!Looks.ahead(code[pc + 1], sets, subject, length, at)) {
                        return fail(at, Math.max(read, at + 1), slots);
                    }
                    pc += 2;
                }
                case BEHIND -> {
                    if (!Looks.behind(code[pc + 1], sets, subject, at)) {
                        return fail(at, Math.max(read, at + 1), slots);
                    }
                    pc += 2;
                }
                default -> {
                    // A span or a look before it may have looked at the next byte.
                    return Math.max(read, at + 1);
                }
            }
        }
    }

    private static int fail(int at, int read, int[] slots) {
        slots[1] = at;
        return ~read;
    }

    /**
     * The next place at which a run can get anywhere.
     *
     * @param first the set of bytes that a match can begin with; every byte if it can begin with none
     * @param from the place to begin at
     * @return the place, from {@code from} to {@code length}; or -1 if there is none
     */
    public int nextStart(int entry, int first, byte[] subject, int length, int from) {
        if (code[entry] == LITERAL) {
            return nextLiteral(code[entry + 1], code[entry + 2], subject, length, from);
        }
        int at = from;
        while (at < length && !SetPool.contains(sets, first, subject[at] & 0xff)) {
            at++;
        }
        return at <= length ? at : -1;
    }

    private int nextLiteral(int offset, int count, byte[] subject, int length, int from) {
        byte first = literals[offset];
        byte last = literals[offset + count - 1];
        for (int at = from; at <= length - count; at++) {
            // Two bytes tell nearly all places apart, without a call.
            if (subject[at] == first && subject[at + count - 1] == last && hasLiteral(offset, count, subject, at, 0)) {
                return at;
            }
        }
        return -1;
    }

    private boolean hasLiteral(int offset, int count, byte[] subject, int at, int known) {
        int skipped = Math.max(0, Math.min(known - at, count));
        return Arrays.equals(literals, offset + skipped, offset + count, subject, at + skipped, at + count);
    }

    private int spanEnd(int set, byte[] subject, int from, int to) {
        int at = from;
        while (at < to && SetPool.contains(sets, set, subject[at] & 0xff)) {
            at++;
        }
        return at;
    }

    /** The memory held, in bytes; the sets are the pool's. */
    public long bytes() {
        return code.length * (long) Integer.BYTES + literals.length;
    }
}
