package net.modwsgialias.lint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.modwsgialias.group.GroupTemplate;
import net.modwsgialias.nfa.Anchors;
import net.modwsgialias.syntax.Node;

/** Checks the process groups and application groups of an alias. */
final class GroupChecks {

    private final Context context;
    /** Each WSGIDaemonProcess, by the name of its group. */
    private final Map<String, List<Directive>> daemons = new HashMap<>();
    private final Hosts hosts;
    private final Disk disk;
    private final EffectiveGroups groups;
    private final Directive restricted;
    private final RemoteChecks remotes;

    GroupChecks(Context context, Hosts hosts, Disk disk, EffectiveGroups groups, RemoteChecks remotes) {
        this.context = context;
        this.hosts = hosts;
        this.disk = disk;
        this.groups = groups;
        this.remotes = remotes;
        List<Directive> restrictions = context.named("WSGIRestrictEmbedded");
        Directive last = restrictions.isEmpty() ? null : restrictions.get(restrictions.size() - 1);
        restricted = last != null && last.first().equalsIgnoreCase("on") ? last : null;
        for (Directive directive : context.named("WSGIDaemonProcess")) {
            if (!directive.words().isEmpty()) {
                String name = directive.words().get(0);
                if (!daemons.containsKey(name)) {
                    daemons.put(name, new ArrayList<>());
                }
                daemons.get(name).add(directive);
            }
        }
    }

    void check(CheckedAlias alias, List<Finding> findings) {
        checkName(alias, findings);
        checkEmbedded(alias, findings);
        checkCaptures(alias, alias.spec().processGroup(), FindingCode.OPEN_PROCESS_GROUP,
                "its process group has a capture that matches very many texts, so the client can choose any process "
                        + "group whose name fits", findings);
        if (!remotes.isByHttp(alias)) {
            checkCaptures(alias, alias.spec().applicationGroup(), FindingCode.OPEN_APPLICATION_GROUP,
                    "its application group has a capture that matches very many texts, and each of them creates a"
                            + " Python interpreter that lives as long as its process", findings);
            checkInterpreters(alias, findings);
        }
    }

    private void checkName(CheckedAlias alias, List<Finding> findings) {
        GroupTemplate template = alias.alias().processGroup();
        if (template != null) {
            byte[] name = template.constant();
            if (name != null && name.length > 0) {
                checkDefined(alias, CheckedAlias.text(name), null, findings);
            }
            return;
        }
        Directive inForce = context.inForce(alias.server(), "WSGIProcessGroup");
        if (inForce != null && !inForce.words().isEmpty() && !inForce.first().startsWith("%{")
                && !Sections.mayHold(context, "WSGIProcessGroup", alias)) {
            checkDefined(alias, inForce.first(), inForce, findings);
        }
    }

    private void checkEmbedded(CheckedAlias alias, List<Finding> findings) {
        if (restricted != null && "".equals(groups.process(alias))) {
            findings.add(alias.finding(FindingCode.NO_EMBEDDED, "it has no process group, and WSGIRestrictEmbedded at "
                    + restricted.place() + " lets no script run in httpd's own processes, so every request is answered"
                    + " with 500", "add process-group= with the name of a WSGIDaemonProcess", restricted.place(), null));
        }
    }

    /** @param directive the WSGIProcessGroup that gives the name; null if the alias itself does */
    private void checkDefined(CheckedAlias alias, String name, Directive directive, List<Finding> findings) {
        String culprit = directive == null ? null : directive.place();
        if (alias.server() != Context.MAIN || !daemons.containsKey(name)) {
            if (!isDefined(alias.server(), name)) {
                findings.add(alias.finding(FindingCode.UNKNOWN_PROCESS_GROUP,
                        "its server can use no WSGIDaemonProcess with the name '" + name
                                + "', so every request is answered with 500",
                        "define it in the main server or in this virtual host, or correct the name", culprit, null));
            }
            return;
        }
        List<String> failing = new ArrayList<>();
        for (int server = 0; server < context.servers().size(); server++) {
            boolean own = directive != null && server != Context.MAIN
                    && !context.own(server, "WSGIProcessGroup").isEmpty();
            if (!own && !isDefined(server, name) && hosts.areAskedFor(server, alias)) {
                failing.add(hosts.named(server));
            }
        }
        if (!failing.isEmpty()) {
            findings.add(alias.finding(FindingCode.UNKNOWN_PROCESS_GROUP,
                    ShadowChecks.shorten(failing) + " can use no WSGIDaemonProcess with the name '" + name
                            + "', so every request there is answered with 500",
                    "define the group in the main server, or move the alias to where the group is defined", culprit,
                    null));
        }
    }

