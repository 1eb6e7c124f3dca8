package net.modwsgialias.nfa;

import net.modwsgialias.syntax.ByteSet;

/** A program in words, one instruction a line, for people. */
public final class ProgramText {

    private ProgramText() {
    }

    /** All instructions of a program. */
    public static String of(Program program, SetPool sets) {
        StringBuilder out = new StringBuilder("start " + program.start() / Op.SIZE
                + (program.anchored() ? ", anchored\n" : ", floating\n"));
        int[] code = program.code();
        for (int place = 0; place < code.length; place += Op.SIZE) {
            out.append(place / Op.SIZE).append(": ")
                    .append(instruction(code[place], code[place + 1], code[place + 2], sets)).append('\n');
        }
        return out.toString();
    }

    private static String instruction(int op, int x, int y, SetPool sets) {
        int next = y / Op.SIZE;
        return switch (op) {
            case Op.MATCH -> "match";
            case Op.SET -> "byte " + sets.get(x) + " -> " + next;
            case Op.SPLIT -> "split -> " + x / Op.SIZE + ", " + next;
            case Op.SAVE -> "save " + x + " -> " + next;
            case Op.AHEAD -> "ahead " + look(x, sets) + " -> " + next;
            default -> "behind " + look(x, sets) + " -> " + next;
        };
    }

    private static String look(int look, SetPool sets) {
        ByteSet set = sets.get(Op.lookSet(look));
        return set + (Op.lookEdge(look) ? " or edge" : "");
    }
}
