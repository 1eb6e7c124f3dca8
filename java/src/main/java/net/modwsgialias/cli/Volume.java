package net.modwsgialias.cli;

/**
 * How many requests and URLs were looked up.
 *
 * @param urls how many URLs were asked about
 * @param exact whether no URL was asked about twice: of a long log, one that comes again much later is
 * @param unreadable lines that told of no request
 */
record Volume(long requests, long urls, boolean exact, long unreadable) {

    /** What has come since then. */
    Volume since(Volume earlier) {
        return new Volume(requests - earlier.requests, urls - earlier.urls, exact, unreadable - earlier.unreadable);
    }

    /** To be read behind a URL. */
    static String times(long requests) {
        return requests > 1 ? "  (" + requests + " times)" : "";
    }

    @Override
    public String toString() {
        return requests + " requests, " + (exact ? "" : "at most ") + urls + " different URLs"
                + (unreadable == 0 ? "" : ", " + unreadable + " lines without a readable request");
    }
}