    /**
     * mod_wsgi lets a server use the groups of the main server, its own, and those of servers of the same name. Remote
     * ones are the main server's and its own.
     */
    private boolean isDefined(int server, String name) {
        if (remotes.find(server, name) != null) {
            return true;
        }
        String serverName = context.servers().get(server).name();
        for (Directive directive : daemons.getOrDefault(name, List.of())) {
            if (directive.server() == server || directive.server() == Context.MAIN
                    || context.servers().get(directive.server()).name().equals(serverName)) {
                return true;
            }
        }
        return false;
    }

    private void checkCaptures(CheckedAlias alias, byte[] value, FindingCode code, String cause, List<Finding> findings) {
        if (value == null || !alias.isMatch() || alias.tree() == null) {
            return;
        }
        Set<Integer> groups = captures(value);
        groups.removeAll(disk.groupsOfScript(alias));
        for (int group : groups) {
            if (isOpen(alias.tree(), group)) {
                findings.add(alias.finding(code, "$" + group + ": " + cause,
                        "let the group match only names that exist, such as (red|blue)"));
                return;
            }
        }
    }

    private static boolean isOpen(Node tree, int group) {
        List<Node> bodies = group == 0 ? List.of(tree) : Trees.bodies(tree, group);
        for (Node body : bodies) {
            if (Trees.texts(body, Set.of()) >= Trees.MANY) {
                return true;
            }
        }
        return false;
    }

    /** The groups that are expanded in a group's value. */
    static Set<Integer> captures(byte[] value) {
        Set<Integer> groups = new TreeSet<>();
        for (int i = 0; i + 1 < value.length; i++) {
            boolean escaped = i > 0 && value[i - 1] == '\\';
            if (value[i] == '$' && !escaped && value[i + 1] >= '0' && value[i + 1] <= '9') {
                groups.add(value[i + 1] - '0');
            }
        }
        return groups;
    }

    /** A script's name is part of %{RESOURCE}; where many names lead to one script, each makes an interpreter. */
    private void checkInterpreters(CheckedAlias alias, List<Finding> findings) {
        if (!alias.isMatch() || alias.tree() == null || !isPerResource(alias)) {
            return;
        }
        Set<Integer> known = alias.targetCaptures();
        if (known.contains(0)) {
            return;
        }
        if (!Anchors.atBegin(alias.tree()) || Trees.texts(alias.tree(), known) >= Trees.MANY) {
            findings.add(alias.finding(FindingCode.INTERPRETER_PER_URL,
                    "very many URLs lead to the same script, each with a different SCRIPT_NAME, and because the"
                            + " application group is %{RESOURCE}, each creates a Python interpreter that lives as long"
                            + " as its process",
                    "add application-group=%{GLOBAL}, or let the pattern match only the script's own"
                            + " path"));
        }
    }

    private boolean isPerResource(CheckedAlias alias) {
        if (alias.spec().applicationGroup() != null) {
            return CheckedAlias.text(alias.spec().applicationGroup()).equals(EffectiveGroups.RESOURCE);
        }
        if (Sections.mayHold(context, "WSGIApplicationGroup", alias)) {
            return false;
        }
        Directive inForce = context.inForce(alias.server(), "WSGIApplicationGroup");
        return inForce == null || inForce.words().equals(List.of(EffectiveGroups.RESOURCE));
    }
}
