package net.modwsgialias.dfa;

import java.util.Arrays;

/**
 * Which places were reached in a round. A round reaches few places of a program that may have millions: so there is
 * memory for those pages alone where there was one, and it is given up where much has come together. For one thread.
 */
final class Marks {

    private static final int PAGE_BITS = 10;
    private static final int PAGE = 1 << PAGE_BITS;
    /** 1 MB. A program whose single round reaches more keeps what it needs until the next. */
    private static final int MOST_PAGES = 256;

    /** By place, in pages: the round in which it was reached last. */
    private final int[][] pages;
    private int made;
    private int round;

    /** @param places the number of places */
    Marks(int places) {
        pages = new int[(places >>> PAGE_BITS) + 1][];
    }

    /** From now on no place was reached. */
    void clear() {
        round++;
        // Round 0 comes again after four billions: a new page says that all of its places were reached in it.
        if (made > MOST_PAGES || round == 0) {
            Arrays.fill(pages, null);
            made = 0;
            round = 1;
        }
    }

    /** Marks a place. @return whether it was not reached yet */
    boolean add(int place) {
        int[] page = pages[place >>> PAGE_BITS];
        if (page == null) {
            page = new int[PAGE];
            pages[place >>> PAGE_BITS] = page;
            made++;
        }
        int index = place & PAGE - 1;
        boolean first = page[index] != round;
        page[index] = round;
        return first;
    }
}
