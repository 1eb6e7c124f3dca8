package net.modwsgialias.nfa;

import net.modwsgialias.syntax.ByteSet;
import net.modwsgialias.syntax.First;
import net.modwsgialias.syntax.IrregularException;
import net.modwsgialias.syntax.Steps;

/**
 * Removes from a program what no match can go through: what stands behind {@code a^} or before {@code $a}, what asks
 * for a byte out of no set, and every round of a loop that has no other way out. Then a match can be reached from every
 * place that can be reached, so whoever follows a program comes to its end, and need not look out for loops without one.
 *
 * <p>For each place two sets are found: the bytes that can stand before it, or the beginning of the subject, where a
 * thread comes to it; and the bytes that can follow, or the end, where a thread goes on from there to a match. A place
 * of which either is empty is a dead end. The sets may be too large, as conditions on several bytes are not put
 * together; so not everything that never matches is found, but no loop without a way out stays.
 *
 * <p>For one thread, for one program.
 */
final class DeadEnds {

    private static final int NONE = -1;

    private final Code code;
    private final int from;
    private final int match;
    private final SetPool sets;
    private final Steps steps;
    /** The places that can be reached, each behind those that it leads to, but for loops. */
    private final int[] order;
    private int orderSize;
    /** By instruction: what can stand before it; null if it cannot be reached. */
    private final First[] before;
    /** By instruction: what can follow on a way to a match. */
    private final First[] next;

    private DeadEnds(Code code, int from, int match, SetPool sets, Steps steps) {
        int instructions = (code.length() - from) / Op.SIZE;
        this.code = code;
        this.from = from;
        this.match = match;
        this.sets = sets;
        this.steps = steps;
        this.order = new int[instructions];
        this.before = new First[instructions];
        this.next = new First[instructions];
    }

    /**
     * Removes the dead ends of one pattern; {@link Op#LOOK_AHEAD} is taken for a condition that always holds.
     *
     * @param from where the pattern's own code begins
     * @param start the place to begin at
     * @param anchored whether it is begun at offset 0 only
     * @param match the match, before {@code from}
     * @return the new place to begin at; if nothing is left, that of an instruction that never goes on
     * @throws IrregularException if that takes too many steps
     */
    static int remove(Code code, int from, int start, boolean anchored, int match, SetPool sets, Steps steps)
            throws IrregularException {
        if (start == match || !canHaveAny(code, from, start, match, sets)) {
            return start;
        }
        DeadEnds deadEnds = new DeadEnds(code, from, match, sets, steps);
        deadEnds.arrange(start);
        deadEnds.findBefore(start, anchored ? new First(ByteSet.NONE, true) : First.ANY);
        deadEnds.findNext();
        return deadEnds.keep(start);
    }

    /** Nearly no pattern has conditions elsewhere than at its ends, and then there is nothing to look for. */
    private static boolean canHaveAny(Code code, int from, int start, int match, SetPool sets) {
        for (int place = from; place < code.length(); place += Op.SIZE) {
            int x = code.x(place);
            boolean plain = switch (code.op(place)) {
                case Op.SET -> sets.get(x).size() > 0;
                case Op.BEHIND -> place == start && Op.lookEdge(x);
                case Op.AHEAD -> Op.lookEdge(x) && endsPattern(code, code.y(place), match);
                default -> true;
            };
            if (!plain) {
                return true;
            }
        }
        return false;
    }

    private static boolean endsPattern(Code code, int from, int match) {
        int place = from;
        // Only a loop can be without an end, and no loop is without a choice.
        while (place != match && code.op(place) == Op.SAVE) {
            place = code.y(place);
        }
        return place == match;
    }

    /** Puts the places that can be reached into {@link #order}: depth first, each once. */
    private void arrange(int start) {
        int[] path = new int[order.length];
        int[] followed = new int[order.length];
        boolean[] seen = new boolean[order.length];
        int depth = 0;
        path[depth++] = start;
        seen[index(start)] = true;
        while (depth > 0) {
            int place = path[depth - 1];
            int target = target(place, followed[index(place)]++);
            if (target == NONE) {
                order[orderSize++] = place;
                depth--;
            } else if (target != match && !seen[index(target)]) {
                seen[index(target)] = true;
                path[depth++] = target;
            }
        }
    }

    private int index(int place) {
        return (place - from) / Op.SIZE;
    }

    /** The places that one leads to, from number 0 on; behind the last comes {@link #NONE}. */
    private int target(int place, int number) {
        boolean split = code.op(place) == Op.SPLIT;
        if (number == 0) {
            return split ? code.x(place) : code.y(place);
        }
        return number == 1 && split ? code.y(place) : NONE;
    }

    private void findBefore(int start, First atStart) throws IrregularException {
        before[index(start)] = atStart;
        boolean grown = true;
        while (grown) {
            steps.take(orderSize);
            grown = false;
            for (int i = orderSize - 1; i >= 0; i--) {
                grown |= passOn(order[i]);
            }
        }
    }

