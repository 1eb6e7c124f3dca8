package net.modwsgialias.onepass;

/**
 * A program of an {@link OnePass} by itself: places count from its own beginning, and so do literals. Immutable; nobody
 * writes to the arrays.
 *
 * @param code its instructions
 * @param literals the bytes that they compare with
 */
public record OnePassPiece(int[] code, byte[] literals) {
}
