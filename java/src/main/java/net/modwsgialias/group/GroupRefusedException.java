package net.modwsgialias.group;

/** A request would make a group's name that mod_wsgi interprets as one of its own forms. */
public final class GroupRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    GroupRefusedException(String message) {
        // Without a stack trace: a client can cause this at will.
        super(message, null, false, false);
    }
}
