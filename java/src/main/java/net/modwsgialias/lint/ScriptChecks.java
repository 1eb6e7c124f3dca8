package net.modwsgialias.lint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.modwsgialias.table.AliasSpec;
import net.modwsgialias.table.Specs;

/**
 * Checks which scripts run in which processes and interpreters, over all servers, and what their texts tell. Keeps one
 * alias of each process group and interpreter, not all aliases.
 */
final class ScriptChecks {

    /** Scripts that are read: of more, the first count. */
    private static final int MOST_READ = 1000;
    private static final int MOST_USES = 100;

    private final Context context;
    private final Specs specs;
    private final Disk disk;
    private final EffectiveGroups groups;
    private final Map<String, Script> scripts = new HashMap<>();
    /** By process group. */
    private final Map<String, List<Use>> wanted = new HashMap<>();
    private final Map<String, Use> sole = new LinkedHashMap<>();
    /** By interpreter and script. */
    private final Map<String, Use> interpreters = new HashMap<>();
    /** Whether the process group of an alias depends on the request, so that any may have a further application. */
    private boolean open;

    /** The first alias of its kind; an application of null is one that cannot be told, or not the only one. */
    private record Use(int id, int server, String script, String application, Script text) {
    }

    ScriptChecks(Context context, Specs specs, Disk disk, EffectiveGroups groups) {
        this.context = context;
        this.specs = specs;
        this.disk = disk;
        this.groups = groups;
    }

    /** Looks at one alias; what needs all of them comes from {@link #finish}. */
    void check(CheckedAlias alias, List<Finding> findings) {
        String script = alias.targetCaptures().isEmpty() ? disk.script(alias.target()) : null;
        String process = groups.process(alias);
        if (script == null) {
            setSole(process, new Use(alias.id(), alias.server(), null, null, null));
            return;
        }
        Script text = read(script);
        checkPrefix(alias, script, text, findings);
        Use use = new Use(alias.id(), alias.server(), script, groups.application(alias), text);
        setSole(process, use);
        if (process != null) {
            checkSettings(alias, process, use, findings);
            checkHosts(alias, process, use, findings);
        }
    }

    private Script read(String script) {
        Script text = scripts.get(script);
        if (text == null) {
            String bytes = scripts.size() < MOST_READ ? disk.text(script) : null;
            text = bytes == null ? Script.UNKNOWN : Script.of(bytes);
            scripts.put(script, text);
        }
        return text;
    }

    private static void checkPrefix(CheckedAlias alias, String script, Script text, List<Finding> findings) {
        String path = alias.pattern();
        if (alias.isMatch() || path.equals("/") || path.endsWith("/")) {
            return;
        }
        String tail = alias.target().substring(script.length());
        String route = text.routeWithin(path);
        if (tail.length() > 1 && path.endsWith(tail) && route == null) {
            findings.add(alias.finding(FindingCode.NO_SCRIPT_NAME, "the target ends in " + tail + " as the URL path"
                    + " does, so the SCRIPT_NAME is '" + path.substring(0, path.length() - tail.length())
                    + "', and the PATH_INFO begins with " + tail, "nothing, if the script's routes begin with " + tail
                    + "; otherwise let the target end with the script's name"));
        } else if (tail.isEmpty() && route != null) {
            findings.add(alias.finding(FindingCode.STRIPPED_PREFIX, "the script has a route " + route + ", but the URL"
                    + " path of the alias is not part of the PATH_INFO, so this route stands for " + path + route,
                    "leave " + path + " out of the routes, or add it to the target: " + script + path, null,
                    path + route));
        }
    }

    private void setSole(String process, Use use) {
        open |= process == null;
        if (process == null || process.isEmpty()) {
            return;
        }
        Use first = sole.get(process);
        if (first == null) {
            sole.put(process, use);
        } else if (use.script() == null || !use.script().equals(first.script())) {
            sole.put(process, new Use(first.id(), first.server(), null, null, null));
        }
    }

