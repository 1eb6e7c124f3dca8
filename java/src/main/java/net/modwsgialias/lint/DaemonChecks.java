package net.modwsgialias.lint;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import net.modwsgialias.table.Specs;

/** Checks the daemon processes themselves: what they need, and whether anything uses them. */
final class DaemonChecks {

    private final Context context;
    private final Specs specs;
    private final Disk disk;
    private final Silences silences;

    DaemonChecks(Context context, Specs specs, Disk disk, Silences silences) {
        this.context = context;
        this.specs = specs;
        this.disk = disk;
        this.silences = silences;
    }

    void check(List<Finding> findings) {
        List<Directive> daemons = context.named("WSGIDaemonProcess");
        checkSockets(daemons, findings);
        checkUse(daemons, FindingCode.IDLE_DAEMON,
                "no alias and no WSGIProcessGroup uses this process group, so its processes do nothing, and"
                        + " aliases without a process group run in httpd's own processes", findings);
        checkUse(context.named(RemoteChecks.DIRECTIVE), FindingCode.IDLE_REMOTE_GROUP,
                "no alias and no WSGIProcessGroup uses this process group, so nothing is sent there", findings);
        PythonChecks python = new PythonChecks(context, disk);
        for (Directive daemon : daemons) {
            addAll(daemon, python.ofDaemon(daemon), findings);
        }
        for (Directive home : context.named("WSGIPythonHome")) {
            addAll(home, python.ofHome(home), findings);
        }
        for (Directive path : context.named("WSGIPythonPath")) {
            addAll(path, python.ofPath(path), findings);
        }
    }

    private void add(Directive directive, FindingCode code, String cause, String cure, List<Finding> findings) {
        addAll(directive, List.of(directive.finding(code, cause, cure)), findings);
    }

    private void addAll(Directive directive, List<Finding> found, List<Finding> findings) {
        for (Finding finding : found) {
            if (!silences.silence(directive.server(), directive.first(), finding)) {
                findings.add(finding);
            }
        }
    }

    private void checkSockets(List<Directive> daemons, List<Finding> findings) {
        String prefix = context.socketPrefix();
        String directory = prefix.substring(0, Math.max(0, prefix.lastIndexOf('/')));
        if (!daemons.isEmpty() && disk.isClosed(directory)) {
            add(daemons.get(0), FindingCode.SOCKET_DIRECTORY,
                    "the socket of its processes is in " + directory + ", which the user that httpd's children run as"
                            + " cannot enter, so every request is answered with 503",
                    "set WSGISocketPrefix to a path in a directory that this user can enter", findings);
        }
    }

    private void checkUse(List<Directive> daemons, FindingCode code, String cause, List<Finding> findings) {
        // A line of a map can name the group at any time, but the group must be there before.
        if (daemons.isEmpty() || EffectiveGroups.isChosenElsewhere(context)
                || !context.named("WSGIAliasMap").isEmpty()) {
            return;
        }
        Pattern used = used();
        for (Directive daemon : daemons) {
            if (used != null && !daemon.first().isEmpty() && !used.matcher(daemon.first()).matches()) {
                add(daemon, code, cause, "add process-group=" + daemon.first() + " to the aliases, or remove it",
                        findings);
            }
        }
    }

    /** The names that are used, as an expression; null if they cannot be told. */
    private Pattern used() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < specs.aliasCount(); i++) {
            if (specs.alias(i).processGroup() != null) {
                names.add(CheckedAlias.text(specs.alias(i).processGroup()));
            }
        }
        for (Directive directive : context.directives()) {
            if (directive.is("WSGIProcessGroup")) {
                names.add(directive.first());
            } else if (directive.name().regionMatches(true, 0, "WSGI", 0, 4)) {
                names.addAll(directive.values("process-group="));
            }
        }
        StringBuilder expression = new StringBuilder();
        for (String name : names) {
            if (name.contains("%{") && !name.equals("%{GLOBAL}")) {
                return null;
            }
            for (String part : name.split("(?<=\\$)[0-9]", -1)) {
                boolean captures = part.endsWith("$");
                expression.append(Pattern.quote(captures ? part.substring(0, part.length() - 1) : part))
                        .append(captures ? ".*" : "");
            }
            expression.append('|');
        }
        return Pattern.compile(expression.toString());
    }
}
