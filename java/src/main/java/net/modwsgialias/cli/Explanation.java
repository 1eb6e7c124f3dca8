package net.modwsgialias.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * All there is to say about one URL, in the names that {@code --json} has. What is not known, or does not apply, is
 * null.
 *
 * @param requests how often the URL was asked about
 * @param others the aliases that were tried earlier, or all if none matches; not more than were wanted
 * @param othersCount how many there are
 * @param via the paths that led to this one within httpd, by redirections or as the document for an error
 * @param error the status that this is the document for
 * @param status that httpd or mod_wsgi answers with; 0 if the script runs; null if another module decides
 * @param by the module that answers so
 * @param location where a redirection goes
 * @param handler that makes the content, if that is not mod_wsgi
 * @param processGroupBy what decides it: "option", "default", or a directive with its place; the others likewise
 * @param daemon the WSGIDaemonProcess of the process group, with its place
 * @param remote the URL of the process group, if that is on another machine
 * @param workers that serve it
 * @param applicationId by which uWSGI tells applications apart
 * @param dispatch the WSGIDispatchScript that may choose other groups and another callable, with its place
 * @param interpreterOptions the sections of WSGIInterpreterOptions for the interpreter, each with its place
 * @param settings other directives of mod_wsgi's that are set for the request, each with its place
 * @param accessScripts scripts that decide first who may have the URL, and are not run here
 * @param dependsOn the request's variables that the groups depend on
 * @param reason why mod_wsgi does not run the script
 */
record Explanation(String url, long requests, Host virtualHost, String path, List<String> via, Integer error,
        String outcome, Integer status, String by, String location, String handler,
        AliasLine alias, List<Other> others, int othersCount, List<String> captures, String file, String disk,
        String script, Boolean readable, String scriptName, String pathInfo, String processGroup,
        String processGroupBy, String daemon, String remote, List<String> workers, String applicationId,
        String applicationGroup, String applicationGroupBy,
        List<String> dependsOn, String callableObject, String callableObjectBy, Boolean passAuthorization,
        String passAuthorizationBy, String dispatch, String handlerScript, List<String> interpreterOptions,
        List<String> settings, List<String> accessScripts,
        String notPreloaded, String engine, String engineReason, String message, String module, String reason) {

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
                Bytes.show(answer.path()), names(answer.via()), answer.error(), answer.outcome(), answer.status(),
                answer.by(), Bytes.show(answer.location()), answer.handler(), AliasLine.of(alias), others,
                before.size(),
                taker == null ? null : shown(whyNot.captures(taker, answer.path())), Bytes.show(answer.file()),
                answer.disk(), Bytes.show(answer.script()), answer.readable(), Bytes.show(answer.scriptName()),
                Bytes.show(answer.pathInfo()),
                group(answer.processGroup()), Bytes.showConfigured(answer.processGroupBy()),
                Bytes.showConfigured(answer.daemon()), answer.remote(),
                answer.workers() == null ? null : List.of(answer.workers().split(" ")),
                Bytes.show(answer.applicationId()), group(answer.applicationGroup()),
                Bytes.showConfigured(answer.applicationGroupBy()), names(answer.variables()),
                Bytes.showConfigured(answer.callableObject()), Bytes.showConfigured(answer.callableObjectBy()),
                answer.passAuthorization() == null ? null : answer.passAuthorization().equals("On"),
                Bytes.showConfigured(answer.passAuthorizationBy()), Bytes.showConfigured(answer.dispatch()),
                Bytes.showConfigured(answer.handlerScript()), lines(answer.interpreter()), lines(answer.settings()),
                accessScripts(answer),
                taker == null ? null : taker.notPreloaded(), taker == null ? null : taker.engine(),
                taker == null ? null : taker.engineReason(), Bytes.show(answer.message()), answer.module(),
                Bytes.showConfigured(answer.reason()));
    }

    private static List<String> accessScripts(Report.Answer answer) {
        List<String> scripts = Stream.of(answer.access(), answer.user(), answer.group()).filter(Objects::nonNull)
                .map(Bytes::showConfigured).toList();
        return scripts.isEmpty() ? null : scripts;
    }

    /** The aliases that were asked and did not take the URL. */
    private static List<Report.Alias> before(Report report, Report.Answer answer) {
        if (answer.outcome().equals("refused") || answer.outcome().equals("module")) {
            return List.of();
        }
        List<Report.Alias> asked = report.asked(report.serverOf(answer), answer.host());
        Report.Alias taker = report.aliasOf(answer);
        return taker == null ? asked : asked.subList(0, asked.indexOf(taker));
    }

    private static Host host(Report.Server server) {
        return new Host(server.name(), server.addresses(),
                server.file() == null ? null : server.file() + ":" + server.line());
    }

    /** The group without a name has one in configurations. */
    private static String group(String name) {
        return name != null && name.isEmpty() ? "%{GLOBAL}" : Bytes.show(name);
    }

    /** Names of a request's, each of which a NUL ends. */
    private static List<String> names(String texts) {
        return split(texts, Bytes::show);
    }

    /** Texts of the configuration, each of which a NUL ends. */
    private static List<String> lines(String texts) {
        return split(texts, Bytes::showConfigured);
    }

    private static List<String> split(String texts, UnaryOperator<String> shown) {
        return texts == null ? null : Stream.of(texts.split("\0")).map(shown).toList();
    }

    private static List<String> shown(String[] captures) {
        List<String> shown = new ArrayList<>();
        for (String capture : captures) {
            shown.add(Bytes.show(capture));
        }
        return shown;
    }
}
