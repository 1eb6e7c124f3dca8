package net.modwsgialias.syntax;

/**
 * What may come next: a set of bytes, and perhaps the end of the subject.
 *
 * @param set the bytes that may come
 * @param end whether the subject may end
 */
public record First(ByteSet set, boolean end) {

    /** Anything at all. */
    public static final First ANY = new First(ByteSet.ALL, true);
    /** Nothing: a dead end. */
    public static final First NOTHING = new First(ByteSet.NONE, false);

    /** What either allows. */
    public First union(First other) {
        return new First(set.union(other.set), end || other.end);
    }

    /** What both allow. */
    public First intersection(First other) {
        return new First(set.intersection(other.set), end && other.end);
    }

    /** Whether nothing is allowed by both. */
    public boolean isDisjoint(First other) {
        return !set.intersects(other.set) && !(end && other.end);
    }

    /** What may come next where {@code node} stands and {@code follow} is what may come behind it. */
    public static First of(Node node, First follow) {
        if (node instanceof Node.Bytes bytes) {
            return new First(bytes.set(), false);
        } else if (node instanceof Node.Look look) {
            return look.ahead() ? follow.intersection(new First(look.set(), look.edge())) : follow;
        } else if (node instanceof Node.Concat concat) {
            First first = follow;
            for (int i = concat.items().size() - 1; i >= 0; i--) {
                first = of(concat.items().get(i), first);
            }
            return first;
        } else if (node instanceof Node.Alternation alternation) {
            First first = NOTHING;
            for (Node branch : alternation.branches()) {
                first = first.union(of(branch, follow));
            }
            return first;
        } else if (node instanceof Node.Capture capture) {
            return of(capture.body(), follow);
        } else if (node instanceof Node.Repeat repeat) {
            return ofRepeat(repeat, follow);
        } else if (node instanceof Node.Atomic atomic) {
            return of(atomic.body(), follow);
        } else if (node instanceof Node.Tail tail) {
            return of(tail.body(), ANY);
        }
        // A look-ahead of several bytes only makes this less.
        return follow;
    }

    private static First ofRepeat(Node.Repeat repeat, First follow) {
        if (repeat.max() == 0) {
            return follow;
        }
        // Behind one round there may be another: then whatever the body lets begin may come.
        First first = of(repeat.body(), repeat.max() == 1 ? follow : ANY);
        return repeat.min() == 0 ? first.union(follow) : first;
    }
}
