package net.modwsgialias.cli;

/** How the command ends; its manual page lists them. */
final class ExitCode {

    /** Every URL's script would run; or nothing differs. */
    static final int FINE = 0;
    /** Some URL is not taken or would be refused; or something differs. */
    static final int FINDINGS = 1;
    /** The arguments make no sense. */
    static final int USAGE = 2;
    /** httpd refuses the configuration, or could not be asked. */
    static final int NO_REPORT = 3;

    private ExitCode() {
    }
}
