package net.modwsgialias.lint;

import java.util.List;

/** Tells which sections of the configuration, such as {@code <Location /a>}, can hold for the URLs of an alias. */
final class Sections {

    private Sections() {
    }

    /** Whether a directive of that name in a section of the alias' server or of the main server may hold for it. */
    static boolean mayHold(Context context, String name, CheckedAlias alias) {
        return mayHold(context.of(alias.server()), name, alias) || mayHold(context.of(Context.MAIN), name, alias);
    }

    private static boolean mayHold(List<Directive> directives, String name, CheckedAlias alias) {
        for (Directive directive : directives) {
            if (directive.inSection() && directive.is(name) && mayHold(directive, alias)) {
                return true;
            }
        }
        return false;
    }

    /** Whether all sections of a directive may hold: those that cannot be told from here, such as an If, may. */
    static boolean mayHold(Directive directive, CheckedAlias alias) {
        return mayHold(directive, alias, null);
    }

    /**
     * The same for a URL, and what is below it.
     *
     * @param alias whose script the URL leads to; null if it leads to files that are not known
     * @param url null for those of the alias
     */
    static boolean mayHold(Directive directive, CheckedAlias alias, String url) {
        for (String section : directive.section().split("\n")) {
            String path = path(section);
            boolean holds = true;
            if (path != null && is(section, "<Location")) {
                holds = url == null ? takes(path, alias) : isWithin(url, path) || isWithin(path, url);
            } else if (alias != null && is(section, "<Files")) {
                holds = isFileOf(section, alias);
            } else if (alias != null && path != null) {
                holds = holdsFor(path, alias);
            }
            if (!holds) {
                return false;
            }
        }
        return true;
    }

    /** Whether the script may have the name of a Files section, which cannot be told of wildcards and captures. */
    private static boolean isFileOf(String section, CheckedAlias alias) {
        String name = argument(section);
        if (!alias.targetCaptures().isEmpty() || !isPlain(name) || alias.target().endsWith("/")) {
            return true;
        }
        for (String part : alias.target().split("/")) {
            if (part.equals(name)) {
                return true;
            }
        }
        return false;
    }

    /** The only argument of a section; an empty text if it has several. */
    static String argument(String section) {
        String args = section.substring(section.indexOf(' ') + 1, section.length() - (section.endsWith(">") ? 1 : 0));
        List<String> words = Words.of(args);
        return words.size() == 1 ? words.get(0) : "";
    }

    private static boolean isPlain(String name) {
        return !name.isEmpty() && name.indexOf('*') < 0 && name.indexOf('?') < 0 && name.indexOf('[') < 0;
    }

    /** The path of a Location or Directory that is a path, without wildcards; null for any other section. */
    static String path(String section) {
        if (!is(section, "<Location") && !is(section, "<Directory") || !section.endsWith(">")) {
            return null;
        }
        String path = argument(section);
        return path.startsWith("/") && isPlain(path) ? path : null;
    }

    /** Whether it is a section of that kind. */
    static boolean is(String section, String kind) {
        return section.regionMatches(true, 0, kind + " ", 0, kind.length() + 1);
    }

    private static boolean takes(String path, CheckedAlias alias) {
        for (byte[] url : alias.samples()) {
            if (isWithin(CheckedAlias.text(url), path)) {
                return true;
            }
        }
        return alias.samples().isEmpty();
    }

    private static boolean holdsFor(String path, CheckedAlias alias) {
        String beginning = CheckedAlias.text(alias.alias().targetBeginning());
        return !beginning.startsWith("/") || isWithin(beginning, path) || isWithin(path, beginning);
    }

    /** Whether a path is another one, or lies below it. */
    static boolean isWithin(String path, String other) {
        String directory = other.endsWith("/") ? other.substring(0, other.length() - 1) : other;
        int end = directory.length();
        return path.startsWith(directory) && (path.length() == end || path.charAt(end) == '/');
    }
}
