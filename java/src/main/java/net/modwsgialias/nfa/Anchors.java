package net.modwsgialias.nfa;

import net.modwsgialias.syntax.ByteSet;
import net.modwsgialias.syntax.Node;

/** What a tree says about where it can match. */
public final class Anchors {

    private Anchors() {
    }

    /**
     * Whether the leftmost match, if there is one, begins at offset 0: because of an anchor, or because a leading
     * repeat can take whatever comes before.
     */
    public static boolean atBegin(Node node) {
        if (node instanceof Node.Look look) {
            return isBegin(look);
        } else if (node instanceof Node.Concat concat) {
            return !concat.items().isEmpty() && atBegin(concat.items().get(0));
        } else if (node instanceof Node.Alternation alternation) {
            return alternation.branches().stream().allMatch(Anchors::atBegin);
        } else if (node instanceof Node.Capture capture) {
            return atBegin(capture.body());
        } else if (node instanceof Node.Repeat repeat) {
            return takesAnything(repeat) || (repeat.min() > 0 && atBegin(repeat.body()));
        } else if (node instanceof Node.Atomic atomic) {
            return atBegin(atomic.body());
        }
        return false;
    }

    /** Whether the condition is: the subject begins here. */
    static boolean isBegin(Node.Look look) {
        return !look.ahead() && look.edge() && look.set().equals(ByteSet.NONE);
    }

    private static boolean takesAnything(Node.Repeat repeat) {
        return repeat.min() == 0 && repeat.max() == Node.Repeat.UNBOUNDED
                && repeat.body() instanceof Node.Bytes bytes && bytes.set().equals(ByteSet.ALL);
    }
}