    private void checkSettings(CheckedAlias alias, String process, Use use, List<Finding> findings) {
        if (use.text().settings() == null) {
            return;
        }
        if (!wanted.containsKey(process)) {
            wanted.put(process, new ArrayList<>());
        }
        for (Use other : wanted.get(process)) {
            boolean same = use.application() != null && use.application().equals(other.application())
                    && !use.application().equals(EffectiveGroups.RESOURCE);
            if (!other.text().settings().equals(use.text().settings())
                    && (same || use.text().byDefault() || other.text().byDefault())) {
                AliasSpec spec = specs.alias(other.id());
                findings.add(alias.finding(FindingCode.SETTINGS_CLASH, "its script wants DJANGO_SETTINGS_MODULE to be "
                        + use.text().settings() + ", and that of " + CheckedAlias.directive(spec) + " at "
                        + spec.place() + " wants " + other.text().settings() + "; both run in the same "
                        + (same ? "interpreter" : "processes, which have one environment")
                        + ", so both get the settings of the one that is loaded first",
                        "give each of them a process group of its own", spec.place(), null));
                return;
            }
        }
        if (wanted.get(process).size() < MOST_USES) {
            wanted.get(process).add(use);
        }
    }

    private void checkHosts(CheckedAlias alias, String process, Use use, List<Finding> findings) {
        // Aliases of the main server are for several hosts, and only what is named is shared.
        if (alias.server() == Context.MAIN || use.application() == null
                || use.application().equals(EffectiveGroups.RESOURCE)) {
            return;
        }
        String key = process + '\n' + use.application() + '\n' + use.script();
        Use first = interpreters.get(key);
        if (first == null) {
            interpreters.put(key, use);
        } else if (!nameOf(first.server()).equals(nameOf(use.server()))) {
            AliasSpec spec = specs.alias(first.id());
            findings.add(alias.finding(FindingCode.SHARED_INTERPRETER, "its script serves this virtual host and "
                    + nameOf(first.server()) + " with one interpreter, so both share its settings and its state",
                    "give one of them another application group or process group, if they should not share them",
                    spec.place(), null));
        }
    }

    private String nameOf(int server) {
        return context.servers().get(server).name();
    }

    /** What can be told once all aliases have been looked at. */
    void finish(Silences silences, List<Finding> findings) {
        Map<String, String> others = usersBesideAliases();
        Set<String> defined = new HashSet<>();
        for (Directive daemon : context.named("WSGIDaemonProcess")) {
            defined.add(daemon.first());
        }
        for (Map.Entry<String, Use> entry : sole.entrySet()) {
            String group = entry.getKey();
            Use use = entry.getValue();
            boolean alone = !open && defined.contains(group) && use.script() != null
                    && others.getOrDefault(group, use.script()).equals(use.script());
            if (alone && use.application() != null && !use.application().isEmpty()) {
                AliasSpec spec = specs.alias(use.id());
                Finding finding = new Finding(FindingCode.SUB_INTERPRETER, use.id(), spec.place(),
                        CheckedAlias.directive(spec), "no other application runs in the process group " + group
                                + ", but the application group is " + use.application()
                                + " and not %{GLOBAL}, so it runs in a sub-interpreter, in which numpy and some other"
                                + " C extensions fail or hang", "add application-group=%{GLOBAL}", null, null);
                if (!silences.silence(use.server(), CheckedAlias.text(spec.pattern().text()), finding)) {
                    findings.add(finding);
                }
            }
        }
    }

    /** What else uses process groups: the script of a WSGIImportScript, or an empty text for all else. */
    private Map<String, String> usersBesideAliases() {
        Map<String, String> users = new HashMap<>();
        for (Directive directive : context.directives()) {
            if (directive.is("WSGIProcessGroup") && directive.inSection()) {
                users.put(directive.first(), "");
            } else if (directive.name().regionMatches(true, 0, "WSGI", 0, 4)) {
                for (String group : directive.values("process-group=")) {
                    users.put(group, directive.is("WSGIImportScript") ? directive.first() : "");
                }
            }
        }
        return users;
    }
}
