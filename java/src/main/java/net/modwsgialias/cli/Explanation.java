package net.modwsgialias.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * All there is to say about one URL, in the names that {@code --json} has. What is not known, or does not apply, is
 * null.
 *
 * @param requests how often the URL was asked about
 * @param others the aliases that were tried earlier, or all if none matches; not more than were wanted
 * @param othersCount how many there are
 * @param status that httpd or mod_wsgi answers with; 0 if the script runs; null if another module decides
 * @param remote the URL of the process group, if that is on another machine
 * @param workers that serve it
 * @param applicationId by which uWSGI tells applications apart
 * @param dependsOn the request's variables that the groups depend on
 */
record Explanation(String url, long requests, Host virtualHost, String path, String outcome, Integer status,
        AliasLine alias, List<Other> others, int othersCount, List<String> captures, String file, String disk,
        String script, Boolean readable, String scriptName, String pathInfo, String processGroup, String remote,
        List<String> workers, String applicationId, String applicationGroup, List<String> dependsOn, String callableObject, Boolean passAuthorization, String notPreloaded, String engine,
        String engineReason, String message, String module) {

    /** @param place file and line; null for the main server */
    record Host(String name, String addresses, String place) {
    }

    /** An alias as the configuration has it. @param place file and line */
    record AliasLine(String directive, String pattern, String target, String place) {
        static AliasLine of(Report.Alias alias) {
            return alias == null ? null : new AliasLine(alias.directive(), Bytes.showConfigured(alias.pattern()),
                    Bytes.showConfigured(alias.target()), Bytes.showConfigured(alias.place()));
        }

        @Override
        public String toString() {
            return directive + " " + pattern + " (" + place + ")";
        }
    }

    /** An alias that was tried earlier. @param reason why it did not match */
    record Other(AliasLine alias, String reason) {
    }

    /** @param most how many of the aliases that did not match to explain */
    static Explanation of(Report report, Question question, long requests, Report.Answer answer, WhyNot whyNot,
            int most) {
        Report.Alias alias = report.aliasOf(answer);
        Report.Alias taker = answer.isTaken() ? alias : null;
        List<Report.Alias> before = before(report, answer);
        List<Other> others = new ArrayList<>();
        for (Report.Alias other : before.subList(0, Math.min(most, before.size()))) {
            others.add(new Other(AliasLine.of(other), whyNot.explain(other, answer.path())));
        }
        return new Explanation(question.show(), requests, host(report.serverOf(answer)),
                Bytes.show(answer.path()), answer.outcome(), answer.status(), AliasLine.of(alias), others,
                before.size(),
                taker == null ? null : shown(whyNot.captures(taker, answer.path())), Bytes.show(answer.file()),
                answer.disk(), Bytes.show(answer.script()), answer.readable(), Bytes.show(answer.scriptName()),
                Bytes.show(answer.pathInfo()),
                group(answer.processGroup(), taker == null ? null : taker.processGroup()), answer.remote(),
                answer.workers() == null ? null : List.of(answer.workers().split(" ")),
                Bytes.show(answer.applicationId()),
                group(answer.applicationGroup(), taker == null ? null : taker.applicationGroup()),
                names(answer.variables()), taker == null ? null : Bytes.showConfigured(taker.callableObject()),
                taker == null ? null : taker.passAuthorization(), taker == null ? null : taker.notPreloaded(),
                taker == null ? null : taker.engine(), taker == null ? null : taker.engineReason(),
                Bytes.show(answer.message()), answer.module());
    }

    /** The aliases that were asked and did not take the URL. */
    private static List<Report.Alias> before(Report report, Report.Answer answer) {
        if (answer.outcome().equals("refused") || answer.outcome().equals("module")) {
            return List.of();
        }
        List<Report.Alias> asked = report.asked(report.serverOf(answer));
        return answer.alias() == null ? asked : asked.subList(0, asked.indexOf(report.aliasOf(answer)));
    }

    private static Host host(Report.Server server) {
        return new Host(server.name(), server.addresses(),
                server.file() == null ? null : server.file() + ":" + server.line());
    }

    /** As resolved; as configured, if that depends on the request; null if mod_wsgi's own directives decide. */
    private static String group(String resolved, String configured) {
        if (resolved == null) {
            return Bytes.showConfigured(configured);
        }
        return resolved.isEmpty() ? "%{GLOBAL}" : Bytes.show(resolved);
    }

    private static List<String> names(String variables) {
        return variables == null ? null : List.of(Bytes.show(variables.replace('\0', ' ')).trim().split(" "));
    }

    private static List<String> shown(String[] captures) {
        List<String> shown = new ArrayList<>();
        for (String capture : captures) {
            shown.add(Bytes.show(capture));
        }
        return shown;
    }
}
