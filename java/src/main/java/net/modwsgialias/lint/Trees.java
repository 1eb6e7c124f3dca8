package net.modwsgialias.lint;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.modwsgialias.syntax.ByteSet;
import net.modwsgialias.syntax.Node;

/** What a pattern's tree says about the texts that it matches. */
final class Trees {

    /** As many texts as make no difference any more. */
    static final long MANY = 1000;

    private static final ByteSet NEWLINE = ByteSet.of('\n');
    private static final ByteSet SLASH = ByteSet.of('/');

    private Trees() {
    }

    /**
     * How many texts a part matches, {@link #MANY} at most; of a text with a run of slashes only the shortest counts.
     *
     * @param known groups that count as one text
     */
    static long texts(Node node, Set<Integer> known) {
        if (node instanceof Node.Bytes bytes) {
            return Math.min(MANY, bytes.set().size());
        } else if (node instanceof Node.Concat concat) {
            long count = 1;
            for (Node item : concat.items()) {
                count = Math.min(MANY, count * texts(item, known));
            }
            return count;
        } else if (node instanceof Node.Alternation alternation) {
            long count = 0;
            for (Node branch : alternation.branches()) {
                count = Math.min(MANY, count + texts(branch, known));
            }
            return count;
        } else if (node instanceof Node.Capture capture) {
            return known.contains(capture.group()) ? 1 : texts(capture.body(), known);
        } else if (node instanceof Node.Repeat repeat) {
            return texts(repeat, known);
        } else if (node instanceof Node.Atomic atomic) {
            return texts(atomic.body(), known);
        }
        return 1;
    }

    private static long texts(Node.Repeat repeat, Set<Integer> known) {
        long round = texts(repeat.body(), known);
        if (isSlash(repeat.body())) {
            return 1;
        }
        if (repeat.max() == Node.Repeat.UNBOUNDED) {
            return MANY;
        }
        long count = 0;
        for (int rounds = repeat.min(); rounds <= repeat.max() && count < MANY; rounds++) {
            count = Math.min(MANY, count + (long) Math.min(MANY, Math.pow(round, rounds)));
        }
        return count;
    }

    private static boolean isSlash(Node node) {
        return node instanceof Node.Bytes bytes && bytes.set().equals(SLASH);
    }

    /** The bodies of a group. */
    static List<Node> bodies(Node node, int group) {
        List<Node> found = new ArrayList<>();
        collect(node, group, found);
        return found;
    }

    private static void collect(Node node, int group, List<Node> found) {
        if (node instanceof Node.Capture capture && capture.group() == group) {
            found.add(capture.body());
        }
        for (Node child : children(node)) {
            collect(child, group, found);
        }
    }

    /** The parts that a part is made of. */
    static List<Node> children(Node node) {
        if (node instanceof Node.Concat concat) {
            return concat.items();
        } else if (node instanceof Node.Alternation alternation) {
            return alternation.branches();
        } else if (node instanceof Node.Capture capture) {
            return List.of(capture.body());
        } else if (node instanceof Node.Repeat repeat) {
            return List.of(repeat.body());
        } else if (node instanceof Node.Atomic atomic) {
            return List.of(atomic.body());
        }
        return node instanceof Node.Tail tail ? List.of(tail.body()) : List.of();
    }

    /**
     * Whether a part, at the end of a pattern, always takes all that is left of a segment of the path. Many patterns end
     * in <code>([^/]+)</code>; of others, it is not told here.
     */
    static boolean swallowsSegment(Node node) {
        if (node instanceof Node.Concat concat) {
            return !concat.items().isEmpty() && swallowsSegment(concat.items().get(concat.items().size() - 1));
        } else if (node instanceof Node.Capture capture) {
            return swallowsSegment(capture.body());
        }
        return node instanceof Node.Repeat repeat && takesAllBut(SLASH, repeat);
    }

    /** Whether a repeat goes on, without giving way, until one of these bytes or the end; or farther. */
    private static boolean takesAllBut(ByteSet some, Node.Repeat repeat) {
        return repeat.max() == Node.Repeat.UNBOUNDED && repeat.greed() != Node.Greed.LAZY
                && repeat.body() instanceof Node.Bytes bytes && bytes.set().union(some).equals(ByteSet.ALL);
    }

    /**
     * Whether a part, at the end of a pattern, always takes all that is left of the URL.
     *
     * @param kept groups whose text is not lost
     */
    static boolean swallowsRest(Node node, Set<Integer> kept) {
        if (node instanceof Node.Concat concat) {
            int last = concat.items().size() - 1;
            while (last >= 0 && concat.items().get(last) instanceof Node.Look look && look.isEnd()) {
                last--;
            }
            return last >= 0 && swallowsRest(concat.items().get(last), kept);
        } else if (node instanceof Node.Alternation alternation) {
            for (Node branch : alternation.branches()) {
                if (!swallowsRest(branch, kept)) {
                    return false;
                }
            }
            return true;
        } else if (node instanceof Node.Capture capture) {
            return !kept.contains(capture.group()) && swallowsRest(capture.body(), kept);
        } else if (node instanceof Node.Repeat repeat) {
            return takesAllBut(NEWLINE, repeat) || repeat.max() == 1 && swallowsRest(repeat.body(), kept);
        } else if (node instanceof Node.Atomic atomic) {
            return swallowsRest(atomic.body(), kept);
        }
        return false;
    }
}
