package net.modwsgialias.table;

import net.modwsgialias.group.ByteSink;
import net.modwsgialias.regex.MatchScratch;

/** A lookup's answer, and room to work in; used again for every lookup of one thread. */
public final class Lookup implements AutoCloseable {

    private final MatchScratch match = new MatchScratch();
    private final ByteSink filename = new ByteSink();
    private int[] lists = new int[8];
    private final int[] keptMatch = new int[2 * MatchScratch.GROUPS];
    private Alias alias;
    private int id;
    private int read;

    /** The id of the alias that took the URL; its own may be another, where tables are patched. */
    public int id() {
        return id;
    }

    /** The alias that took the URL. */
    public Alias alias() {
        return alias;
    }

    /** The bounds of the match and its groups in the URL. */
    public MatchScratch match() {
        return match;
    }

    /** The file that the alias makes of the URL. */
    public ByteSink filename() {
        return filename;
    }

    /**
     * How many bytes of the URL the answer hangs on; its end counts as one more byte. In every URL that begins with those,
     * and from the last of them on has no {@code ..}, the same alias takes the same match, and only the end of its file's
     * name is another: the rest of that URL.
     */
    public int read() {
        return read;
    }

    void setRead(int count) {
        read = count;
    }

    /** Room for numbers of lists. */
    int[] lists(int count) {
        if (lists.length < count) {
            lists = new int[count];
        }
        return lists;
    }

    void setAlias(Alias alias, int id) {
        this.alias = alias;
        this.id = id;
    }

    /** Notes the bounds of a match for {@link #restoreMatch}: another search follows. */
    void keepMatch() {
        match.copyBounds(keptMatch);
    }

    void restoreMatch() {
        match.setBounds(keptMatch);
    }

    @Override
    public void close() {
        match.close();
    }
}
