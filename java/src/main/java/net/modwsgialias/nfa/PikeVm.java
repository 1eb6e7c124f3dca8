package net.modwsgialias.nfa;

import java.util.Arrays;

/**
 * Finds the leftmost match of a program by running all threads side by side, one byte at a time, in the order in
 * which a backtracker would come to them. Linear in the subject whatever the program.
 */
public final class PikeVm {

    private final NfaScratch scratch;
    private ThreadList current = new ThreadList();
    private ThreadList next = new ThreadList();
    private Program program;
    private int[] code;
    private int slotCount;
    private long[] sets;
    private byte[] subject;
    private int length;

    PikeVm(NfaScratch scratch) {
        this.scratch = scratch;
    }

    /**
     * Searches a subject.
     *
     * @param sets the bits of the pool that the program was compiled with
     * @param scratch receives the slots
     * @return whether there is a match
     */
    public static boolean search(Program program, long[] sets, byte[] subject, int length, NfaScratch scratch) {
        PikeVm machine = scratch.pike();
        machine.program = program;
        machine.code = program.code();
        machine.slotCount = program.slots();
        machine.sets = sets;
        machine.subject = subject;
        machine.length = length;
        machine.current.prepare(program.size(), program.slots());
        machine.next.prepare(program.size(), program.slots());
        scratch.clearSlots(program.slots());
        boolean matched = machine.search();
        // The scratch may outlive them by far.
        machine.program = null;
        machine.code = null;
        machine.subject = null;
        return matched;
    }

    private boolean search() {
        int[] thread = scratch.thread(slotCount);
        boolean anchored = program.anchored();
        boolean matched = false;
        for (int at = 0; at <= length; at++) {
            if (!matched && (at == 0 || !anchored)) {
                Arrays.fill(thread, 0, slotCount, NfaScratch.UNSET);
                thread[Program.MATCH_START] = at;
                follow(program.start(), at, current, thread);
            }
            if (current.size() == 0 && (matched || anchored)) {
                break;
            }
            next.clear();
            matched |= step(at, thread);
            ThreadList swapped = current;
            current = next;
            next = swapped;
        }
        return matched;
    }

    /** Takes every thread over the byte at {@code at}; true if there is a match, which lower threads cannot better. */
    private boolean step(int at, int[] thread) {
        int value = at < length ? subject[at] & 0xff : -1;
        for (int index = 0; index < current.size(); index++) {
            int place = current.place(index);
            if (code[place] == Op.MATCH) {
                // Threads behind this one would only be tried if it had failed.
                current.loadSlots(place, scratch.slots(), slotCount);
                return true;
            }
            if (code[place] == Op.SET && value >= 0 && SetPool.contains(sets, code[place + 1], value)) {
                current.loadSlots(place, thread, slotCount);
                follow(code[place + 2], at + 1, next, thread);
            }
        }
        return false;
    }

    /** Adds to the list what can be reached from a place without taking a byte, in order. */
    private void follow(int from, int at, ThreadList list, int[] thread) {
        scratch.clearStack();
        scratch.push(from, 0);
        while (!scratch.isStackEmpty()) {
            int value = scratch.pop();
            int place = scratch.poppedPlace();
            if (place < 0) {
                thread[~place] = value;
            } else if (list.add(place)) {
                followInstruction(place, at, list, thread);
            }
        }
    }

    private void followInstruction(int place, int at, ThreadList list, int[] thread) {
        int x = code[place + 1];
        int y = code[place + 2];
        switch (code[place]) {
            case Op.SPLIT -> {
                scratch.push(y, 0);
                scratch.push(x, 0);
            }
            case Op.SAVE -> {
                scratch.push(~x, thread[x]);
                thread[x] = at;
                scratch.push(y, 0);
            }
            case Op.AHEAD -> {
                if (Looks.ahead(x, sets, subject, length, at)) {
                    scratch.push(y, 0);
                }
            }
            case Op.BEHIND -> {
                if (Looks.behind(x, sets, subject, at)) {
                    scratch.push(y, 0);
                }
            }
            default -> list.saveSlots(place, thread, slotCount);
        }
    }
}
