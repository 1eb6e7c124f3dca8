package net.modwsgialias.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Which aliases of WSGIAliasHost sections a request has: those of the most specific name that fits its host, as
 * net.modwsgialias.table.HostNames finds it in a server.
 */
final class HostChoice {

    private HostChoice() {
    }

    /**
     * Leaves out the aliases of other hosts.
     *
     * @param range a server's own aliases, or those that it inherits
     * @param host as httpd took it from the request, or null
     */
    static List<Report.Alias> asked(List<Report.Alias> range, String host) {
        String asked = host == null ? "" : host.toLowerCase(Locale.ROOT);
        String best = "";
        for (Report.Alias alias : range) {
            for (String name : names(alias)) {
                best = fits(name, asked) && isMoreSpecific(name, best) ? name : best;
            }
        }
        List<Report.Alias> chosen = new ArrayList<>();
        for (Report.Alias alias : range) {
            if (alias.hosts() == null || List.of(names(alias)).contains(best)) {
                chosen.add(alias);
            }
        }
        return chosen;
    }

    private static String[] names(Report.Alias alias) {
        return alias.hosts() == null ? new String[0] : alias.hosts().split(" ");
    }

    /** Of two names that fit; there may be no other one. */
    private static boolean isMoreSpecific(String name, String other) {
        return !name.startsWith("*") || other.isEmpty() || other.startsWith("*") && name.length() > other.length();
    }

    private static boolean fits(String name, String host) {
        return name.startsWith("*") ? host.length() >= name.length() && host.endsWith(name.substring(1))
                : host.equals(name);
    }
}
