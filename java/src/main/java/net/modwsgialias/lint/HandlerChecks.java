package net.modwsgialias.lint;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Checks what comes between an alias and its script: other handlers, and mod_rewrite in the directory of the target. For
 * the aliases of one server.
 */
final class HandlerChecks {

    private static final String OURS = "wsgi-script";

    private final Context context;
    private final Disk disk;
    private final List<Directive> handlers = new ArrayList<>();
    private final List<Directive> overrides = new ArrayList<>();
    private final List<Directive> rewrites = new ArrayList<>();
    private final List<Directive> engines = new ArrayList<>();

    /** @param directives of the main server, and behind them the server's own */
    HandlerChecks(Context context, List<Directive> directives, Disk disk) {
        this.context = context;
        this.disk = disk;
        for (Directive directive : directives) {
            if (directive.is("SetHandler") || directive.is("AddHandler") || directive.is("RemoveHandler")) {
                handlers.add(directive);
            } else if (directive.is("AllowOverride")) {
                overrides.add(directive);
            } else if (directive.is("RewriteRule") && isOfDirectory(directive)) {
                rewrites.add(directive);
            } else if (directive.is("RewriteEngine") && isOfDirectory(directive)) {
                engines.add(directive);
            }
        }
    }

    private static boolean isOfDirectory(Directive directive) {
        return !directive.section().contains("\n") && Sections.is(directive.section(), "<Directory");
    }

    void check(CheckedAlias alias, List<Finding> findings) {
        checkHandler(alias, findings);
        checkRewrites(alias, findings);
    }

    private void checkHandler(CheckedAlias alias, List<Finding> findings) {
        Directive set = null;
        Directive added = null;
        boolean undone = false;
        for (Directive directive : handlers) {
            if (!Sections.mayHold(directive, alias)) {
                continue;
            }
            String name = directive.first().toLowerCase(Locale.ROOT);
            boolean removes = directive.is("RemoveHandler");
            boolean sets = directive.is("SetHandler");
            if (sets && (name.equals(OURS) || name.equals("none") || directive.words().size() != 1)) {
                // It may undo another one.
                return;
            }
            boolean other = holds(directive, alias) && !name.contains("%{");
            if (sets) {
                set = other ? directive : set;
            } else if (hasExtension(directive, alias)) {
                boolean undoes = removes || name.equals(OURS);
                // httpd asks sections after the server itself, wherever they stand.
                undone |= undoes && directive.inSection();
                added = undoes ? null : other ? directive : added;
            }
        }
        Directive other = set != null || undone ? set : added;
        if (other != null) {
            findings.add(alias.finding(FindingCode.OTHER_HANDLER, other.name() + " at " + other.place()
                    + " gives the script to the handler '" + other.first() + "' instead of mod_wsgi's, so it does not"
                    + " run; if no module has this handler, httpd sends the script's source",
                    other.is("SetHandler") ? "remove the " + other.name() + ", or limit it to other URLs"
                            : "take the extension of the script out of the " + other.name(), other.place(), null));
        }
    }

    /** Whether a directive holds for all URLs of an alias that name its script. */
    private static boolean holds(Directive directive, CheckedAlias alias) {
        if (!directive.inSection()) {
            return true;
        }
        for (String section : directive.section().split("\n")) {
            String path = Sections.path(section);
            boolean file = Sections.is(section, "<Files") && !Sections.argument(section).isEmpty()
                    && alias.target().endsWith("/" + Sections.argument(section));
            boolean within = path != null && (Sections.is(section, "<Location")
                    ? !alias.isMatch() && Sections.isWithin(alias.pattern(), path)
                    : Sections.isWithin(alias.target(), path));
            if (!file && !within) {
                return false;
            }
        }
        return true;
    }

    /** Whether an AddHandler or RemoveHandler names an extension of the script's name. */
    static boolean hasExtension(Directive directive, CheckedAlias alias) {
        String target = alias.target();
        String name = target.substring(target.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        List<String> words = directive.words();
        for (int i = directive.is("RemoveHandler") ? 0 : 1; i < words.size(); i++) {
            String extension = words.get(i).toLowerCase(Locale.ROOT);
            String dotted = extension.startsWith(".") ? extension : "." + extension;
            if (name.endsWith(dotted) || name.contains(dotted + ".")) {
                return true;
            }
        }
        return false;
    }

    private void checkRewrites(CheckedAlias alias, List<Finding> findings) {
        String beginning = CheckedAlias.text(alias.alias().targetBeginning());
        String culprit = beginning.startsWith("/") ? ruleOf(beginning, alias) : null;
        if (culprit != null) {
            findings.add(alias.finding(FindingCode.REWRITE_IN_DIRECTORY, "the rules of mod_rewrite in " + culprit
                    + " see the file's name once the alias has matched, and one that applies makes a new URL, so"
                    + " SCRIPT_NAME and PATH_INFO are not those of the URL that was asked for",
                    "put rules for the site into its virtual host, with the flag PT, and the script into a directory"
                            + " without such rules", culprit, null));
        }
    }

    /** Where rules stand that hold for the directory of a file; null if there are none. */
    private String ruleOf(String file, CheckedAlias alias) {
        for (Directive rule : rewrites) {
            if (holds(rule, alias) && isSwitchedOn(alias)) {
                return rule.place();
            }
        }
        if (overrides.isEmpty() || !context.named("AccessFileName").isEmpty()) {
            return null;
        }
        for (int end = file.lastIndexOf('/'); end > 0; end = file.lastIndexOf('/', end - 1)) {
            String directory = file.substring(0, end);
            String text = mayOverride(directory) ? disk.text(directory + "/.htaccess") : null;
            if (text != null && rewrites(text)) {
                return directory + "/.htaccess";
            }
        }
        return null;
    }

    /** Whether mod_rewrite is on in the directory of a script, by the longest section that says so or otherwise. */
    private boolean isSwitchedOn(CheckedAlias alias) {
        Directive longest = null;
        for (Directive engine : engines) {
            if (holds(engine, alias) && (longest == null
                    || Sections.path(engine.section()).length() >= Sections.path(longest.section()).length())) {
                longest = engine;
            }
        }
        return longest != null && longest.first().equalsIgnoreCase("on");
    }

    /** Whether a .htaccess file there may have rules, by the longest plain section with an AllowOverride. */
    private boolean mayOverride(String directory) {
        Directive longest = null;
        for (Directive override : overrides) {
            String path = override.section().contains("\n") || !Sections.is(override.section(), "<Directory") ? null
                    : Sections.path(override.section());
            if (path != null && Sections.isWithin(directory, path) && (longest == null
                    || path.length() >= Sections.path(longest.section()).length())) {
                longest = override;
            }
        }
        String args = longest == null ? "" : longest.args().toLowerCase(Locale.ROOT);
        return args.contains("all") || args.contains("fileinfo");
    }

    private static boolean rewrites(String text) {
        boolean on = false;
        boolean rule = false;
        for (String line : text.split("\n")) {
            List<String> words = Words.of(line);
            if (!words.isEmpty() && words.get(0).equalsIgnoreCase("RewriteEngine")) {
                on = words.size() == 2 && words.get(1).equalsIgnoreCase("on");
            }
            rule |= !words.isEmpty() && words.get(0).equalsIgnoreCase("RewriteRule");
        }
        return on && rule;
    }
}
