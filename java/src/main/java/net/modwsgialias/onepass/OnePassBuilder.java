package net.modwsgialias.onepass;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import net.modwsgialias.nfa.IntList;
import net.modwsgialias.nfa.Op;
import net.modwsgialias.nfa.Program;
import net.modwsgialias.nfa.SetPool;
import net.modwsgialias.syntax.ByteSet;
import net.modwsgialias.syntax.First;

/** Writes the programs of an {@link OnePass}. For one thread. */
public final class OnePassBuilder {

    /** The pattern's path can be in doubt. */
    public static final int NOT_ONE_PASS = -1;

    /** Runs of single bytes can overlap where several ways lead into one, and are then written more than once. */
    private static final int MOST_LITERALS = 64 * 1024;

    /** Jumps that are written before their target is known. */
    private record Pending(int operand, int place) {
    }

    private final SetPool sets;
    private final IntList out = new IntList();
    private byte[] literals = new byte[256];
    private int literalsSize;
    /** What {@link #literalsSize} may become. */
    private int mostLiterals;
    /** Where an instruction of the current program has been written to. */
    private final Map<Integer, Integer> addresses = new HashMap<>();
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    private Program program;
    private Paths paths;

    /** @param sets the pool of the table; the sets of choices are added to it */
    public OnePassBuilder(SetPool sets) {
        this.sets = sets;
    }

    /** Adds a program; gives its entry, or {@link #NOT_ONE_PASS}. */
    public int add(Program added) {
        int entry = out.size();
        int literalsBefore = literalsSize;
        mostLiterals = literalsSize + MOST_LITERALS;
        program = added;
        paths = new Paths(added.code(), sets);
        addresses.clear();
        pending.clear();
        boolean written = write(withoutAnchor(added));
        while (written && !pending.isEmpty()) {
            Pending jump = pending.pop();
            Integer known = addresses.get(jump.place());
            out.set(jump.operand(), known != null ? known : out.size());
            written = known != null || write(jump.place());
        }
        if (!written) {
            out.truncate(entry);
            literalsSize = literalsBefore;
            return NOT_ONE_PASS;
        }
        return entry;
    }

    /** What {@link #add} would write; null if it is {@link #NOT_ONE_PASS}. */
    public OnePassPiece piece(Program program) {
        int before = literalsSize;
        int entry = add(program);
        if (entry == NOT_ONE_PASS) {
            return null;
        }
        int[] code = new int[out.size() - entry];
        for (int at = 0; at < code.length; at++) {
            code[at] = out.get(entry + at);
        }
        OnePassPiece piece = new OnePassPiece(move(code, -entry, -before),
                Arrays.copyOfRange(literals, before, literalsSize));
        out.truncate(entry);
        literalsSize = before;
        return piece;
    }

    /** Adds a program that {@link #piece} has given, with the same pool of sets; gives its entry. */
    public int add(OnePassPiece piece) {
        int entry = out.size();
        for (int value : move(piece.code().clone(), entry, literalsSize)) {
            out.add(value);
        }
        for (byte value : piece.literals()) {
            addLiteral(value);
        }
        return entry;
    }

    /** Moves places and literals in instructions. */
    private static int[] move(int[] code, int places, int literals) {
        int at = 0;
        while (at < code.length) {
            switch (code[at]) {
                case OnePass.LITERAL -> code[at + 1] += literals;
                case OnePass.JUMP -> code[at + 1] += places;
                case OnePass.BRANCH -> code[at + 2] += places;
                default -> { }
            }
            at += size(code[at]);
        }
        return code;
    }

    private static int size(int op) {
        return switch (op) {
            case OnePass.MATCH -> 1;
            case OnePass.LITERAL, OnePass.REST, OnePass.BRANCH -> 3;
            default -> 2;
        };
    }

    /** The bytes with which a match of the program can begin; all of them if it can begin with none. */
    public ByteSet first(Program program) {
        First first = new Paths(program.code(), sets).first(program.start());
        return first.end() ? ByteSet.ALL : first.set();
    }

