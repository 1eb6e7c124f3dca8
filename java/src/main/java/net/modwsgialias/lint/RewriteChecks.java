package net.modwsgialias.lint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.modwsgialias.regex.MatchLimitException;
import net.modwsgialias.regex.MatchScratch;
import net.modwsgialias.regex.PatternSet;

/**
 * Finds rules of mod_rewrite whose new URL an alias would take, if the rule had the flag PT: without it httpd takes the
 * new URL for the name of a file. For the aliases of one server.
 */
final class RewriteChecks {

    /** Flags that decide what becomes of the new URL, so that no alias is meant; or with which it is not certain. */
    private static final Set<String> OTHERWISE = Set.of("pt", "passthrough", "p", "proxy", "r", "redirect", "f",
            "forbidden", "g", "gone", "c", "chain", "s", "skip", "n", "next");
    private static final Set<String> LAST = Set.of("l", "last", "end");
    /** Conditions that there is a file, or that httpd has something to serve. */
    private static final Set<String> FILE_TESTS = Set.of("-d", "-f", "-F", "-h", "-l", "-L", "-s", "-U", "-x");

    private final Disk disk;
    private final String documents;
    /** The first such rule, by the place of the alias' pattern. */
    private final Map<Integer, Directive> rules = new HashMap<>();

    /** @param patterns what takes URLs, in the order in which it is asked */
    RewriteChecks(Context context, int server, PatternSet patterns, Disk disk, MatchScratch scratch) {
        this.disk = disk;
        documents = context.documentRoot(server);
        boolean goesOn = false;
        List<Directive> all = rules(context.of(server));
        for (int i = all.size() - 1; i >= 0; i--) {
            List<String> words = all.get(i).words();
            List<String> flags = OtherModules.flags(words);
            if (words.size() < 2 || !Collections.disjoint(flags, OTHERWISE)) {
                goesOn = true;
            } else if (!Collections.disjoint(flags, LAST) || !goesOn) {
                int taker = taker(beginning(words.get(1)), patterns, scratch);
                if (taker >= 0) {
                    rules.put(taker, all.get(i));
                }
            }
        }
    }

    /** Rules outside of sections, without those for files that there are, such as a page about maintenance. */
    private static List<Directive> rules(List<Directive> directives) {
        List<Directive> rules = new ArrayList<>();
        boolean forFiles = false;
        for (Directive directive : directives) {
            if (directive.inSection()) {
                continue;
            }
            if (directive.is("RewriteCond")) {
                List<String> words = directive.words();
                forFiles |= words.size() > 1 && FILE_TESTS.contains(words.get(1));
            } else if (directive.is("RewriteRule")) {
                if (!forFiles) {
                    rules.add(directive);
                }
                forFiles = false;
            }
        }
        return rules;
    }

    /** What of the new URL does not depend on the request. */
    private static String beginning(String substitution) {
        int end = 0;
        while (end < substitution.length() && "$%?\\".indexOf(substitution.charAt(end)) < 0) {
            end++;
        }
        return substitution.substring(0, end);
    }

    private int taker(String url, PatternSet patterns, MatchScratch scratch) {
        if (!url.startsWith("/") || isFile(url)) {
            return -1;
        }
        try {
            byte[] bytes = OtherModules.bytes(url);
            return patterns.match(bytes, bytes.length, scratch);
        } catch (MatchLimitException e) {
            return -1;
        }
    }

    /** Whether the URL may be meant as a file: below DocumentRoot, or with its full name. */
    private boolean isFile(String url) {
        int slash = url.indexOf('/', 1);
        String first = slash < 0 ? url : url.substring(0, slash);
        return documents == null || !disk.isKnown(documents) || disk.exists(documents + url) || disk.exists(first);
    }

    /** @param index the place of the alias' pattern */
    void check(CheckedAlias alias, int index, List<Finding> findings) {
        Directive rule = rules.get(index);
        if (rule != null) {
            findings.add(alias.finding(FindingCode.REWRITE_WITHOUT_PT,
                    "the RewriteRule at " + rule.place() + " makes a URL of this alias, but without the flag PT, so"
                            + " httpd looks for a file of that name and does not try any alias",
                    "add PT to the flags of the RewriteRule", rule.place(), null));
        }
    }
}
