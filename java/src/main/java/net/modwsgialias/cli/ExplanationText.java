package net.modwsgialias.cli;

import java.io.PrintWriter;
import java.util.List;

/** Prints explanations for people. */
final class ExplanationText {

    private final PrintWriter out;
    private final Style style;

    ExplanationText(PrintWriter out, Style style) {
        this.out = out;
        this.style = style;
    }

    void print(Explanation e) {
        out.println(style.bold(e.url()) + Volume.times(e.requests()));
        line("virtual host", host(e.virtualHost()));
        if (e.via() != null) {
            line("leads to", String.join(" -> ", e.via()) + " -> " + e.path());
        } else if (!e.url().endsWith(e.path())) {
            line("path", e.path());
        }
        switch (e.outcome()) {
            case "matched" -> printMatch(e);
            case "script" -> printScript(e);
            case "declined" -> printDeclined(e);
            case "outside", "failed" -> printRefusal(e);
            case "module" -> printModule(e);
            default -> line("answer", style.bad("httpd refuses the request: " + e.status()) + by(e));
        }
        out.println();
    }

    private void printMatch(Explanation e) {
        line("alias", e.alias().toString());
        printOthers(e);
        line("match", match(e.captures()));
        line("file", e.file());
        printFile(e);
        printServing(e);
        line("preloaded", e.notPreloaded() == null ? "yes" : "no: " + e.notPreloaded());
        line("engine", e.engine() + (e.engineReason() == null ? "" : ": " + e.engineReason()));
        printAnswer(e);
    }

    private void printFile(Explanation e) {
        line("on disk", e.remote() == null ? disk(e) : "not looked for: another machine has it");
        if (e.scriptName() != null) {
            line("SCRIPT_NAME", quote(e.scriptName()));
            line("PATH_INFO", quote(e.pathInfo()));
        }
    }

    /** What mod_wsgi makes of the request. */
    private void printServing(Explanation e) {
        line("process group", choice(e.processGroup(), e.processGroupBy()) + dependsOn(e.processGroup(), e));
        if (e.daemon() != null) {
            line("", e.daemon());
        }
        if (e.remote() != null) {
            printRemote(e);
        }
        line("application group", choice(e.applicationGroup(), e.applicationGroupBy())
                + dependsOn(e.applicationGroup(), e));
        if (e.interpreterOptions() != null) {
            e.interpreterOptions().forEach(options -> line("", options));
        }
        line("callable", choice(e.callableObject(), e.callableObjectBy()));
        line("authorization", choice(e.passAuthorization() ? "passed on" : "not passed on", e.passAuthorizationBy()));
        if (e.settings() != null) {
            line("also set", String.join("; ", e.settings()));
        }
        if (e.dispatch() != null) {
            line("may change", "groups and callable: " + e.dispatch());
        }
        if (e.accessScripts() != null) {
            line("not run here", String.join("; ", e.accessScripts()));
        }
    }

    private void printRemote(Explanation e) {
        line("remote", e.remote());
        line("workers", String.join(", ", e.workers()));
        // By HTTP goes the URL as it came, for a server that has the same alias.
        if (e.applicationId() != null && e.workers().stream().anyMatch(worker -> worker.contains("scgi://"))) {
            line("sent", "SCRIPT_FILENAME, UWSGI_FILE = " + e.script());
            line("", "UWSGI_APPID = " + e.applicationId());
        }
    }

    /** A value and what decides it, unless that is the alias. */
    private static String choice(String value, String by) {
        return by.equals("option") ? value : value + "  (" + by + ")";
    }

    private void printScript(Explanation e) {
        line("alias", "none matches: " + (e.handlerScript() != null ? e.handlerScript()
                : "AddHandler or SetHandler makes the file a script"));
        printOthers(e);
        printFile(e);
        printServing(e);
        printAnswer(e);
    }

