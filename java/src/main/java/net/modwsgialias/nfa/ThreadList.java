package net.modwsgialias.nfa;

/**
 * The threads of a Pike machine at one place of the subject, in the order in which a backtracker would come to
 * them, each instruction once, with the slots of each. A sparse set: emptied in one step.
 */
final class ThreadList {

    private int[] places = new int[0];
    private int[] indexes = new int[0];
    private int[] slots = new int[0];
    private int size;

    void prepare(int instructions, int slotCount) {
        if (places.length < instructions) {
            places = new int[instructions];
            indexes = new int[instructions];
        }
        if (slots.length < instructions * slotCount) {
            slots = new int[instructions * slotCount];
        }
        size = 0;
    }

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    int place(int index) {
        return places[index];
    }

    /** Adds an instruction; false if it is there already. */
    boolean add(int place) {
        int instruction = place / Op.SIZE;
        int index = indexes[instruction];
        if (index < size && places[index] == place) {
            return false;
        }
        indexes[instruction] = size;
        places[size++] = place;
        return true;
    }

    void saveSlots(int place, int[] from, int count) {
        System.arraycopy(from, 0, slots, place / Op.SIZE * count, count);
    }

    void loadSlots(int place, int[] to, int count) {
        System.arraycopy(slots, place / Op.SIZE * count, to, 0, count);
    }
}
