package net.modwsgialias.lint;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Checks the access that Directory sections give to the directories of targets. For the aliases of one server. */
final class AccessChecks {

    /** With these, access is not decided by the last Directory alone. Order, Allow and Deny grant nothing beside Require. */
    private static final Set<String> MERGING = Set.of("satisfy", "authmerging");
    /** Directories that hold far more than a site. */
    private static final Set<String> WIDE = Set.of("", "/etc", "/home", "/root", "/usr", "/var");

    /** Each Require of the main server, and behind them the server's own. */
    private final List<Directive> requires = new ArrayList<>();
    /** Of each of these, what {@link #directoryOf} says. */
    private final List<String> sections = new ArrayList<>();
    /** Whether other directives, or a .htaccess file, may grant access. */
    private final boolean isOpen;
    /** Sections that have been found too wide already. */
    private final Set<String> reported;

    /** @param directives of the main server, and behind them the server's own */
    AccessChecks(List<Directive> directives, Set<String> reported) {
        for (Directive directive : directives) {
            if (directive.is("Require")) {
                requires.add(directive);
                sections.add(directoryOf(directive));
            }
        }
        isOpen = Directive.isAny(directives, MERGING) || mayOverride(directives);
        this.reported = reported;
    }

    void check(CheckedAlias alias, List<Finding> findings) {
        String target = CheckedAlias.text(alias.alias().targetBeginning());
        String directory = target.substring(0, target.lastIndexOf('/') + 1);
        Directive denial = directory.startsWith("/") ? denial(directory, alias, null) : null;
        if (denial != null) {
            findings.add(alias.finding(FindingCode.NO_ACCESS, cause(denial, directory),
                    "add 'Require all granted' in a section <Directory " + directory + ">", denial.place(), null));
        }
        checkWide(directory, findings);
    }

    /** The same for an Alias of mod_alias. */
    void check(Directive alias, List<Finding> findings) {
        List<String> words = alias.words();
        if (!alias.is("Alias") || words.size() != 2 || !words.get(1).startsWith("/")) {
            return;
        }
        String directory = words.get(1).endsWith("/") ? words.get(1) : words.get(1) + "/";
        Directive denial = denial(directory, null, words.get(0));
        if (denial != null) {
            findings.add(new Finding(FindingCode.NO_ACCESS, -1, alias.place(), alias.title(),
                    cause(denial, words.get(1)), "add 'Require all granted' in a section <Directory " + words.get(1)
                            + ">", denial.place(), null));
        }
    }

    private static String cause(Directive denial, String directory) {
        return "the section <Directory " + directoryOf(denial) + "/> denies access to " + directory
                + ", and no other one grants it, so every request is answered with 403";
    }

    /** The directory whose plain section a directive stands in by itself, without a slash at its end; null if none. */
    static String directoryOf(Directive directive) {
        String section = directive.section();
        String path = section.indexOf('\n') >= 0 || !Sections.is(section, "<Directory") ? null : Sections.path(section);
        return path == null || !path.endsWith("/") ? path : path.substring(0, path.length() - 1);
    }

    /**
     * The only Require of the longest Directory section that holds, if it denies all access and nothing else grants it.
     *
     * @param directory with a slash at its end
     * @param alias that it is the target of; or null, and the URL path of an Alias
     */
    private Directive denial(String directory, CheckedAlias alias, String url) {
        if (isOpen) {
            return null;
        }
        List<Directive> decisive = new ArrayList<>();
        String longest = null;
        for (int i = 0; i < requires.size(); i++) {
            Directive require = requires.get(i);
            String section = sections.get(i);
            if (section == null && (isAll(require, "denied") || !Sections.mayHold(require, alias, url))) {
                continue;
            }
            if (section == null || section.length() >= directory.length() && Sections.isWithin(section, directory)) {
                // What grants access to a part, or who knows to what.
                return null;
            }
            if (Sections.isWithin(directory, section) && (longest == null || section.length() >= longest.length())) {
                if (!section.equals(longest) || decisive.get(0).server() != require.server()) {
                    decisive.clear();
                }
                longest = section;
                decisive.add(require);
            }
        }
        return decisive.size() == 1 && isAll(decisive.get(0), "denied") ? decisive.get(0) : null;
    }

    static boolean isAll(Directive require, String what) {
        return String.join(" ", require.words()).equalsIgnoreCase("all " + what);
    }

    private static boolean mayOverride(List<Directive> directives) {
        for (Directive directive : directives) {
            if (directive.is("AllowOverride") && !directive.args().trim().equalsIgnoreCase("none")) {
                return true;
            }
        }
        return false;
    }

    private void checkWide(String directory, List<Finding> findings) {
        for (int i = 0; i < requires.size(); i++) {
            Directive require = requires.get(i);
            String section = sections.get(i);
            boolean home = section != null && section.startsWith("/home/") && section.indexOf('/', 6) < 0;
            if (section != null && (home || WIDE.contains(section)) && Sections.isWithin(directory, section)
                    && isAll(require, "granted") && reported.add(require.place())) {
                findings.add(new Finding(FindingCode.WIDE_ACCESS, -1, require.place(), "Require all granted",
                        "it stands in <Directory " + section + "/> and so grants access to all that is below it, as soon"
                                + " as a URL leads there, not only to the scripts in " + directory,
                        "move it into a section <Directory " + directory + ">", null, null));
            }
        }
    }
}
