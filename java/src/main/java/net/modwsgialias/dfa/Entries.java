package net.modwsgialias.dfa;

/**
 * What an entry of a transition table says, in one number, so that one comparison tells the usual case apart:
 * <ul>
 * <li>above 0: the offset of the next state's row, and no match;</li>
 * <li>0: not known yet, so that a fresh table needs no filling;</li>
 * <li>below 0: the complement of a number, with its kind in the two low bits: the search ends with a match, or with
 * none; or it ends and leaves the answer to a pattern; or the number is that of an action, which holds both a match
 * and what follows.</li>
 * </ul>
 *
 * <p>The ends say all they have to say. How a search ends is the least foreseeable part of it, for the processor too:
 * it costs no load, and a match and none take the same way.
 */
final class Entries {

    private static final int KIND_BITS = 2;
    private static final int KIND = (1 << KIND_BITS) - 1;
    private static final int ACTION = 0;
    private static final int END = 1;
    private static final int COMMITMENT = 2;

    /** The highest number of a pattern or an action. */
    static final int HIGHEST = Integer.MAX_VALUE >>> KIND_BITS;
    /** Not known yet. */
    static final int UNKNOWN = 0;
    /** In place of an entry or a state: no memory is left for it. Of no kind. */
    static final int FULL = Integer.MIN_VALUE;
    /** The search ends, without a match on this symbol. */
    static final int DEAD = end(Stepper.NO_MATCH);

    private Entries() {
    }

    /** The search ends with a match of a pattern, or {@link Stepper#NO_MATCH}. */
    static int end(int match) {
        return entry(match, END);
    }

    /** The search ends without a match on this symbol, and a pattern is to be asked. */
    static int commitment(int pattern) {
        return entry(pattern, COMMITMENT);
    }

    /** What follows is told by the action of this number. */
    static int action(int number) {
        return entry(number, ACTION);
    }

    private static int entry(int number, int kind) {
        return ~(number << KIND_BITS | kind);
    }

    static boolean isEnd(int entry) {
        return isOf(entry, END);
    }

    static boolean isCommitment(int entry) {
        return isOf(entry, COMMITMENT);
    }

    static boolean isAction(int entry) {
        return isOf(entry, ACTION);
    }

    private static boolean isOf(int entry, int kind) {
        return entry < 0 && (~entry & KIND) == kind;
    }

    /** The pattern or the action that an entry below 0 tells of. */
    static int number(int entry) {
        return ~entry >>> KIND_BITS;
    }
}
