package net.modwsgialias.lint;

import java.util.ArrayList;
import java.util.List;

/** Checks an Alias of mod_alias beside WSGI aliases, as static files have it. */
final class StaticChecks {

    private StaticChecks() {
    }

    static List<Finding> check(Directive directive, Disk disk) {
        List<Finding> findings = new ArrayList<>();
        List<String> words = directive.words();
        if (!directive.is("Alias") || words.size() != 2) {
            return findings;
        }
        String path = words.get(0);
        String target = words.get(1);
        if (path.endsWith("/") && path.length() > 1 && !target.endsWith("/") && !disk.isFile(target)) {
            findings.add(directive.finding(FindingCode.SLASH_MISMATCH, "the URL path ends in a slash and the target does"
                    + " not, so the rest of the URL is appended to the target's name: " + path + "x becomes " + target
                    + "x", "end both with a slash, or neither"));
        }
        if (disk.isMissing(target)) {
            findings.add(directive.finding(FindingCode.NO_FILES, target + " does not exist, so its URLs are answered"
                    + " with 404", "correct the path, or create it; Django's collectstatic fills it"));
        }
        return findings;
    }
}
