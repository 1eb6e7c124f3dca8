package net.modwsgialias.lint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.modwsgialias.group.GroupTemplate;

/** Checks what is different where another machine serves an alias: WSGIAliasRemoteGroup. */
final class RemoteChecks {

    static final String DIRECTIVE = "WSGIAliasRemoteGroup";

    private static final String BALANCER = "balancer://";
    private static final String PLAIN = "http://";
    private static final String SCGI = "scgi://";
    private static final String PASS = "WSGIPassAuthorization";
    private static final String CALLABLE = "WSGICallableObject";
    /** The only callable of a script that uWSGI runs. */
    private static final String APPLICATION = "application";

    private final Context context;
    private final EffectiveGroups effective;
    /** Each group, by its name. */
    private final Map<String, List<Directive>> groups = new HashMap<>();

    RemoteChecks(Context context, EffectiveGroups effective) {
        this.context = context;
        this.effective = effective;
        for (Directive group : context.named(DIRECTIVE)) {
            if (group.words().size() == 2) {
                if (!groups.containsKey(group.first())) {
                    groups.put(group.first(), new ArrayList<>());
                }
                groups.get(group.first()).add(group);
            }
        }
    }

    /** The group of that name that a server's aliases can name, or null. */
    Directive find(int server, String name) {
        Directive inherited = null;
        for (Directive group : groups.getOrDefault(name, List.of())) {
            if (group.server() == server) {
                return group;
            }
            inherited = group.server() == Context.MAIN ? group : inherited;
        }
        return inherited;
    }

    /** Whether another machine serves the alias, and nobody looks for a file on this one. */
    boolean isRemote(CheckedAlias alias) {
        GroupTemplate template = alias.alias().processGroup();
        byte[] name = template == null ? null : template.constant();
        return name != null && find(alias.server(), CheckedAlias.text(name)) != null;
    }

    /** The group that serves the alias; null if this machine does, or if that depends on the request. */
    private Directive groupOf(CheckedAlias alias) {
        String name = groups.isEmpty() ? null : effective.process(alias);
        return name == null ? null : find(alias.server(), name);
    }

    /** Whether other servers get the alias' requests by HTTP, and know nothing of its groups. */
    boolean isByHttp(CheckedAlias alias) {
        Directive group = groupOf(alias);
        if (group == null) {
            return false;
        }
        for (String worker : workers(group)) {
            if (worker.contains(SCGI)) {
                return false;
            }
        }
        return true;
    }

    void check(CheckedAlias alias, List<Finding> findings) {
        Directive group = groupOf(alias);
        if (group != null) {
            checkAuthorization(alias, group, findings);
            checkCallable(alias, group, findings);
        }
        if (isRemote(alias)) {
            checkAccess(alias, findings);
        }
    }

    /** The nearest Directory section that restricts, but for that of the root, which says what holds elsewhere. */
    private void checkAccess(CheckedAlias alias, List<Finding> findings) {
        String target = CheckedAlias.text(alias.alias().targetBeginning());
        String directory = target.substring(0, target.lastIndexOf('/') + 1);
        Directive nearest = null;
        int longest = 1;
        for (Directive require : context.inForce(alias.server())) {
            String path = require.is("Require") ? directoryOf(require) : null;
            if (path == null || !Sections.isWithin(directory, path)) {
                continue;
            }
            int length = trimmed(path).length();
            if (length > longest) {
                longest = length;
                nearest = null;
            }
            if (length == longest && nearest == null && !AccessChecks.isAll(require, "granted")) {
                nearest = require;
            }
        }
        if (nearest != null) {
            findings.add(alias.finding(FindingCode.REMOTE_ACCESS, "'Require " + nearest.args().trim() + "' in "
                    + nearest.section().split("\n")[0] + " does not hold for it: its process group is on another"
                    + " machine, so httpd looks for no file",
                    "put the Require into a <Location> of the URL", nearest.place(), null));
        }
    }

    /** The path of the Directory section that a directive stands in, also deeper; null if there is none. */
    private static String directoryOf(Directive directive) {
        for (String section : directive.section().split("\n")) {
            String path = Sections.is(section, "<Directory") ? Sections.path(section) : null;
            if (path != null) {
                return path;
            }
        }
        return null;
    }

    private static String trimmed(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private void checkAuthorization(CheckedAlias alias, Directive group, List<Finding> findings) {
        Boolean passes = alias.spec().passAuthorization();
        if (!"On".equalsIgnoreCase(setting(alias, passes == null ? null : passes ? "On" : "Off", PASS, "Off"))) {
            return;
        }
        for (String member : workers(group)) {
            if (member.startsWith(PLAIN) && !isLocal(member)) {
                findings.add(alias.finding(FindingCode.REMOTE_AUTHORIZATION, "it passes the clients' passwords on, and "
                        + member + " is another machine that they go to unencrypted",
                        "write https://, or leave pass-authorization out", group.place(), null));
                return;
            }
        }
    }

    private void checkCallable(CheckedAlias alias, Directive group, List<Finding> findings) {
        byte[] option = alias.spec().callableObject();
        String callable = setting(alias, option == null ? null : CheckedAlias.text(option), CALLABLE, APPLICATION);
        if (callable == null || callable.equals(APPLICATION) || callable.startsWith("%{")) {
            return;
        }
        for (String member : workers(group)) {
            if (member.contains(SCGI)) {
                findings.add(alias.finding(FindingCode.REMOTE_CALLABLE, "its callable is " + callable + ", but uWSGI runs "
                        + APPLICATION + " only, so every request is answered with 500",
                        "make a script that imports it by the name " + APPLICATION, group.place(), null));
                return;
            }
        }
    }

    /** What an alias' option says, or else a directive; null if that depends on the request. */
    private String setting(CheckedAlias alias, String option, String directive, String otherwise) {
        if (option != null) {
            return option;
        }
        if (Sections.mayHold(context, directive, alias)) {
            return null;
        }
        Directive inForce = context.inForce(alias.server(), directive);
        return inForce == null ? otherwise : inForce.first();
    }

    /** The URLs of those that serve a group, in lower case. */
    private List<String> workers(Directive group) {
        String url = group.words().get(1).toLowerCase(Locale.ROOT);
        return url.startsWith(BALANCER) ? members(url) : List.of(url);
    }

    private List<String> members(String url) {
        String name = trimmed(url);
        List<String> members = new ArrayList<>();
        for (Directive member : context.named("BalancerMember")) {
            String section = member.section().toLowerCase(Locale.ROOT);
            if (section.equals("<proxy " + name + ">") || section.equals("<proxy \"" + name + "\">")) {
                members.add(member.first().toLowerCase(Locale.ROOT));
            } else if (member.first().equalsIgnoreCase(name) && member.words().size() > 1) {
                members.add(member.words().get(1).toLowerCase(Locale.ROOT));
            }
        }
        return members;
    }

    private static boolean isLocal(String url) {
        String host = url.substring(PLAIN.length());
        return host.startsWith("127.") || host.startsWith("[::1]") || host.equals("localhost")
                || host.startsWith("localhost:") || host.startsWith("localhost/");
    }
}
