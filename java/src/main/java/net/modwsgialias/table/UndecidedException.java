package net.modwsgialias.table;

/** PCRE2 reached its limit for a pattern, so it is not known which alias takes the URL. */
public final class UndecidedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int alias;

    UndecidedException(int alias, String cause) {
        // Without a stack trace: a client can cause this at will.
        super(cause, null, false, false);
        this.alias = alias;
    }

    /** The id of the alias whose pattern reached the limit. */
    public int alias() {
        return alias;
    }
}
