package net.modwsgialias.dfa;

import java.util.Arrays;

/**
 * The common beginnings of many patterns, while they are collected. An edge is a set of bytes; a node may have one
 * star child for each set, which is reached without a byte and stays where it is on a byte of its set. For one thread.
 */
final class Trie {

    static final int NONE = -1;

    private int[] firstChild = new int[64];
    private int[] nextSibling = new int[64];
    private int[] edge = new int[64];
    private int[] firstTarget = new int[64];
    private int[] nextTarget = new int[64];
    private int[] target = new int[64];
    private int[] owner = new int[64];
    private boolean[] shared = new boolean[64];
    private int targets;
    private int nodes;

    /** Adds a node that nothing leads to. */
    int addRoot() {
        return addNode(NONE, 0);
    }

    private int addNode(int sibling, int label) {
        if (nodes == edge.length) {
            int capacity = 2 * nodes;
            firstChild = Arrays.copyOf(firstChild, capacity);
            nextSibling = Arrays.copyOf(nextSibling, capacity);
            edge = Arrays.copyOf(edge, capacity);
            firstTarget = Arrays.copyOf(firstTarget, capacity);
            owner = Arrays.copyOf(owner, capacity);
            shared = Arrays.copyOf(shared, capacity);
        }
        firstChild[nodes] = NONE;
        nextSibling[nodes] = sibling;
        edge[nodes] = label;
        firstTarget[nodes] = NONE;
        owner[nodes] = NONE;
        return nodes++;
    }

    /** The child over a byte of the set, or the star child for it; added if there is none. */
    int child(int node, int set, boolean star) {
        int label = set << 1 | (star ? 1 : 0);
        for (int child = firstChild[node]; child != NONE; child = nextSibling[child]) {
            if (edge[child] == label) {
                return child;
            }
        }
        int child = addNode(firstChild[node], label);
        firstChild[node] = child;
        return child;
    }

    /** Notes that a pattern goes through the node; patterns come in ascending order. */
    void visit(int node, int pattern) {
        if (owner[node] == NONE) {
            owner[node] = pattern;
        } else if (owner[node] != pattern) {
            shared[node] = true;
        }
    }

    /** Notes that at this node a pattern goes on at a place in the code. */
    void addTarget(int node, int place) {
        if (targets == target.length) {
            target = Arrays.copyOf(target, 2 * targets);
            nextTarget = Arrays.copyOf(nextTarget, 2 * targets);
        }
        target[targets] = place;
        nextTarget[targets] = firstTarget[node];
        firstTarget[node] = targets++;
    }

    int size() {
        return nodes;
    }

    int firstChild(int node) {
        return firstChild[node];
    }

    int nextSibling(int child) {
        return nextSibling[child];
    }

    boolean isStar(int node) {
        return (edge[node] & 1) != 0;
    }

    int set(int node) {
        return edge[node] >>> 1;
    }

    int firstTarget(int node) {
        return firstTarget[node];
    }

    int nextTarget(int index) {
        return nextTarget[index];
    }

    int target(int index) {
        return target[index];
    }

    /** The lowest pattern that goes through the node, or {@link #NONE}. */
    int owner(int node) {
        return owner[node];
    }

    /** The only pattern that goes through the node, or {@link #NONE}. */
    int only(int node) {
        return shared[node] ? NONE : owner[node];
    }
}
