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
            return look.isBegin();
        } else if (node instanceof Node.Concat concat) {
            return !concat.items().isEmpty() && atBegin(concat.items().get(0));
        } else if (node instanceof Node.Alternation alternation) {
            for (Node branch : alternation.branches()) {
                if (!atBegin(branch)) {
                    return false;
                }
            }
            return true;
        } else if (node instanceof Node.Capture capture) {
            return atBegin(capture.body());
        } else if (node instanceof Node.Repeat repeat) {
            return takesAnything(repeat) || (repeat.min() > 0 && atBegin(repeat.body()));
        } else if (node instanceof Node.Atomic atomic) {
            return atBegin(atomic.body());
        }
        return false;
    }

    private static boolean takesAnything(Node.Repeat repeat) {
        return repeat.min() == 0 && repeat.max() == Node.Repeat.UNBOUNDED
                && repeat.body() instanceof Node.Bytes bytes && bytes.set().equals(ByteSet.ALL);
    }
}
