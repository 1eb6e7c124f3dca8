package net.modwsgialias.syntax;

import java.util.List;

/** The tree of a pattern. Order is meaning: what stands first is tried first. Immutable. */
public sealed interface Node {

    /** The empty string. */
    Node EMPTY = new Concat(List.of());

    /** Whether the node can match the empty string somewhere. */
    boolean isNullable();

    /** The nodes directly below. */
    default List<Node> parts() {
        return List.of();
    }

    /** Whether this node or one below is of a kind. */
    default boolean contains(Class<? extends Node> kind) {
        if (kind.isInstance(this)) {
            return true;
        }
        for (Node part : parts()) {
            if (part.contains(kind)) {
                return true;
            }
        }
        return false;
    }

    /** One byte out of a set. The empty set never matches. */
    record Bytes(ByteSet set) implements Node {
        @Override
        public boolean isNullable() {
            return false;
        }

    }

    /**
     * A condition on the byte before or behind the place, which takes nothing.
     *
     * @param ahead true for the byte that follows, false for the byte before
     * @param set the bytes that satisfy it
     * @param edge whether the edge of the subject, where there is no such byte, satisfies it
     */
    record Look(boolean ahead, ByteSet set, boolean edge) implements Node {
        @Override
        public boolean isNullable() {
            return true;
        }

        /** Whether it is {@link #BEGIN}. Not by equals(): a record's own costs a JVM milliseconds the first time. */
        public boolean isBegin() {
            return !ahead && edge && set.equals(ByteSet.NONE);
        }

        /** Whether it is {@link #END}. */
        public boolean isEnd() {
            return ahead && edge && set.equals(ByteSet.NONE);
        }

        /** The beginning of the subject. */
        public static final Look BEGIN = new Look(false, ByteSet.NONE, true);
        /** The end of the subject. */
        public static final Look END = new Look(true, ByteSet.NONE, true);
    }

    /** One after the other. */
    record Concat(List<Node> items) implements Node {
        @Override
        public List<Node> parts() {
            return items;
        }

        @Override
        public boolean isNullable() {
            for (Node item : items) {
                if (!item.isNullable()) {
                    return false;
                }
            }
            return true;
        }
    }

    /** One of several, the first that leads to a match. */
    record Alternation(List<Node> branches) implements Node {
        @Override
        public List<Node> parts() {
            return branches;
        }

        @Override
        public boolean isNullable() {
            for (Node branch : branches) {
                if (branch.isNullable()) {
                    return true;
                }
            }
            return false;
        }
    }

    /** A numbered group; several may have the same number. */
    record Capture(int group, Node body) implements Node {
        @Override
        public List<Node> parts() {
            return List.of(body);
        }

        @Override
        public boolean isNullable() {
            return body.isNullable();
        }

    }

    /** How a repeat chooses the number of rounds. */
    enum Greed {
        /** As many as lead to a match. */
        GREEDY,
        /** As few as lead to a match. */
        LAZY,
        /** As many as there are, whatever follows. */
        POSSESSIVE
    }

    /**
     * A repeat.
     *
     * @param min at least this many rounds
     * @param max at most this many, or {@link #UNBOUNDED}
     * @param offset where in the text the quantifier stands
     */
    record Repeat(Node body, int min, int max, Greed greed, int offset) implements Node {
        @Override
        public List<Node> parts() {
            return List.of(body);
        }

        @Override
        public boolean isNullable() {
            return min == 0 || body.isNullable();
        }

        /** No upper bound. */
        public static final int UNBOUNDED = Integer.MAX_VALUE;
    }

    /** A part whose first way to match is kept, whatever follows. */
    record Atomic(Node body, int offset) implements Node {
        @Override
        public List<Node> parts() {
            return List.of(body);
        }

        @Override
        public boolean isNullable() {
            return body.isNullable();
        }

    }

    /** What must follow the end of the match: a look-ahead that is the last thing of its pattern. */
    record Tail(Node body, int offset) implements Node {
        @Override
        public List<Node> parts() {
            return List.of(body);
        }

        @Override
        public boolean isNullable() {
            return true;
        }

    }

    /**
     * A look-ahead of more than one byte, anywhere.
     *
     * @param negative whether the body must not match here
     */
    record Ahead(Node body, boolean negative, int offset) implements Node {
        @Override
        public List<Node> parts() {
            return List.of(body);
        }

        @Override
        public boolean isNullable() {
            return true;
        }
    }
}
