package net.modwsgialias.lint;

import java.util.ArrayList;
import java.util.List;
import net.modwsgialias.explore.Contest;
import net.modwsgialias.regex.PatternSpec;

/** Checks which earlier aliases and rules take the URLs of an alias. */
final class ShadowChecks {

    private static final int MOST_NAMED = 5;

    private final Shadows shadows;
    private final List<Rule> rules;
    private final boolean overlaps;

    /**
     * @param rules what takes URLs, in the order in which it is asked
     * @param overlaps whether to tell of some URLs, too
     */
    ShadowChecks(Shadows shadows, List<Rule> rules, boolean overlaps) {
        this.shadows = shadows;
        this.rules = rules;
        this.overlaps = overlaps;
    }

    /** @param index the alias' place among the rules */
    void check(CheckedAlias alias, int index, List<Finding> findings) {
        Shadows.Answer answer = shadows.judge(index, alias.samples());
        switch (answer.verdict()) {
            case DEAD -> findings.add(dead(alias, answer.culprits()));
            case EMPTY -> findings.add(alias.finding(FindingCode.NEVER_MATCHES, "it matches no URL",
                    startsWithoutSlash(alias) ? "begin the URL path with a slash" : "correct the pattern: the path of a"
                            + " URL begins with a slash, and an empty match at its beginning does not count"));
            case ALIVE -> {
                if (overlaps) {
                    checkOverlaps(alias, index, findings);
                }
            }
            default -> { }
        }
    }

    private static boolean startsWithoutSlash(CheckedAlias alias) {
        return alias.spec().pattern().kind() == PatternSpec.Kind.PREFIX && !alias.pattern().startsWith("/");
    }

    private Finding dead(CheckedAlias alias, List<Integer> culprits) {
        boolean foreign = false;
        boolean rewritten = false;
        for (int culprit : culprits) {
            Directive directive = rules.get(culprit).directive();
            foreign |= directive != null;
            rewritten |= directive != null && directive.is("RewriteRule");
        }
        String cause = "all its URLs are matched by " + names(culprits);
        return foreign
                ? alias.finding(FindingCode.TAKEN_ELSEWHERE, cause
                        + ", and other modules come before all WSGI aliases, wherever their directives stand",
                        "remove one or the other" + (rewritten ? ", or add the flag PT to the RewriteRule if an alias"
                                + " should serve the new URL" : ""), places(culprits), null)
                : alias.finding(FindingCode.DEAD_ALIAS, cause, "put it first, or remove it", places(culprits),
                        null);
    }

    /** Whether others hide an Alias of mod_alias, such as one for static files. */
    void checkStatic(int index, List<Finding> findings) {
        Rule rule = rules.get(index);
        Shadows.Answer answer = rule.isStatic() ? shadows.judge(index, List.of()) : null;
        if (answer == null || answer.verdict() != Shadows.Verdict.DEAD) {
            return;
        }
        for (int culprit : answer.culprits()) {
            // Where all is redirected, what is left behind does no harm.
            if (!rules.get(culprit).isStatic() && !rules.get(culprit).isProxy()) {
                return;
            }
        }
        findings.add(new Finding(FindingCode.HIDDEN_ALIAS, -1, rule.place(), rule.directive().title(),
                "all its URLs are matched by " + names(answer.culprits()), "put it first, or remove it",
                places(answer.culprits()), null));
    }

    private String names(List<Integer> culprits) {
        List<String> names = new ArrayList<>();
        for (int culprit : culprits) {
            Rule rule = rules.get(culprit);
            names.add((rule.isAlias() ? "the alias" : rule.directive().title()) + " at " + rule.place());
        }
        return shorten(names);
    }

    private String places(List<Integer> culprits) {
        List<String> places = new ArrayList<>();
        for (int culprit : culprits) {
            places.add(rules.get(culprit).place());
        }
        return String.join(", ", places);
    }

    /** A list of names, of which a few are left. */
    static String shorten(List<String> names) {
        int shown = Math.min(names.size(), MOST_NAMED);
        String text = String.join(", ", names.subList(0, shown));
        return shown == names.size() ? text : text + " and " + (names.size() - shown) + " more";
    }

    private void checkOverlaps(CheckedAlias alias, int index, List<Finding> findings) {
        List<Integer> takers = new ArrayList<>();
        List<String> names = new ArrayList<>();
        String first = null;
        for (Contest.Taken taken : shadows.taken(index, MOST_NAMED)) {
            String url = CheckedAlias.text(taken.subject());
            takers.add(taken.taker());
            names.add(names(List.of(taken.taker())) + " (such as " + url + ")");
            first = first == null ? url : first;
        }
        if (first != null) {
            findings.add(alias.finding(FindingCode.OVERLAP, "some of its URLs are matched by "
                    + String.join(", ", names), "nothing, if this is intended", places(takers), first));
        }
    }
}
