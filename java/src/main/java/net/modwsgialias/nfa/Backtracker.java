package net.modwsgialias.nfa;

/**
 * Finds the leftmost match of a program by backtracking, and never visits a choice twice at one place of the
 * subject: a second visit would fail as the first one did. Time and memory are therefore bounded by the product of
 * program size and subject length, and {@link #fits} says whether that is small enough.
 */
public final class Backtracker {

    /** 16 KiB of visited bits: more would cost more to clear than the other machine's bookkeeping. */
    private static final int MOST_BITS = 128 * 1024;

    private Backtracker() {
    }

    /** Whether the search is small enough for this machine. */
    public static boolean fits(Program program, int length) {
        return (long) program.size() * (length + 1) <= MOST_BITS;
    }

    /**
     * Searches a subject.
     *
     * @param sets the bits of the pool that the program was compiled with
     * @param scratch receives the slots
     * @return whether there is a match
     */
    public static boolean search(Program program, long[] sets, byte[] subject, int length, NfaScratch scratch) {
        scratch.clearSlots(program.slots());
        long[] visited = scratch.clearedBits(program.size() * (length + 1));
        int last = program.anchored() ? 0 : length;
        for (int start = 0; start <= last; start++) {
            scratch.slots()[Program.MATCH_START] = start;
            if (matchAt(program, sets, subject, length, start, visited, scratch)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matchAt(Program program, long[] sets, byte[] subject, int length, int start,
            long[] visited, NfaScratch scratch) {
        scratch.clearStack();
        scratch.push(program.start(), start);
        while (!scratch.isStackEmpty()) {
            int value = scratch.pop();
            int place = scratch.poppedPlace();
            if (place < 0) {
                scratch.slots()[~place] = value;
            } else if (run(program.code(), place, sets, subject, length, value, visited, scratch)) {
                return true;
            }
        }
        return false;
    }

    /** Follows one thread until it matches or dies; what else could be tried is left on the stack. */
    private static boolean run(int[] code, int from, long[] sets, byte[] subject, int length, int offset,
            long[] visited, NfaScratch scratch) {
        int place = from;
        int at = offset;
        while (true) {
            int x = code[place + 1];
            int y = code[place + 2];
            switch (code[place]) {
                case Op.SET -> {
                    if (at >= length || !SetPool.contains(sets, x, subject[at] & 0xff)) {
                        return false;
                    }
                    at++;
                    place = y;
                }
                case Op.SPLIT -> {
                    int bit = place / Op.SIZE * (length + 1) + at;
                    if ((visited[bit >>> 6] >>> bit & 1) != 0) {
                        return false;
                    }
                    visited[bit >>> 6] |= 1L << bit;
                    scratch.push(y, at);
                    place = x;
                }
                case Op.SAVE -> {
                    scratch.push(~x, scratch.slots()[x]);
                    scratch.slots()[x] = at;
                    place = y;
                }
                case Op.AHEAD -> {
                    if (!Looks.ahead(x, sets, subject, length, at)) {
                        return false;
                    }
                    place = y;
                }
                case Op.BEHIND -> {
                    if (!Looks.behind(x, sets, subject, at)) {
                        return false;
                    }
                    place = y;
                }
                default -> {
                    return true;
                }
            }
        }
    }
}
