package net.modwsgialias.syntax;

import java.util.List;

/** The trees of anchors and of look-around that asks for one byte only. */
final class Conditions {

    private static final Node.Look BEHIND_WORD = new Node.Look(false, Sets.WORD, false);
    private static final Node.Look BEHIND_OTHER = new Node.Look(false, Sets.WORD.complement(), true);
    private static final Node.Look AHEAD_WORD = new Node.Look(true, Sets.WORD, false);
    private static final Node.Look AHEAD_OTHER = new Node.Look(true, Sets.WORD.complement(), true);

    /** {@code \b}. */
    static final Node WORD_BOUNDARY = either(both(BEHIND_WORD, AHEAD_OTHER), both(BEHIND_OTHER, AHEAD_WORD));
    /** {@code \B}. */
    static final Node NOT_WORD_BOUNDARY = either(both(BEHIND_WORD, AHEAD_WORD), both(BEHIND_OTHER, AHEAD_OTHER));

    /** {@code ^} at line breaks: behind a newline, but not behind one that ends the subject. */
    private static final Node LINE_BEGIN = either(Node.Look.BEGIN,
            both(new Node.Look(false, Sets.NEWLINE, false), new Node.Look(true, ByteSet.ALL, false)));
    private static final Node LINE_END = new Node.Look(true, Sets.NEWLINE, true);

    /** {@code \R}: a carriage return with the newline behind it is never taken apart. */
    static final Node LINE_BREAK = new Node.Alternation(List.of(
            both(new Node.Bytes(ByteSet.of('\r')), new Node.Bytes(Sets.NEWLINE)),
            new Node.Bytes(Sets.VERTICAL.intersection(ByteSet.of('\r').complement())),
            both(new Node.Bytes(ByteSet.of('\r')), new Node.Look(true, Sets.NOT_NEWLINE, true))));

    private Conditions() {
    }

    private static Node both(Node first, Node second) {
        return new Node.Concat(List.of(first, second));
    }

    private static Node either(Node first, Node second) {
        return new Node.Alternation(List.of(first, second));
    }

    static Node circumflex(int options) {
        return Options.has(options, Options.MULTILINE) ? LINE_BEGIN : Node.Look.BEGIN;
    }

    static Node dollar(int options, int offset) {
        if (Options.has(options, Options.MULTILINE)) {
            return LINE_END;
        }
        return Options.has(options, Options.DOLLAR_ENDONLY) ? Node.Look.END : endOrLastNewline(offset);
    }

    /** {@code \Z}: two bytes must be known, so it is a condition only behind the end of a match. */
    static Node endOrLastNewline(int offset) {
        Node newline = new Node.Repeat(new Node.Bytes(Sets.NEWLINE), 0, 1, Node.Greed.GREEDY, offset);
        return new Node.Tail(both(newline, Node.Look.END), offset);
    }

    static Node lookBehind(Node body, int offset) throws IrregularException {
        return required(oneByte(body, false), "look-behind", offset);
    }

    static Node negativeLookAhead(Node body, int offset) {
        Node.Look look = oneByte(body, true);
        return look == null ? new Node.Ahead(body, true, offset) : negation(look);
    }

    static Node negativeLookBehind(Node body, int offset) throws IrregularException {
        return negation(required(oneByte(body, false), "negative look-behind", offset));
    }

    private static Node.Look required(Node.Look look, String what, int offset) throws IrregularException {
        if (look == null) {
            throw new IrregularException(what, offset);
        }
        return look;
    }

    private static Node.Look negation(Node.Look look) {
        return new Node.Look(look.ahead(), look.set().complement(), !look.edge());
    }

    /** The condition on one byte that the body of a look-around amounts to, or null. */
    private static Node.Look oneByte(Node body, boolean ahead) {
        if (body instanceof Node.Bytes bytes) {
            return new Node.Look(ahead, bytes.set(), false);
        }
        if (body instanceof Node.Look look && look.ahead() == ahead) {
            return look;
        }
        if (body instanceof Node.Concat concat && concat.items().size() == 1) {
            return oneByte(concat.items().get(0), ahead);
        }
        if (body instanceof Node.Alternation alternation) {
            return anyOf(alternation.branches(), ahead);
        }
        return null;
    }

    private static Node.Look anyOf(List<Node> branches, boolean ahead) {
        Node.Look union = new Node.Look(ahead, ByteSet.NONE, false);
        for (Node branch : branches) {
            Node.Look look = oneByte(branch, ahead);
            if (look == null) {
                return null;
            }
            union = new Node.Look(ahead, union.set().union(look.set()), union.edge() || look.edge());
        }
        return union;
    }
}
