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
        for (String section : directive.section().split("\n")) {
            String path = path(section);
            if (path == null) {
                continue;
            }
            if (is(section, "<Location") ? !takes(path, alias) : !holdsFor(path, alias)) {
                return false;
            }
        }
        return true;
    }

    /** The path of a Location or Directory that is a path, without wildcards; null for any other section. */
    static String path(String section) {
        if (!is(section, "<Location") && !is(section, "<Directory") || !section.endsWith(">")) {
            return null;
        }
        String args = section.substring(section.indexOf(' ') + 1, section.length() - 1);
        String path = Words.of(args).size() == 1 ? Words.of(args).get(0) : "";
        boolean plain = path.startsWith("/") && path.indexOf('*') < 0 && path.indexOf('?') < 0 && path.indexOf('[') < 0;
        return plain ? path : null;
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
