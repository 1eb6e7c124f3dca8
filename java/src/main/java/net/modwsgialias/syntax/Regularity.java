package net.modwsgialias.syntax;

import java.util.List;

/**
 * Decides whether a tree's possessive, atomic and tail parts may be given to an automaton, which knows nothing of
 * them: only where the simple reading cannot give another answer.
 *
 * <p>A possessive repeat differs from a greedy one when what follows could begin where the repeat gave a round
 * back. It cannot if what follows never begins with what begins a round, or always succeeds at once.
 */
final class Regularity {

    /**
     * Bounds what follows: for each node all below it are looked at, and for each of these again, so the time grows
     * with the size of the tree and with the square of its depth.
     */
    private static final long MOST_STEPS = 1_000_000;

    private Regularity() {
    }

    static void check(Node root) throws IrregularException {
        long depth = depth(root);
        if (size(root) * depth * depth > MOST_STEPS) {
            throw new IrregularException("possessive, atomic or look-ahead part in a pattern nested too deeply", 0);
        }
        check(root, First.ANY, true);
        if (hasTail(root) && root.isNullable()) {
            // Whether its match ends at offset 0 would depend on what the tail finds.
            throw new IrregularException("look-ahead behind a part that can be empty", 0);
        }
    }

    /**
     * @param follow what may come behind the node
     * @param last whether nothing at all comes behind the node, so that what follows always succeeds
     */
    private static void check(Node node, First follow, boolean last) throws IrregularException {
        if (node instanceof Node.Concat concat) {
            checkConcat(concat.items(), follow, last);
        } else if (node instanceof Node.Alternation alternation) {
            for (Node branch : alternation.branches()) {
                check(branch, follow, last);
            }
        } else if (node instanceof Node.Capture capture) {
            if (hasTail(capture.body())) {
                throw new IrregularException("look-ahead in a group", 0);
            }
            check(capture.body(), follow, last);
        } else if (node instanceof Node.Repeat repeat) {
            checkRepeat(repeat, follow, last);
        } else if (node instanceof Node.Atomic atomic) {
            if (hasTail(atomic.body()) || !(last || isFixed(atomic.body(), follow))) {
                throw new IrregularException("atomic group", atomic.offset());
            }
            check(atomic.body(), follow, last);
        } else if (node instanceof Node.Tail tail) {
            if (!last || hasTail(tail.body())) {
                throw new IrregularException("look-ahead that is not the end of the pattern", tail.offset());
            }
            check(tail.body(), First.ANY, true);
        } else if (node instanceof Node.Ahead ahead) {
            if (ahead.body().contains(Node.Ahead.class)) {
                throw new IrregularException("look-ahead in a look-ahead", ahead.offset());
            }
            check(ahead.body(), First.ANY, true);
        }
    }

    private static void checkConcat(List<Node> items, First follow, boolean last) throws IrregularException {
        First behind = follow;
        boolean nothingBehind = last;
        for (int i = items.size() - 1; i >= 0; i--) {
            Node item = items.get(i);
            check(item, behind, nothingBehind);
            behind = First.of(item, behind);
            nothingBehind &= item instanceof Node.Concat concat && concat.items().isEmpty();
        }
    }

    private static void checkRepeat(Node.Repeat repeat, First follow, boolean last) throws IrregularException {
        if (hasTail(repeat.body())) {
            throw new IrregularException("look-ahead in a repeat", repeat.offset());
        }
        if (repeat.greed() == Node.Greed.POSSESSIVE && !last && !isFixedPossessive(repeat, follow)) {
            throw new IrregularException("possessive repeat", repeat.offset());
        }
        First another = First.of(repeat.body(), First.ANY);
        boolean once = repeat.max() <= 1;
        check(repeat.body(), once ? follow : follow.union(another), once && last);
    }

    private static boolean isFixedPossessive(Node.Repeat repeat, First follow) {
        First round = First.of(repeat.body(), First.ANY);
        return !repeat.body().isNullable() && round.isDisjoint(follow) && isFixed(repeat.body(), round.union(follow));
    }

    /** Whether the node can match in one way at most, whatever the subject. */
    private static boolean isFixed(Node node, First follow) {
        if (node instanceof Node.Concat concat) {
            First behind = follow;
            for (int i = concat.items().size() - 1; i >= 0; i--) {
                if (!isFixed(concat.items().get(i), behind)) {
                    return false;
                }
                behind = First.of(concat.items().get(i), behind);
            }
            return true;
        } else if (node instanceof Node.Alternation alternation) {
            return areFixed(alternation.branches(), follow);
        } else if (node instanceof Node.Capture capture) {
            return isFixed(capture.body(), follow);
        } else if (node instanceof Node.Atomic atomic) {
            return isFixed(atomic.body(), follow);
        } else if (node instanceof Node.Repeat repeat) {
            return isFixedRepeat(repeat, follow);
        }
        return !(node instanceof Node.Tail);
    }

    /**
     * A repeat may well give rounds back in search of a match; but where the rounds are fixed and nothing that
     * follows begins like one, only one number of rounds can lead anywhere.
     */
    private static boolean isFixedRepeat(Node.Repeat repeat, First follow) {
        return repeat.greed() != Node.Greed.LAZY && repeat.min() != repeat.max()
                ? isFixedPossessive(repeat, follow)
                : repeat.min() == repeat.max() && isFixed(repeat.body(), First.ANY);
    }

    private static boolean areFixed(List<Node> branches, First follow) {
        First seen = First.NOTHING;
        for (Node branch : branches) {
            First first = First.of(branch, First.ANY);
            if (branch.isNullable() || !first.isDisjoint(seen) || !isFixed(branch, follow)) {
                return false;
            }
            seen = seen.union(first);
        }
        return true;
    }

    private static long size(Node node) {
        long size = 1;
        for (Node part : node.parts()) {
            size += size(part);
        }
        return size;
    }

    private static int depth(Node node) {
        int deepest = 0;
        for (Node part : node.parts()) {
            deepest = Math.max(deepest, depth(part));
        }
        return 1 + deepest;
    }

    private static boolean hasTail(Node node) {
        return node.contains(Node.Tail.class);
    }
}
