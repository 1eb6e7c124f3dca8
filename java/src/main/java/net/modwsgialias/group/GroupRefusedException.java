package net.modwsgialias.group;

/** A request makes a name that mod_wsgi would take for one of its own forms, and not for a name. */
public final class GroupRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    GroupRefusedException(String message) {
        // Without a stack trace: a client can cause this at will.
        super(message, null, false, false);
    }
}
