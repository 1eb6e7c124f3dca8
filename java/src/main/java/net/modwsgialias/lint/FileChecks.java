package net.modwsgialias.lint;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.modwsgialias.regex.MatchLimitException;
import net.modwsgialias.regex.MatchScratch;
import net.modwsgialias.regex.PatternSet;

/** Checks the aliases of one server against what httpd serves as files: DocumentRoot, and Alias. */
final class FileChecks {

    private static final List<String> STATIC = List.of("/robots.txt", "/favicon.ico", "/static/", "/media/");
    /** What may give another handler to a script that is fetched as a file. */
    private static final Set<String> HANDLERS = Set.of("addhandler", "sethandler", "wsgihandlerscript");

    private final Disk disk;
    private final PatternSet patterns;
    private final List<Rule> rules;
    private final MatchScratch scratch;
    private final String documents;
    /** What mod_rewrite may make something else of; null if that cannot be told. */
    private final PatternSet rewritten;
    /** Of the main server, and behind them the server's own. */
    private final List<Directive> directives;

    /**
     * @param root the DocumentRoot; null if it is not known
     * @param directives of the main server, and behind them the server's own
     * @param patterns what takes URLs, in the order in which it is asked, and the rules that they belong to
     * @param rewritten what mod_rewrite may make something else of; null if that cannot be told
     */
    FileChecks(String root, List<Directive> directives, PatternSet patterns, List<Rule> rules, PatternSet rewritten,
            Disk disk, MatchScratch scratch) {
        this.directives = directives;
        this.rules = rules;
        this.disk = disk;
        this.patterns = patterns;
        this.scratch = scratch;
        documents = root == null || !root.endsWith("/") ? root : root.substring(0, root.length() - 1);
        this.rewritten = rewritten;
    }

    /** @param index the place of the alias' pattern */
    void check(CheckedAlias alias, int index, List<Finding> findings) {
        if (rewritten == null) {
            return;
        }
        if (documents != null && disk.isKnown(documents)) {
            checkHidden(alias, index, findings);
        }
        String script = alias.targetCaptures().isEmpty() ? disk.script(alias.target()) : null;
        if (script != null && disk.isFile(script)) {
            checkScript(alias, script, findings);
        }
    }

    private int taker(String url) {
        try {
            byte[] bytes = OtherModules.bytes(url);
            // Of a URL that is rewritten it is not known either.
            return rewritten.match(bytes, bytes.length, scratch) != PatternSet.NO_MATCH ? Integer.MAX_VALUE
                    : patterns.match(bytes, bytes.length, scratch);
        } catch (MatchLimitException e) {
            // Not known, and so nobody that anything is said of.
            return Integer.MAX_VALUE;
        }
    }

    private void checkHidden(CheckedAlias alias, int index, List<Finding> findings) {
        for (String url : STATIC) {
            String file = documents + url;
            boolean there = url.endsWith("/") ? disk.isDirectory(file.substring(0, file.length() - 1))
                    : disk.isFile(file);
            if (there && taker(url.endsWith("/") ? url + "x" : url) == index) {
                findings.add(alias.finding(FindingCode.HIDES_FILES, file + " exists, but this alias matches "
                        + url + ", so the script is asked for it",
                        "if the file should be served, add Alias " + url + " " + file, null, url));
                return;
            }
        }
    }

    /** Whether the script has a URL as a file, which no alias takes. */
    private void checkScript(CheckedAlias alias, String script, List<Finding> findings) {
        String url = urlOf(script);
        if (url == null || mayBeRefused(alias, url)) {
            return;
        }
        boolean setsHandlers = setsHandlers(alias, url);
        Directive handler = setsHandlers ? handler(alias, url) : null;
        if (handler != null) {
            findings.add(alias.finding(FindingCode.SCRIPT_IN_URL, "AddHandler at " + handler.place()
                    + " runs the script for the URL " + url + " too, with another SCRIPT_NAME and without the options of"
                    + " the alias", "remove the AddHandler, or move the script to where no URL leads", handler.place(),
                    url));
        } else if (!setsHandlers) {
            findings.add(alias.finding(FindingCode.SCRIPT_AS_FILE, "the URL " + url + " leads to the script's file, and no"
                    + " alias matches it, so httpd sends the script's source to whoever asks for it",
                    "move the script to a directory that is neither below DocumentRoot nor that of an Alias", null, url));
        }
    }

    /** The URL of the script's file, below DocumentRoot or an Alias; null if there is none. */
    private String urlOf(String script) {
        if (documents != null && script.startsWith(documents + "/")) {
            String url = script.substring(documents.length());
            if (taker(url) == PatternSet.NO_MATCH) {
                return url;
            }
        }
        for (int i = 0; i < rules.size() && !rules.get(i).isAlias(); i++) {
            Directive directive = rules.get(i).directive();
            List<String> words = directive.is("Alias") ? directive.words() : List.of();
            if (words.size() == 2 && Sections.isWithin(script, words.get(1))) {
                String url = words.get(0) + script.substring(words.get(1).length());
                if (taker(url) == i) {
                    return url;
                }
            }
        }
        return null;
    }

    /** The AddHandler that makes a script of every file with its extension; null if that is not certain. */
    private Directive handler(CheckedAlias alias, String url) {
        Directive found = null;
        boolean allowed = false;
        for (Directive directive : directives) {
            if (directive.is("Options")) {
                String args = directive.args().toLowerCase(Locale.ROOT);
                allowed |= args.contains("execcgi") && !args.contains("-execcgi") || args.contains("all");
            } else if (directive.is("AddHandler") && directive.first().equalsIgnoreCase("wsgi-script")
                    && Sections.mayHold(directive, alias, url) && HandlerChecks.hasExtension(directive, alias)) {
                found = directive;
            }
        }
        return allowed ? found : null;
    }

    /** Whether the file may have another handler than that for all files. */
    private boolean setsHandlers(CheckedAlias alias, String url) {
        for (Directive directive : directives) {
            if (HANDLERS.contains(directive.name().toLowerCase(Locale.ROOT)) && Sections.mayHold(directive, alias, url)
                    && (!directive.is("AddHandler") || HandlerChecks.hasExtension(directive, alias))) {
                return true;
            }
        }
        return false;
    }

    /** Whether anything but plain Directory sections may decide who may fetch a file. */
    private boolean mayBeRefused(CheckedAlias alias, String url) {
        for (Directive directive : directives) {
            // As every httpd has it, and scripts are not called so.
            if (directive.is("Require") && AccessChecks.directoryOf(directive) == null
                    && Sections.mayHold(directive, alias, url) && !directive.section().contains(".ht")) {
                return true;
            }
        }
        return false;
    }
}
