package net.modwsgialias.dfa;

/** The states that a lazy automaton has come to, in words, for people. */
final class DfaText {

    private final StateCache cache;
    private final ByteClasses classes;
    private final Union union;
    private final StringBuilder out = new StringBuilder();

    DfaText(StateCache cache, ByteClasses classes, Union union) {
        this.cache = cache;
        this.classes = classes;
        this.union = union;
    }

    /** @param start the entry with which searches begin */
    String text(int start) {
        out.append("start -> ").append(target(start)).append('\n');
        Threads threads = new Threads();
        int stride = classes.count() + 1;
        for (int state = 1; state <= cache.states(); state++) {
            cache.load(state * stride, threads);
            out.append("state ").append(state).append(": ").append(threads.places.size()).append(" threads");
            for (int i = 0; i < threads.places.size() && i < 8; i++) {
                out.append(i == 0 ? " at " : ", ").append(threads.places.get(i))
                        .append(" of ").append(owner(threads.places.get(i)));
            }
            out.append(!threads.isRestarting() ? "\n" : ", and the floating patterns anew\n");
            for (int symbol = 0; symbol < stride; symbol++) {
                int entry = cache.table()[state * stride + symbol];
                if (entry != Entries.UNKNOWN) {
                    out.append("  ").append(symbol == stride - 1 ? "end" : classes.members(symbol).toString())
                            .append(" -> ").append(target(entry)).append('\n');
                }
            }
        }
        return out.toString();
    }

    private String owner(int place) {
        return union.onlyOf(place) >= 0 ? "pattern " + union.onlyOf(place) : "patterns from " + union.ownerOf(place);
    }

    private String target(int entry) {
        if (entry == Entries.FULL) {
            return "no memory";
        } else if (entry == Entries.DEAD) {
            return "dead";
        } else if (Entries.isEnd(entry)) {
            return match(Entries.number(entry)) + "dead";
        } else if (Entries.isAction(entry)) {
            long action = cache.action(entry);
            return match(StateCache.matchOf(action)) + next(StateCache.nextOf(action));
        }
        return next(Entries.isCommitment(entry) ? ~Entries.number(entry) : entry);
    }

    private static String match(int pattern) {
        return "match of pattern " + pattern + ", ";
    }

    private String next(int next) {
        return next > 0 ? "state " + next / (classes.count() + 1) : "left to pattern " + ~next;
    }
}