    private void printAnswer(Explanation e) {
        String document = e.error() == null ? "" : ", as the document for the error " + e.error();
        line("answer", e.status() == 0 ? style.good(Report.served(e.remote()) + document)
                : style.bad(e.status() + ": " + cause(e)) + document);
    }

    /** Which module answers. */
    private static String by(Explanation e) {
        return (e.by() == null ? "" : ", by " + Report.nameOf(e.by()))
                + (e.location() == null ? "" : ", to " + e.location());
    }

    private void printDeclined(Explanation e) {
        line("alias", style.bad("none matches"));
        printOthers(e);
        if (e.status() != null) {
            line("answer", e.status() + by(e));
        }
    }

    private void printRefusal(Explanation e) {
        if (e.alias() != null) {
            line("alias", e.alias().toString());
            printOthers(e);
        }
        line("answer", style.bad(e.status() + ": " + (e.message() == null ? "see the error log" : e.message())));
    }

    private void printModule(Explanation e) {
        line("alias", "none is asked: " + Report.nameOf(e.module()) + " takes the URL first");
        if (e.file() != null) {
            line("file", e.file());
        }
        if (e.status() != null) {
            line("answer", e.status() + by(e));
        }
    }

    private void printOthers(Explanation e) {
        if (e.othersCount() == 0) {
            return;
        }
        String count = e.othersCount() == 1 ? "1 does not match" : e.othersCount() + " do not match";
        line(e.alias() == null ? "aliases" : "earlier aliases", count);
        for (Explanation.Other other : e.others()) {
            line("", "- " + other.alias() + ": " + other.reason());
        }
        if (e.others().size() < e.othersCount()) {
            line("", "- and " + (e.othersCount() - e.others().size()) + " more (--verbose)");
        }
    }

    private static String host(Explanation.Host host) {
        return host.place() == null ? host.name() + ", the main server"
                : host.name() + ", " + host.addresses() + " (" + host.place() + ")";
    }

    private static String match(List<String> captures) {
        StringBuilder text = new StringBuilder();
        for (int group = 0; group < captures.size(); group++) {
            if (captures.get(group) != null) {
                text.append(group == 0 ? "" : "  $" + group + "=").append(quote(captures.get(group)));
            }
        }
        return text.toString();
    }

    private static String disk(Explanation e) {
        if (e.disk() == null) {
            return "not reached: httpd refuses the path";
        }
        return switch (e.disk()) {
            case "nothing" -> "nothing: " + e.script();
            case "directory" -> "a directory: " + e.script();
            case "special" -> "neither file nor directory: " + e.script();
            default -> e.script() + (e.readable() ? "" : ", which httpd's children cannot read");
        };
    }

    private static String cause(Explanation e) {
        if (e.by() != null && !"mod_dir.c".equals(e.by())) {
            return (e.message() == null ? "" : e.message() + ", ") + Report.nameOf(e.by()) + " answers"
                    + (e.location() == null ? "" : ", and sends to " + e.location());
        }
        if (e.reason() != null && e.status() >= 400) {
            return e.reason();
        }
        if (e.by() == null && e.location() != null) {
            return "httpd sends to " + e.location();
        }
        if (e.disk() == null && e.remote() == null) {
            return "httpd refuses the path";
        }
        if (e.handler() != null) {
            return "mod_wsgi is not asked: the handler is " + e.handler()
                    + (e.status() == 200 && e.handler().equals("default-handler")
                            ? ", which sends the script's source" : "");
        }
        return e.status() == 301 ? "mod_dir redirects to the directory with a slash"
                : e.message() == null ? "httpd or another module answers" : e.message();
    }

    private static String dependsOn(String name, Explanation e) {
        return e.dependsOn() != null && name.contains("%{ENV:")
                ? "  (depends on the request: " + String.join(", ", e.dependsOn()) + ")" : "";
    }

    private static String quote(String text) {
        return "'" + text + "'";
    }

    private void line(String name, String text) {
        out.printf("  %-18s %s%n", name, text);
    }
}
