package net.modwsgialias.benchmarks;

/**
 * One engine with one table and its URIs. Each engine gets the URIs in the form it likes best, made beforehand.
 *
 * <p>A lookup leaves winner, end of the match and captures behind: a decision without them would be half the work.
 */
interface Contender {

    /** No alias takes the URI. */
    int MISS = -1;

    /**
     * Looks a URI up.
     *
     * @param uri its place in the workload
     * @return the first pattern that matches, or {@link #MISS}
     */
    int lookup(int uri);

    /** Where a group of the last hit begins, or -1 if it took no part. */
    int start(int group);

    /** Where a group of the last hit ends, or -1 if it took no part. */
    int end(int group);

    /** How many groups the winner of the last hit has, group 0 not counted. */
    int groups(int winner);
}
