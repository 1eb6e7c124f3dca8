package net.modwsgialias.regex;

import net.modwsgialias.block.BlockException;
import net.modwsgialias.block.BlockReader;
import net.modwsgialias.block.BlockWriter;

/**
 * Which patterns stand in which list, by number: numbers run through all lists, one behind the other, and the last list
 * follows each of the others. Patterns that stand in several places are one, with several numbers. Immutable.
 */
final class PatternLists {

    /** By list, and one more: the number of its first pattern. */
    private final int[] begins;
    /** By number: the pattern. */
    private final int[] patternOf;
    /** Whether no pattern stands in two places: a lookup then saves a load, which in a long list is not cached. */
    private final boolean distinct;
    /** The numbers of the patterns that are asked by themselves, ascending. */
    private final int[] beside;
    /** By list, and one more: where its own begin among those. */
    private final int[] besideBegins;

    PatternLists(int[] begins, int[] patternOf, int[] beside) {
        this.begins = begins;
        this.patternOf = patternOf;
        this.distinct = areDistinct(patternOf);
        this.beside = beside;
        this.besideBegins = besideBegins(begins, beside);
    }

    private static boolean areDistinct(int[] patternOf) {
        int number = 0;
        while (number < patternOf.length && patternOf[number] == number) {
            number++;
        }
        return number == patternOf.length;
    }

    private static int[] besideBegins(int[] begins, int[] beside) {
        int[] found = new int[begins.length];
        int at = 0;
        for (int list = 0; list < begins.length; list++) {
            while (at < beside.length && beside[at] < begins[list]) {
                at++;
            }
            found[list] = at;
        }
        return found;
    }

    void write(BlockWriter out) {
        out.putInts(begins);
        out.putInts(patternOf);
        out.putInts(beside);
    }

    static PatternLists read(BlockReader in) throws BlockException {
        PatternLists lists = new PatternLists(in.getInts(), in.getInts(), in.getInts());
        if (lists.begins.length < 2 || lists.begins[lists.begins.length - 1] != lists.patternOf.length) {
            throw new BlockException("have " + lists.patternOf.length + " patterns in lists that do not end there");
        }
        return lists;
    }

    /** How many numbers there are. */
    int size() {
        return patternOf.length;
    }

    /** The list that follows each of the others. */
    int last() {
        return begins.length - 2;
    }

    int pattern(int number) {
        return distinct ? number : patternOf[number];
    }

    /** The place of a number among the patterns of a list, followed by those of the last. */
    int place(int list, int number) {
        return number < begins[list + 1] ? number - begins[list]
                : number - begins[last()] + begins[list + 1] - begins[list];
    }

    /** The number at a place. */
    int number(int list, int place) {
        int own = begins[list + 1] - begins[list];
        return place < own ? begins[list] + place : begins[last()] + place - own;
    }

    /** Whether any pattern is asked by itself. */
    boolean hasBeside() {
        return beside.length > 0;
    }

    /** Where the patterns of a list that are asked by themselves begin; those of the next one follow. */
    int besideBegin(int list) {
        return besideBegins[list];
    }

    /** A number by its place among those that are asked by themselves. */
    int beside(int index) {
        return beside[index];
    }

    /** The memory held, in bytes. */
    long bytes() {
        return Integer.BYTES * ((long) begins.length * 2 + patternOf.length + beside.length);
    }
}
