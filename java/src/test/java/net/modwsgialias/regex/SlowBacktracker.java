package net.modwsgialias.regex;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import net.modwsgialias.syntax.Node;

/**
 * A second oracle: follows the tree in the obvious way, trying everything in order. Exponential, for small subjects.
 */
final class SlowBacktracker {

    /** Thrown when a search takes too long to be worth it. */
    static final class TooSlow extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static final int MOST_STEPS = 200_000;

    private final Node root;
    private final byte[] subject;
    private int[] groups = new int[2 * MatchScratch.GROUPS];
    private int steps;
    private int end;

    private SlowBacktracker(Node root, byte[] subject) {
        this.root = root;
        this.subject = subject;
    }

    /** The bounds of all groups, or null if there is no match. */
    static int[] search(Node root, byte[] subject) {
        return new SlowBacktracker(root, subject).search();
    }

    private int[] search() {
        for (int start = 0; start <= subject.length; start++) {
            Arrays.fill(groups, -1);
            end = -1;
            if (match(root, start, at -> {
                end = end < 0 ? at : end;
                return true;
            })) {
                groups[0] = start;
                groups[1] = end;
                return groups;
            }
        }
        return null;
    }

    /** Whether the node matches at a place so that what follows is content with where it ends. */
    private boolean match(Node node, int at, IntPredicate then) {
        if (++steps > MOST_STEPS) {
            throw new TooSlow();
        }
        if (node instanceof Node.Bytes bytes) {
            return at < subject.length && bytes.set().contains(subject[at] & 0xff) && then.test(at + 1);
        } else if (node instanceof Node.Look look) {
            return holds(look, at) && then.test(at);
        } else if (node instanceof Node.Concat concat) {
            return sequence(concat.items(), at, then);
        } else if (node instanceof Node.Alternation alternation) {
            return alternation.branches().stream().anyMatch(branch -> match(branch, at, then));
        } else if (node instanceof Node.Capture capture) {
            return capture(capture, at, then);
        } else if (node instanceof Node.Repeat repeat) {
            return repeat.greed() == Node.Greed.POSSESSIVE
                    ? first(after -> rounds(repeat, 0, at, after), then)
                    : rounds(repeat, 0, at, then);
        } else if (node instanceof Node.Atomic atomic) {
            return first(after -> match(atomic.body(), at, after), then);
        }
        if (node instanceof Node.Ahead ahead) {
            return holds(ahead, at) && then.test(at);
        }
        Node.Tail tail = (Node.Tail) node;
        return match(tail.body(), at, after -> true) && then.test(at);
    }

    private boolean holds(Node.Look look, int at) {
        int place = look.ahead() ? at : at - 1;
        boolean edge = place < 0 || place == subject.length;
        return edge ? look.edge() : look.set().contains(subject[place] & 0xff);
    }

    private boolean holds(Node.Ahead ahead, int at) {
        int[] before = groups.clone();
        boolean matches = match(ahead.body(), at, after -> true);
        System.arraycopy(before, 0, groups, 0, groups.length);
        return matches != ahead.negative();
    }

    private boolean sequence(List<Node> items, int at, IntPredicate then) {
        return items.isEmpty()
                ? then.test(at)
                : match(items.get(0), at, after -> sequence(items.subList(1, items.size()), after, then));
    }

    private boolean capture(Node.Capture capture, int at, IntPredicate then) {
        int slot = 2 * capture.group();
        if (slot >= groups.length) {
            return match(capture.body(), at, then);
        }
        return match(capture.body(), at, after -> {
            int oldStart = groups[slot];
            int oldEnd = groups[slot + 1];
            groups[slot] = at;
            groups[slot + 1] = after;
            if (then.test(after)) {
                return true;
            }
            groups[slot] = oldStart;
            groups[slot + 1] = oldEnd;
            return false;
        });
    }

    /** One way only: the first that the body finds. */
    private boolean first(Predicate<IntPredicate> body, IntPredicate then) {
        int[] before = groups.clone();
        int[] found = {-1};
        boolean matched = body.test(after -> {
            found[0] = after;
            return true;
        });
        if (matched && then.test(found[0])) {
            return true;
        }
        System.arraycopy(before, 0, groups, 0, groups.length);
        return false;
    }

    private boolean rounds(Node.Repeat repeat, int done, int at, IntPredicate then) {
        boolean unbounded = repeat.max() == Node.Repeat.UNBOUNDED;
        IntPredicate another = after -> {
            // A round that took nothing ends an unbounded repeat, once the fixed rounds are done.
            boolean last = unbounded && done + 1 >= repeat.min() && after == at;
            return last ? then.test(after) : rounds(repeat, done + 1, after, then);
        };
        if (done < repeat.min()) {
            return match(repeat.body(), at, another);
        }
        if (done >= repeat.max()) {
            return then.test(at);
        }
        return repeat.greed() == Node.Greed.LAZY
                ? then.test(at) || match(repeat.body(), at, another)
                : match(repeat.body(), at, another) || then.test(at);
    }
}
