package net.modwsgialias.dfa;

import java.util.HashSet;
import java.util.Set;
import net.modwsgialias.nfa.Code;
import net.modwsgialias.nfa.IntList;
import net.modwsgialias.nfa.Op;
import net.modwsgialias.nfa.SetPool;
import net.modwsgialias.syntax.ByteSet;

/**
 * Whether a pattern matches nothing at offset 0 of a subject that is not empty, and which threads a backtracker
 * would try before that. For one pattern.
 */
final class EmptyStart {

    /** Whether there is an empty match at offset 0. */
    enum Answer { NEVER, ALWAYS, DEPENDS }

    private final Code code;
    private final SetPool sets;
    private final IntList preferred = new IntList();
    private final Set<Integer> visited = new HashSet<>();

    EmptyStart(Code code, SetPool sets) {
        this.code = code;
        this.sets = sets;
    }

    /** The places that are tried before the empty match; valid after the answer {@link Answer#ALWAYS}. */
    IntList preferred() {
        return preferred;
    }

    /** Follows the code from its start in the order of a backtracker. */
    Answer explore(int start) {
        IntList stack = new IntList();
        stack.add(start);
        while (stack.size() > 0) {
            int place = stack.removeLast();
            if (!visited.add(place)) {
                continue;
            }
            switch (code.op(place)) {
                case Op.MATCH -> {
                    return Answer.ALWAYS;
                }
                case Op.SET -> preferred.add(place);
                case Op.SPLIT -> {
                    stack.add(code.y(place));
                    stack.add(code.x(place));
                }
                case Op.BEHIND -> {
                    if (Op.lookEdge(code.x(place))) {
                        stack.add(code.y(place));
                    }
                }
                default -> {
                    ByteSet set = sets.get(Op.lookSet(code.x(place)));
                    if (set.equals(ByteSet.ALL)) {
                        stack.add(code.y(place));
                    } else if (!set.equals(ByteSet.NONE)) {
                        if (reachesMatch(code.y(place))) {
                            return Answer.DEPENDS;
                        }
                        preferred.add(place);
                    }
                }
            }
        }
        return Answer.NEVER;
    }

    /** Whether a match can be reached without taking a byte, if all conditions hold. */
    private boolean reachesMatch(int from) {
        Set<Integer> seen = new HashSet<>();
        IntList stack = new IntList();
        stack.add(from);
        while (stack.size() > 0) {
            int place = stack.removeLast();
            if (seen.add(place)) {
                switch (code.op(place)) {
                    case Op.MATCH -> {
                        return true;
                    }
                    case Op.SPLIT -> {
                        stack.add(code.x(place));
                        stack.add(code.y(place));
                    }
                    case Op.AHEAD, Op.BEHIND -> stack.add(code.y(place));
                    default -> { }
                }
            }
        }
        return false;
    }
}
