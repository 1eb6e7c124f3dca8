package net.modwsgialias.benchmarks;

/** Whether two engines answer the same: a fast wrong answer is no figure. */
final class Agreement {

    private Agreement() {
    }

    /** Throws if the two differ in winner, end or any group of one URI. */
    static void check(Workload workload, int uri, Contender judge, Contender other) {
        String expected = answer(judge, uri);
        String actual = answer(other, uri);
        if (!expected.equals(actual)) {
            throw new IllegalStateException(workload.uris().get(uri) + " in " + workload.name() + ": "
                    + judge.getClass().getSimpleName() + " says " + expected + ", "
                    + other.getClass().getSimpleName() + " says " + actual);
        }
    }

    /** The winner, then begin and end of each of its groups, with blanks between them; or {@code -1}. */
    static String answer(Contender contender, int uri) {
        int winner = contender.lookup(uri);
        StringBuilder answer = new StringBuilder().append(winner);
        if (winner != Contender.MISS) {
            for (int group = 0; group <= contender.groups(winner); group++) {
                answer.append(' ').append(contender.start(group)).append(' ').append(contender.end(group));
            }
        }
        return answer.toString();
    }
}
