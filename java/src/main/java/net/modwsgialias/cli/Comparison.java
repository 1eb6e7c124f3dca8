package net.modwsgialias.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Compares the answers of two configurations to the same URLs, and keeps the URLs whose answer changes. */
final class Comparison {

    /** @param requests how often the URL was asked about */
    record Change(String url, long requests, Map<String, Values> differences) {
    }

    /** A value under each configuration, or null. */
    record Values(String before, String after) {
    }

    /**
     * As {@code --json} has it behind the changes.
     *
     * @param changed how many of the URLs have a different answer
     */
    record Totals(long requests, long urls, long unreadable, long changed) {
    }

    private Comparison() {
    }

    static List<Change> changes(Report before, Report after, Map<Question, Integer> questions) {
        List<Change> changes = new ArrayList<>();
        int at = 0;
        for (Map.Entry<Question, Integer> entry : questions.entrySet()) {
            Map<String, Values> differences = differences(before, before.answers().get(at), after,
                    after.answers().get(at));
            at++;
            if (!differences.isEmpty()) {
                changes.add(new Change(entry.getKey().show(), entry.getValue(), differences));
            }
        }
        return changes;
    }

    private static Map<String, Values> differences(Report oldReport, Report.Answer before, Report newReport,
            Report.Answer after) {
        Map<String, Values> found = new LinkedHashMap<>();
        Report.Alias oldAlias = oldReport.aliasOf(before);
        Report.Alias newAlias = newReport.aliasOf(after);
        if (!Objects.equals(identity(oldAlias), identity(newAlias))) {
            found.put("alias", new Values(shown(oldAlias), shown(newAlias)));
        }
        compare(found, "outcome", before.outcome(), after.outcome());
        compare(found, "module", before.module(), after.module());
        compare(found, "status", status(before), status(after));
        compare(found, "file", before.file(), after.file());
        compare(found, "SCRIPT_NAME", before.scriptName(), after.scriptName());
        compare(found, "PATH_INFO", before.pathInfo(), after.pathInfo());
        compare(found, "process group", before.processGroup(), after.processGroup());
        compare(found, "remote", before.remote(), after.remote());
        compare(found, "application group", before.applicationGroup(), after.applicationGroup());
        compare(found, "callable", before.callableObject(), after.callableObject());
        compare(found, "authorization", before.passAuthorization(), after.passAuthorization());
        return found;
    }

    private static void compare(Map<String, Values> found, String name, String before, String after) {
        if (!Objects.equals(before, after)) {
            found.put(name, new Values(Bytes.show(before), Bytes.show(after)));
        }
    }

    private static String status(Report.Answer answer) {
        return answer.status() == null ? null
                : answer.status() == 0 ? Report.served(answer.remote()) : answer.status().toString();
    }

    private static String identity(Report.Alias alias) {
        return alias == null ? null : alias.identity();
    }

    private static String shown(Report.Alias alias) {
        return alias == null ? null : Explanation.AliasLine.of(alias).toString();
    }

    static void print(Change change, PrintWriter out, Style style) {
        out.println(style.bold(change.url()) + Volume.times(change.requests()));
        change.differences().forEach((name, values) -> {
            out.printf("  %-18s %s%n", name, style.bad("- " + orNone(values.before())));
            out.printf("  %-18s %s%n", "", style.good("+ " + orNone(values.after())));
        });
    }

    private static String orNone(String value) {
        return value == null ? "none" : value;
    }
}
