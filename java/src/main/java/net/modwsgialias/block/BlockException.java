package net.modwsgialias.block;

/** A block that cannot be read; the message goes on after "the prepared tables ...". */
public final class BlockException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param cause what is wrong with the block, beginning with a verb in the plural */
    public BlockException(String cause) {
        super("the prepared tables " + cause);
    }
}
