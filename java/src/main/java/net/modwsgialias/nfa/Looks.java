package net.modwsgialias.nfa;

/** The conditions on the byte before and behind a place of the subject. */
public final class Looks {

    private Looks() {
    }

    /** Whether the byte at {@code at}, or the end of the subject, satisfies the look. */
    public static boolean ahead(int look, long[] sets, byte[] subject, int length, int at) {
        return at == length
                ? Op.lookEdge(look)
                : SetPool.contains(sets, Op.lookSet(look), subject[at] & 0xff);
    }

    /** Whether the byte before {@code at}, or the beginning of the subject, satisfies the look. */
    public static boolean behind(int look, long[] sets, byte[] subject, int at) {
        return at == 0
                ? Op.lookEdge(look)
                : SetPool.contains(sets, Op.lookSet(look), subject[at - 1] & 0xff);
    }
}
