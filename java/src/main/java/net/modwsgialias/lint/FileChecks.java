package net.modwsgialias.lint;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import net.modwsgialias.regex.MatchLimitException;
import net.modwsgialias.regex.MatchScratch;
import net.modwsgialias.regex.PatternSet;

/** Checks the aliases of one server against DocumentRoot and the access that Directory sections give. */
final class FileChecks {

    private static final List<String> STATIC = List.of("/robots.txt", "/favicon.ico", "/static/", "/media/");
    /** What may give another handler to a script that is fetched as a file. */
    private static final Set<String> HANDLERS = Set.of("addhandler", "sethandler", "wsgihandlerscript");
    /** What decides access beside Require, or otherwise than by the last Directory. */
    private static final Set<String> OLD_ACCESS = Set.of("order", "allow", "deny", "satisfy", "authmerging");

    private final Disk disk;
    private final PatternSet patterns;
    private final MatchScratch scratch;
    private final String documents;
    private final boolean rewrites;
    /** Of the main server, and behind them the server's own. */
    private final List<Directive> directives;

    /** @param patterns what takes URLs, in the order in which it is asked */
    FileChecks(Context context, int server, PatternSet patterns, Disk disk, MatchScratch scratch) {
        this.disk = disk;
        this.patterns = patterns;
        this.scratch = scratch;
        String root = context.documentRoot(server);
        documents = root == null || !root.endsWith("/") ? root : root.substring(0, root.length() - 1);
        rewrites = !context.own(server, "RewriteRule").isEmpty();
        directives = new ArrayList<>(context.of(Context.MAIN));
        if (server != Context.MAIN) {
            directives.addAll(context.of(server));
        }
    }

    /** @param index the place of the alias' pattern */
    void check(CheckedAlias alias, int index, List<Finding> findings) {
        if (documents != null && disk.isKnown(documents) && !rewrites) {
            checkHidden(alias, index, findings);
            checkScript(alias, findings);
        }
        checkAccess(alias, findings);
    }

    private int taker(String url) {
        try {
            byte[] bytes = OtherModules.bytes(url);
            return patterns.match(bytes, bytes.length, scratch);
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

    private void checkScript(CheckedAlias alias, List<Finding> findings) {
        String script = alias.targetCaptures().isEmpty() ? disk.script(alias.target()) : null;
        if (script == null || !disk.isFile(script) || !script.startsWith(documents + "/")
                || has(HANDLERS)) {
            return;
        }
        String url = script.substring(documents.length());
        if (!mayBeRefused(url) && taker(url) == PatternSet.NO_MATCH) {
            findings.add(alias.finding(FindingCode.SCRIPT_AS_FILE, "the script lies below DocumentRoot, and no alias"
                    + " matches " + url + ", so httpd sends the script's source to whoever asks for it",
                    "move the script out of " + documents, null, url));
        }
    }

    private boolean has(Set<String> names) {
        for (Directive directive : directives) {
            if (names.contains(directive.name().toLowerCase(Locale.ROOT))) {
                return true;
            }
        }
        return false;
    }

    /** Whether anything but plain Directory sections may decide who may fetch a file. */
    private boolean mayBeRefused(String url) {
        for (Directive directive : directives) {
            if (directive.is("Require") && directoryOf(directive) == null) {
                String section = directive.section();
                String path = Sections.path(section);
                boolean other = Sections.is(section, "<Location") && path != null && !Sections.isWithin(url, path);
                // As every httpd has it, and scripts are not called so.
                if (!other && !section.contains(".ht")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The directory whose plain section a directive stands in by itself, without a slash at its end; null if none. */
    private static String directoryOf(Directive directive) {
        String section = directive.section();
        String path = section.indexOf('\n') >= 0 || !Sections.is(section, "<Directory") ? null : Sections.path(section);
        return path == null || !path.endsWith("/") ? path : path.substring(0, path.length() - 1);
    }

    private void checkAccess(CheckedAlias alias, List<Finding> findings) {
        String target = CheckedAlias.text(alias.alias().targetBeginning());
        String directory = target.substring(0, target.lastIndexOf('/') + 1);
        if (!directory.startsWith("/") || has(OLD_ACCESS) || mayOverride()) {
            return;
        }
        List<Directive> decisive = new ArrayList<>();
        String longest = null;
        for (Directive require : directives) {
            if (!require.is("Require")) {
                continue;
            }
            String section = directoryOf(require);
            if (section == null && (isDenial(require) || !Sections.mayHold(require, alias))) {
                continue;
            }
            if (section == null || section.length() >= directory.length() && Sections.isWithin(section, directory)) {
                // What grants access to a part, or who knows to what.
                return;
            }
            if (Sections.isWithin(directory, section) && (longest == null || section.length() >= longest.length())) {
                if (!section.equals(longest) || decisive.get(0).server() != require.server()) {
                    decisive.clear();
                }
                longest = section;
                decisive.add(require);
            }
        }
        if (decisive.size() == 1 && isDenial(decisive.get(0))) {
            findings.add(alias.finding(FindingCode.NO_ACCESS, "the section <Directory " + longest + "/> denies access"
                    + " to " + directory + ", and no other one grants it, so every request is answered with 403",
                    "add 'Require all granted' in a section <Directory " + directory + ">", decisive.get(0).place(),
                    null));
        }
    }

    private static boolean isDenial(Directive require) {
        return String.join(" ", require.words()).equalsIgnoreCase("all denied");
    }

    /** Whether a .htaccess file may grant access. */
    private boolean mayOverride() {
        for (Directive directive : directives) {
            if (directive.is("AllowOverride") && !directive.args().trim().equalsIgnoreCase("none")) {
                return true;
            }
        }
        return false;
    }
}