    /** Tells the targets of a place what can stand before them; true if one of them did not know all of it. */
    private boolean passOn(int place) {
        First here = before[index(place)];
        First behind = here == null || code.op(place) == Op.SPLIT ? here : switch (code.op(place)) {
            case Op.SET -> new First(sets.get(code.x(place)), false);
            case Op.BEHIND -> here.intersection(look(place));
            default -> here;
        };
        if (behind == null || isNothing(behind)) {
            return false;
        }
        boolean grown = false;
        for (int number = 0; target(place, number) != NONE; number++) {
            int target = target(place, number);
            grown |= target != match && grow(before, index(target), behind);
        }
        return grown;
    }

    private void findNext() throws IrregularException {
        boolean grown = true;
        while (grown) {
            steps.take(orderSize);
            grown = false;
            for (int i = 0; i < orderSize; i++) {
                int place = order[i];
                grown |= before[index(place)] != null && grow(next, index(place), next(place));
            }
        }
    }

    /** What is known so far of what can follow at a place. */
    private First next(int place) {
        First behind = known(code.y(place));
        return switch (code.op(place)) {
            case Op.SET -> isNothing(behind) ? First.NOTHING : new First(sets.get(code.x(place)), false);
            case Op.SPLIT -> known(code.x(place)).union(behind);
            case Op.AHEAD -> behind.intersection(look(place));
            case Op.BEHIND -> isNothing(before[index(place)].intersection(look(place))) ? First.NOTHING : behind;
            default -> behind;
        };
    }

    private First known(int place) {
        if (place == match) {
            return First.ANY;
        }
        First known = next[index(place)];
        return known == null ? First.NOTHING : known;
    }

    private First look(int place) {
        return new First(sets.get(Op.lookSet(code.x(place))), Op.lookEdge(code.x(place)));
    }

    private static boolean isNothing(First first) {
        return !first.end() && first.set().equals(ByteSet.NONE);
    }

    /** Adds to what is known of an instruction; true if that is more than it was. */
    private static boolean grow(First[] known, int index, First more) {
        First old = known[index] == null ? First.NOTHING : known[index];
        First grown = old.union(more);
        boolean same = grown.end() == old.end() && grown.set().equals(old.set());
        if (!same) {
            known[index] = grown;
        }
        return !same;
    }

    private boolean isAlive(int place) {
        return place == match || next[index(place)] != null;
    }

    /** Where a thread goes on that comes to a place: a choice of which one way is dead is none. */
    private int resolve(int from) {
        int place = from;
        while (place != match && code.op(place) == Op.SPLIT
                && isAlive(code.x(place)) != isAlive(code.y(place))) {
            place = isAlive(code.x(place)) ? code.x(place) : code.y(place);
        }
        return place;
    }

    /** Leaves only what is alive and can still be reached; gives the place to begin at. */
    private int keep(int start) {
        if (!isAlive(start)) {
            code.truncate(from);
            return code.emit(Op.SET, sets.id(ByteSet.NONE), match);
        }
        int entry = resolve(start);
        if (entry == match) {
            code.truncate(from);
            return match;
        }
        return move(reconnect(entry), entry);
    }

    /** Leads every place past choices that are none any more; gives, by instruction, whether it is still reached. */
    private boolean[] reconnect(int entry) {
        boolean[] kept = new boolean[order.length];
        int[] pending = new int[order.length];
        int count = 0;
        kept[index(entry)] = true;
        pending[count++] = entry;
        while (count > 0) {
            int place = pending[--count];
            boolean split = code.op(place) == Op.SPLIT;
            code.patch(place, split ? resolve(code.x(place)) : code.x(place), resolve(code.y(place)));
            for (int number = 0; target(place, number) != NONE; number++) {
                int target = target(place, number);
                if (target != match && !kept[index(target)]) {
                    kept[index(target)] = true;
                    pending[count++] = target;
                }
            }
        }
        return kept;
    }

    /** Moves together what is kept; gives where {@code entry} has gone. */
    private int move(boolean[] kept, int entry) {
        int[] moved = new int[kept.length];
        int to = from;
        for (int i = 0; i < kept.length; i++) {
            moved[i] = to;
            to += kept[i] ? Op.SIZE : 0;
        }
        for (int i = 0; i < kept.length; i++) {
            int place = from + i * Op.SIZE;
            if (kept[i]) {
                int x = code.op(place) == Op.SPLIT ? moved(moved, code.x(place)) : code.x(place);
                code.replace(moved[i], code.op(place), x, moved(moved, code.y(place)));
            }
        }
        code.truncate(to);
        return moved(moved, entry);
    }

    private int moved(int[] moved, int place) {
        return place == match ? match : moved[index(place)];
    }
}
