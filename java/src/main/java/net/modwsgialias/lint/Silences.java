package net.modwsgialias.lint;

import java.util.ArrayList;
import java.util.List;

/**
 * What WSGIAliasSilence says: a code, and perhaps the first argument of the one alias, or other directive, that it is
 * silenced for, as it is written there. It holds for the aliases of its own server; that of the main server for those of
 * all servers.
 */
final class Silences {

    private final List<Directive> directives = new ArrayList<>();
    private final boolean[] used;

    Silences(Context context) {
        for (Directive directive : context.directives()) {
            if (directive.is("WSGIAliasSilence")) {
                directives.add(directive);
            }
        }
        used = new boolean[directives.size()];
    }

    /**
     * Whether the finding is not to be reported.
     *
     * @param found what it is about: the server that it belongs to
     * @param argument the first argument of that
     */
    boolean silence(int found, String argument, Finding finding) {
        boolean silent = false;
        for (int i = 0; i < directives.size(); i++) {
            Directive directive = directives.get(i);
            List<String> words = directive.words();
            boolean server = directive.server() == found || directive.server() == Context.MAIN;
            boolean code = !words.isEmpty() && words.get(0).equals(finding.code().text());
            boolean pattern = words.size() < 2 || words.get(1).equals(argument);
            if (server && code && pattern) {
                used[i] = true;
                silent = true;
            }
        }
        return silent;
    }

    /** A finding for each that silenced nothing. */
    List<Finding> idle() {
        List<Finding> findings = new ArrayList<>();
        for (int i = 0; i < used.length; i++) {
            Directive directive = directives.get(i);
            boolean known = !directive.words().isEmpty() && FindingCode.of(directive.words().get(0)) != null;
            if (!used[i]) {
                findings.add(new Finding(FindingCode.IDLE_SILENCE, -1, directive.place(),
                        "WSGIAliasSilence " + directive.args(),
                        known ? "it has no effect, there is no such finding" : "there is no such code",
                        known ? "remove it" : "correct the code, docs/findings.md lists all codes", null, null));
            }
        }
        return findings;
    }
}
