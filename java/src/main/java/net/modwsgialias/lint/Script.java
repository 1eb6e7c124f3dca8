package net.modwsgialias.lint;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What the text of a script tells without running it: the settings of Django that it wants, and the routes that it
 * gives to a framework. Immutable.
 *
 * @param settings the value of DJANGO_SETTINGS_MODULE; null if the script does not set it
 * @param byDefault whether the script sets it only if nobody has done so
 * @param routes paths that begin with a slash
 */
record Script(String settings, boolean byDefault, List<String> routes) {

    static final Script UNKNOWN = new Script(null, false, List.of());
    private static final String VARIABLE = "DJANGO_SETTINGS_MODULE";
    private static final Set<String> ROUTERS = Set.of("route", "add_url_rule", "add_route", "Rule", "Route", "Mount",
            "mount", "path", "re_path", "url", "get", "post", "put", "patch", "delete");
    private static final int MOST_ROUTES = 200;
    private static final int LONGEST = 100;

    /** @param text of the script, one char a byte */
    static Script of(String text) {
        int at = text.indexOf(VARIABLE);
        String value = at < 0 ? null : literal(text, text.indexOf('\n', at), at + VARIABLE.length() + 1);
        boolean known = value != null && value.matches("[A-Za-z0-9_.]+");
        int line = at < 0 ? 0 : text.lastIndexOf('\n', at) + 1;
        boolean commented = text.startsWith("#", line);
        return new Script(known && !commented ? value : null,
                known && text.substring(line, at).contains("setdefault"), routes(text));
    }

    /** The first string between two places; null if there is none. */
    private static String literal(String text, int end, int begin) {
        int last = end < 0 ? text.length() : end;
        for (int i = begin; i < last; i++) {
            char quote = text.charAt(i);
            if (quote == '"' || quote == '\'') {
                int close = text.indexOf(quote, i + 1);
                return close < 0 || close > i + LONGEST ? null : text.substring(i + 1, close);
            }
        }
        return null;
    }

    private static List<String> routes(String text) {
        List<String> routes = new ArrayList<>();
        for (int i = text.indexOf('/'); i > 1 && routes.size() < MOST_ROUTES; i = text.indexOf('/', i + 1)) {
            char quote = text.charAt(i - 1);
            int open = i - 2 - (text.charAt(i - 2) == 'r' ? 1 : 0);
            if ((quote == '"' || quote == '\'') && open > 0 && text.charAt(open) == '('
                    && ROUTERS.contains(nameBefore(text, open))) {
                int close = text.indexOf(quote, i);
                if (close > 0 && close < i + LONGEST) {
                    routes.add(text.substring(i, close));
                }
            }
        }
        return routes;
    }

    private static String nameBefore(String text, int end) {
        int begin = end;
        while (begin > 0 && (Character.isLetterOrDigit(text.charAt(begin - 1)) || text.charAt(begin - 1) == '_')) {
            begin--;
        }
        return text.substring(begin, end);
    }

    /** A route that is below a path; null if there is none. */
    String routeWithin(String path) {
        for (String route : routes) {
            if (Sections.isWithin(route, path)) {
                return route;
            }
        }
        return null;
    }
}
