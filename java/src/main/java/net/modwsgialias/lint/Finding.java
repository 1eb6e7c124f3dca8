package net.modwsgialias.lint;

/**
 * One finding.
 *
 * @param code what it is
 * @param alias the alias' id, or -1 if it is about another directive
 * @param place file and line
 * @param directive the directive's name and first argument
 * @param cause one sentence, without a full stop: what is wrong
 * @param cure one sentence, without a full stop: what to do
 * @param culprit file and line of the directive that is the cause, or null; several are separated by commas
 * @param example a URL that shows it, or null
 */
public record Finding(FindingCode code, int alias, String place, String directive, String cause, String cure,
        String culprit, String example) {

    /** The finding in one line: code, directive, place, cause and cure. */
    public String line() {
        return code.text() + ": " + directive + " at " + place + ": " + cause + "; " + cure;
    }
}