    /** The programs added. */
    public OnePass build() {
        return new OnePass(out.toArray(), Arrays.copyOf(literals, literalsSize), sets.bits());
    }

    /** An anchored program is run at offset 0 only, where its first condition holds. */
    private static int withoutAnchor(Program program) {
        int place = program.start();
        boolean anchor = program.anchored() && program.code()[place] == Op.BEHIND
                && Op.lookEdge(program.code()[place + 1]);
        return anchor ? program.code()[place + 2] : place;
    }

    /** Writes straight on from a place until the end or a place that was written already. */
    private boolean write(int from) {
        int[] code = program.code();
        int place = from;
        while (true) {
            Integer known = addresses.putIfAbsent(place, out.size());
            if (known != null) {
                emit(OnePass.JUMP, known);
                return true;
            }
            int x = code[place + 1];
            int y = code[place + 2];
            switch (code[place]) {
                case Op.MATCH -> {
                    out.add(OnePass.MATCH);
                    return true;
                }
                case Op.SET -> y = writeBytes(place);
                case Op.SAVE -> emit(OnePass.SAVE, x);
                case Op.AHEAD -> emit(OnePass.AHEAD, x);
                case Op.BEHIND -> emit(OnePass.BEHIND, x);
                default -> y = writeChoice(place);
            }
            if (y == NOT_ONE_PASS) {
                return false;
            }
            place = y;
        }
    }

    private void emit(int op, int operand) {
        out.add(op);
        out.add(operand);
    }

    /** Writes a byte, or a run of single bytes, which no program has without an end; gives the place behind. */
    private int writeBytes(int from) {
        int[] code = program.code();
        int place = from;
        int offset = literalsSize;
        while (code[place] == Op.SET && sets.get(code[place + 1]).size() == 1) {
            if (literalsSize == mostLiterals) {
                return NOT_ONE_PASS;
            }
            addLiteral((byte) sets.get(code[place + 1]).first());
            place = code[place + 2];
        }
        if (place == from) {
            emit(OnePass.SET, code[from + 1]);
            return code[from + 2];
        }
        emit(OnePass.LITERAL, offset);
        out.add(literalsSize - offset);
        return place;
    }

    private void addLiteral(byte value) {
        if (literalsSize == literals.length) {
            literals = Arrays.copyOf(literals, 2 * literalsSize);
        }
        literals[literalsSize++] = value;
    }

    private int writeChoice(int place) {
        int first = program.code()[place + 1];
        int second = program.code()[place + 2];
        if (paths.alwaysMatches(first)) {
            return first;
        }
        if (paths.isRound(first, place)) {
            return writeSpan(program.code()[first + 1], second, true);
        }
        if (paths.isRound(second, place)) {
            return writeSpan(program.code()[second + 1], first, false);
        }
        return writeBranch(first, second);
    }

    /** Writes a repeat of a set; gives the place behind it. */
    private int writeSpan(int set, int exit, boolean greedy) {
        ByteSet members = sets.get(set);
        int fixed = paths.fixedTail(exit);
        if (fixed >= 0) {
            emit(OnePass.REST, members.equals(ByteSet.ALL) ? OnePass.ANY : set);
            out.add(fixed);
        } else if (!paths.first(exit).set().intersects(members) || (greedy && paths.alwaysMatches(exit))) {
            ByteSet delimiter = members.complement();
            boolean single = delimiter.size() == 1;
            emit(single ? OnePass.SPAN_UNTIL : OnePass.SPAN, single ? delimiter.first() : set);
        } else {
            return NOT_ONE_PASS;
        }
        return exit;
    }

    private int writeBranch(int first, int second) {
        First ifFirst = paths.first(first);
        // Either the two begin differently, or the first, once begun, is sure to succeed.
        boolean decided = ifFirst.isDisjoint(paths.first(second))
                || (!ifFirst.end() && paths.matchesOnceBegun(first));
        if (!decided) {
            return NOT_ONE_PASS;
        }
        emit(OnePass.BRANCH, Op.look(sets.id(ifFirst.set()), ifFirst.end()));
        pending.push(new Pending(out.size(), second));
        out.add(0);
        return first;
    }
}
