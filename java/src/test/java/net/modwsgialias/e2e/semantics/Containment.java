package net.modwsgialias.e2e.semantics;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.modwsgialias.e2e.harness.Answer;
import net.modwsgialias.e2e.harness.RandomTable;

/**
 * An independent check of the documented difference: from what stock answered and from the configuration, not from
 * what ours says, it tells whether a request left the directory that its alias names.
 */
final class Containment {

    private static final String SCRIPTS = "/site/w";
    private static final Pattern WINNER = Pattern.compile("a(\\d+)");

    private Containment() {
    }

    /** Whether ours must refuse what stock answered. */
    static boolean leaves(Answer stock, List<RandomTable.Alias> aliases) {
        Matcher winner = WINNER.matcher(stock.get("note.callable"));
        if (!winner.matches()) {
            return false;
        }
        String directory = directory(aliases.get(Integer.parseInt(winner.group(1))).target());
        // httpd cuts the name of the file from the rest, and merges the slashes of both.
        String path = absolute(stock.get("file")) + "/" + stock.get("path_info");
        return !under(plain(path), plain(directory));
    }

    // Up to the last slash before the first dollar. A backslash is no part of a name: it keeps the next byte literal.
    private static String directory(String target) {
        int dollar = target.indexOf('$', target.startsWith("${W}") ? 1 : 0);
        String literal = (dollar < 0 ? target : target.substring(0, dollar)).replace("${W}", SCRIPTS);
        String directory = literal.substring(0, literal.lastIndexOf('/') + 1).replace("\\", "");
        // httpd resolves a relative name against its working directory; no beginning at all names that one.
        return directory.startsWith("/") ? directory : "/ROOT/" + directory;
    }

    // In an answer the directory of the scripts is called W, the server's own ROOT.
    private static String absolute(String file) {
        return file.startsWith("/") ? file : "/" + file.replaceFirst("^W", SCRIPTS);
    }

    private static List<String> plain(String path) {
        Deque<String> kept = new ArrayDeque<>();
        for (String name : path.split("/+")) {
            if (name.equals("..")) {
                kept.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                kept.addLast(name);
            }
        }
        return List.copyOf(kept);
    }

    private static boolean under(List<String> path, List<String> directory) {
        return path.size() >= directory.size() && path.subList(0, directory.size()).equals(directory);
    }
}
