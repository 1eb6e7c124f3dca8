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
        if (!e.url().endsWith(e.path())) {
            line("path", e.path());
        }
        switch (e.outcome()) {
            case "matched" -> printMatch(e);
            case "declined" -> printDeclined(e);
            case "outside", "failed" -> printRefusal(e);
            case "module" -> printModule(e);
            default -> line("answer", style.bad("httpd refuses the request: " + e.status()));
        }
        out.println();
    }

    private void printMatch(Explanation e) {
        line("alias", e.alias().toString());
        printOthers(e);
        line("match", match(e.captures()));
        line("file", e.file());
        line("on disk", e.remote() == null ? disk(e) : "not looked for: another machine has it");
        if (e.scriptName() != null) {
            line("SCRIPT_NAME", quote(e.scriptName()));
            line("PATH_INFO", quote(e.pathInfo()));
        }
        line("process group", group(e.processGroup(), e.dependsOn(), "set by WSGIProcessGroup"));
        if (e.remote() != null) {
            printRemote(e);
        }
        line("application group", group(e.applicationGroup(), e.dependsOn(),
                "set by WSGIApplicationGroup; without it, each SCRIPT_NAME has its own"));
        line("callable", e.callableObject() == null ? "set by WSGICallableObject, or else application"
                : e.callableObject());
        line("authorization", e.passAuthorization() == null ? "set by WSGIPassAuthorization"
                : e.passAuthorization() ? "passed on" : "not passed on");
        line("preloaded", e.notPreloaded() == null ? "yes" : "no: " + e.notPreloaded());
        line("engine", e.engine() + (e.engineReason() == null ? "" : ": " + e.engineReason()));
        line("answer", e.status() != 0 ? style.bad(e.status() + ": " + cause(e))
                : style.good(e.remote() == null ? "the script runs" : "the remote group answers"));
    }

    private void printRemote(Explanation e) {
        line("remote", e.remote());
        line("workers", String.join(", ", e.workers()));
        // By HTTP goes the URL as it came, for a server that has the same alias.
        if (e.workers().stream().anyMatch(worker -> worker.contains("scgi://"))) {
            line("sent", "SCRIPT_FILENAME, UWSGI_FILE = " + e.script());
            line("", "UWSGI_APPID = " + e.applicationId());
        }
    }

    private void printDeclined(Explanation e) {
        line("alias", style.bad("none matches"));
        printOthers(e);
    }

    private void printRefusal(Explanation e) {
        if (e.alias() != null) {
            line("alias", e.alias().toString());
            printOthers(e);
        }
        line("answer", style.bad(e.status() + ": " + (e.message() == null ? "see the error log" : e.message())));
    }

    private void printModule(Explanation e) {
        line("alias", "none is asked: " + e.module().replace(".c", "") + " takes the URL first");
        if (e.file() != null) {
            line("file", e.file());
        }
        if (e.status() != null) {
            line("answer", e.status().toString());
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
        if (e.disk() == null) {
            return "httpd refuses the path";
        }
        return switch (e.disk()) {
            case "nothing" -> "the script does not exist";
            case "directory" -> e.status() == 301 ? "mod_dir redirects to the directory with a slash"
                    : "it is a directory, not a script";
            default -> e.status() == 404 ? "AcceptPathInfo is Off" : "see the error log";
        };
    }

    private static String group(String name, List<String> dependsOn, String otherwise) {
        if (name == null) {
            return otherwise;
        }
        boolean depends = dependsOn != null && name.contains("%{ENV:");
        return name + (depends ? "  (depends on the request: " + String.join(", ", dependsOn) + ")" : "");
    }

    private static String quote(String text) {
        return "'" + text + "'";
    }

    private void line(String name, String text) {
        out.printf("  %-18s %s%n", name, text);
    }
}
