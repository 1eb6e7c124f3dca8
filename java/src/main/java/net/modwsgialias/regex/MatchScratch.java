package net.modwsgialias.regex;

import java.util.Arrays;
import net.modwsgialias.dfa.DfaScratch;
import net.modwsgialias.nfa.NfaScratch;

/**
 * What one search writes: the bounds of the match and of its groups, and room to work in.
 *
 * <p>One thread at a time may use a scratch; it serves any {@link PatternSet}, and keeps what it has allocated.
 * {@link #close()} gives back its native memory.
 */
public final class MatchScratch implements AutoCloseable {

    /** {@code $0} to {@code $9}: httpd's {@code AP_MAX_REG_MATCH}. */
    public static final int GROUPS = 10;

    /** A bound of a group that took no part in the match. */
    public static final int ABSENT = -1;

    private final int[] bounds = new int[2 * GROUPS];
    private final DfaScratch dfa = new DfaScratch();
    private final NfaScratch nfa = new NfaScratch();
    private Pcre2Matcher pcre2;
    private int pcre2Searches;
    private int read;
    private boolean subjectSet;

    /** Where group {@code group} begins, as a byte offset in the subject, or {@link #ABSENT}. */
    public int start(int group) {
        return bounds[2 * group];
    }

    /** Where group {@code group} ends, as a byte offset in the subject, or {@link #ABSENT}. */
    public int end(int group) {
        return bounds[2 * group + 1];
    }

    /**
     * How many bytes of the subject the last search's result hangs on: all subjects that begin with those have the same
     * result, bounds included. The end counts as one more byte.
     */
    public int read() {
        return read;
    }

    void setRead(int count) {
        read = count;
    }

    /** The result hangs on so many bytes, too. */
    void addRead(int count) {
        read = Math.max(read, count);
    }

    /** Copies the bounds: begin and end of each group. */
    public void copyBounds(int[] into) {
        System.arraycopy(bounds, 0, into, 0, bounds.length);
    }

    /** Sets the bounds to what {@link #copyBounds} gave. */
    public void setBounds(int[] from) {
        System.arraycopy(from, 0, bounds, 0, bounds.length);
    }

    void setGroup(int group, int start, int end) {
        bounds[2 * group] = start;
        bounds[2 * group + 1] = end;
    }

    /** Sets {@code $0} and empties all other groups. */
    void setWhole(int start, int end) {
        setGroup(0, start, end);
        for (int group = 1; group < GROUPS; group++) {
            setGroup(group, ABSENT, ABSENT);
        }
    }

    /** Sets the groups from slots, two for each group; those beyond {@code count} are absent. */
    void setSlots(int[] slots, int count) {
        System.arraycopy(slots, 0, bounds, 0, count);
        Arrays.fill(bounds, count, bounds.length, ABSENT);
    }

    /** Whether any search since {@link #forgetCosts()} emptied an automaton's cache or asked PCRE2. */
    public boolean hasCosts() {
        return (pcre2Searches | dfa.flushes()) != 0;
    }

    /** How many patterns PCRE2 was asked for since {@link #forgetCosts()}. */
    public int pcre2Searches() {
        return pcre2Searches;
    }

    /** How often searches emptied an automaton's cache since {@link #forgetCosts()}. */
    public int cacheFlushes() {
        return dfa.flushes();
    }

    /** Counts from 0 again. */
    public void forgetCosts() {
        pcre2Searches = 0;
        dfa.forgetFlushes();
    }

    void countPcre2Search() {
        pcre2Searches++;
    }

    /** The bounds themselves: begin and end of each group. */
    int[] slots() {
        return bounds;
    }

    DfaScratch dfa() {
        return dfa;
    }

    NfaScratch nfa() {
        return nfa;
    }

    /** The next search has another subject. */
    void forgetSubject() {
        subjectSet = false;
    }

    /** The matcher for a subject, which is handed to it once. */
    Pcre2Matcher pcre2(byte[] subject, int length) {
        if (!subjectSet) {
            pcre2().setSubject(subject, length);
            subjectSet = true;
        }
        return pcre2;
    }

    Pcre2Matcher pcre2() {
        if (pcre2 == null) {
            pcre2 = new Pcre2Matcher();
        }
        return pcre2;
    }

    @Override
    public void close() {
        Pcre2Matcher closing = pcre2;
        // First, so that nothing is freed twice, whatever becomes of this.
        pcre2 = null;
        if (closing != null) {
            closing.close();
        }
    }
}
