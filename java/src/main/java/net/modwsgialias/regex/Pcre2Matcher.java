package net.modwsgialias.regex;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.lang.ref.Reference;
import java.nio.LongBuffer;

/**
 * What PCRE2 needs for a search: the subject in native memory and a match data block. Grows with the longest
 * subject seen, up to {@link #KEPT_BYTES}; a longer one gets memory of its own for the one search.
 */
final class Pcre2Matcher implements AutoCloseable {

    /** Larger than httpd's default limit of a request line (8,190), so that only unusual servers go past it. */
    private static final int KEPT_BYTES = 64 * 1024;

    private final Memory kept = new Memory(KEPT_BYTES);
    private final long matchData;
    private final LongBuffer ovector;
    private Memory subject = kept;
    private int length;

    /** @throws OutOfMemoryError if there is no memory for it */
    Pcre2Matcher() {
        this(0);
    }

    /** @param generalContext where PCRE2 takes its memory from; 0 for {@code malloc} */
    Pcre2Matcher(long generalContext) {
        matchData = Pcre2.pcre2_match_data_create_8(MatchScratch.GROUPS, generalContext);
        if (matchData == 0) {
            throw new OutOfMemoryError("PCRE2 found no memory for the groups of a match");
        }
        ovector = Pcre2.ovector(matchData, MatchScratch.GROUPS);
    }

    /** Makes the first {@code length} bytes of {@code bytes} the subject of the searches that follow. */
    void setSubject(byte[] bytes, int length) {
        if (subject != kept) {
            // The collector knows nothing of the native memory that a few bytes of its own stand for.
            subject.close();
            subject = kept;
        }
        subject = length <= KEPT_BYTES ? kept : new Memory(length);
        subject.write(0, bytes, 0, length);
        this.length = length;
    }

    /**
     * Searches the subject and puts the groups into the scratch.
     *
     * @return true if the pattern matches
     * @throws MatchLimitException if PCRE2 reaches its limit
     */
    boolean search(Pcre2Pattern pattern, int index, MatchScratch scratch) throws MatchLimitException {
        int count;
        try {
            count = Pcre2.pcre2_match_8(pattern.code(), Pointer.nativeValue(subject), length, 0, 0, matchData, 0);
        } finally {
            // PCRE2 reads what the pattern's cleaner frees.
            Reference.reachabilityFence(pattern);
        }
        if (Pcre2.isNoMatch(count)) {
            return false;
        }
        if (count < 0) {
            throw new MatchLimitException(index, Pcre2.message(count));
        }
        // 0 says that the pattern has more groups than were asked for; those that were asked for are all there.
        int known = count == 0 ? MatchScratch.GROUPS : count;
        for (int group = 0; group < MatchScratch.GROUPS; group++) {
            if (group < known) {
                scratch.setGroup(group, (int) ovector.get(2 * group), (int) ovector.get(2 * group + 1));
            } else {
                scratch.setGroup(group, MatchScratch.ABSENT, MatchScratch.ABSENT);
            }
        }
        return true;
    }

    @Override
    public void close() {
        Pcre2.pcre2_match_data_free_8(matchData);
        kept.close();
    }
}
