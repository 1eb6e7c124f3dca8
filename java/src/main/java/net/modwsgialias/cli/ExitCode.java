package net.modwsgialias.cli;

/** How the command ends; its manual page lists them. */
final class ExitCode {

    /** Every URL's script would run; nothing differs; lint has looked at all aliases and has no warning; maps are served. */
    static final int FINE = 0;
    /** Otherwise. */
    static final int FINDINGS = 1;
    /** The arguments are wrong. */
    static final int USAGE = 2;
    /** httpd refuses the configuration, or could not be asked; or what the command prints could not be written. */
    static final int NO_REPORT = 3;

    private ExitCode() {
    }
}
