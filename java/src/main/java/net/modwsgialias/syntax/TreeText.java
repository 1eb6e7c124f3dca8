package net.modwsgialias.syntax;

import java.util.List;

/** A tree in words, one node a line, for people. */
public final class TreeText {

    private final StringBuilder out = new StringBuilder();

    private TreeText() {
    }

    /** The tree below a node. */
    public static String of(Node node) {
        TreeText text = new TreeText();
        text.append(node, 0);
        return text.out.toString();
    }

    private void append(Node node, int depth) {
        if (node instanceof Node.Bytes bytes) {
            line(depth, "byte " + bytes.set());
        } else if (node instanceof Node.Look look) {
            line(depth, (look.ahead() ? "ahead " : "behind ") + look.set() + (look.edge() ? " or edge" : ""));
        } else if (node instanceof Node.Concat concat) {
            line(depth, concat.items().isEmpty() ? "empty" : "sequence");
            appendAll(concat.items(), depth + 1);
        } else if (node instanceof Node.Alternation alternation) {
            line(depth, "either");
            appendAll(alternation.branches(), depth + 1);
        } else if (node instanceof Node.Capture capture) {
            line(depth, "group " + capture.group());
            append(capture.body(), depth + 1);
        } else if (node instanceof Node.Repeat repeat) {
            String max = repeat.max() == Node.Repeat.UNBOUNDED ? "" : String.valueOf(repeat.max());
            line(depth, "repeat {" + repeat.min() + "," + max + "} " + repeat.greed());
            append(repeat.body(), depth + 1);
        } else if (node instanceof Node.Atomic atomic) {
            line(depth, "atomic");
            append(atomic.body(), depth + 1);
        } else if (node instanceof Node.Tail tail) {
            line(depth, "followed by");
            append(tail.body(), depth + 1);
        } else if (node instanceof Node.Ahead ahead) {
            line(depth, ahead.negative() ? "not ahead" : "ahead");
            append(ahead.body(), depth + 1);
        }
    }

    private void appendAll(List<Node> nodes, int depth) {
        nodes.forEach(node -> append(node, depth));
    }

    private void line(int depth, String text) {
        out.append("  ".repeat(depth)).append(text).append('\n');
    }
}
