package net.modwsgialias.lint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import net.modwsgialias.table.Specs;

/** Checks the virtual hosts that have aliases, and the directives in them that are not about one alias. */
final class HostChecks {

    /** Variables that Python, its libraries or frameworks look for in the environment of the process. */
    private static final Set<String> OF_PROCESS = Set.of("DJANGO_SETTINGS_MODULE", "DJANGO_CONFIGURATION", "PYTHONPATH",
            "PYTHONHOME", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "FLASK_APP", "FLASK_ENV", "LANG", "LC_ALL");
    private static final List<String> SECTIONED = List.of("WSGIProcessGroup", "WSGIApplicationGroup",
            "WSGICallableObject", "WSGIPassAuthorization");
    private static final int MOST_SECTIONS = 500;

    private final Context context;
    private final Specs specs;
    private final Silences silences;

    HostChecks(Context context, Specs specs, Silences silences) {
        this.context = context;
        this.specs = specs;
        this.silences = silences;
    }

    void check(List<Finding> findings) {
        checkNames(findings);
        checkPorts(findings);
        for (String name : SECTIONED) {
            checkOrder(name, findings);
        }
        checkVariables(findings);
    }

    private void add(int server, String argument, Finding finding, List<Finding> findings) {
        if (!silences.silence(server, argument, finding)) {
            findings.add(finding);
        }
    }

    private boolean hasAliases(int server) {
        int table = context.servers().get(server).table();
        return table >= 0 && specs.table(table).own().count() > 0;
    }

    private static Finding about(Context.Server server, FindingCode code, String cause, String cure, String culprit) {
        return new Finding(code, -1, server.place(), "VirtualHost " + server.name(), cause, cure, culprit, null);
    }

    /** httpd chooses the first virtual host of an address that has the name: the first in the files. */
    private void checkNames(List<Finding> findings) {
        Map<Integer, List<String>> names = new HashMap<>();
        for (Directive directive : context.named("ServerAlias")) {
            if (!names.containsKey(directive.server())) {
                names.put(directive.server(), new ArrayList<>());
            }
            names.get(directive.server()).addAll(directive.words());
        }
        Map<String, Integer> first = new HashMap<>();
        for (int server = Context.MAIN + 1; server < context.servers().size(); server++) {
            Context.Server one = context.servers().get(server);
            List<String> all = new ArrayList<>(names.getOrDefault(server, List.of()));
            all.add(one.name());
            int culprit = -1;
            boolean hidden = true;
            for (String address : one.addresses().split(" ")) {
                for (String name : all) {
                    Integer earlier = first.putIfAbsent(address + ' ' + name.toLowerCase(Locale.ROOT), server);
                    hidden &= earlier != null && earlier != server;
                    culprit = hidden ? earlier : culprit;
                }
            }
            if (hidden && hasAliases(server)) {
                add(server, one.name(), about(one, FindingCode.HIDDEN_HOST, "the virtual host at "
                        + context.servers().get(culprit).place() + " comes first and has the same addresses and names,"
                        + " so no request gets here", "give it a ServerName of its own, or remove one of the two",
                        context.servers().get(culprit).place()), findings);
            }
        }
    }

    private void checkPorts(List<Finding> findings) {
        Set<String> ports = new HashSet<>();
        for (Directive listen : context.named("Listen")) {
            ports.add(listen.first().substring(listen.first().lastIndexOf(':') + 1));
        }
        for (int server = 0; server < context.servers().size(); server++) {
            Context.Server one = context.servers().get(server);
            boolean open = server == Context.MAIN || ports.isEmpty();
            for (String address : one.addresses().split(" ")) {
                String port = address.substring(address.lastIndexOf(':') + 1);
                open |= port.equals("0") || ports.contains(port);
            }
            if (!open && hasAliases(server)) {
                String address = one.addresses().split(" ")[0];
                String port = address.substring(address.lastIndexOf(':') + 1);
                add(server, one.name(), about(one, FindingCode.NO_LISTEN, "no Listen has its port " + port
                        + ", so no request gets here", "add Listen " + port, null), findings);
            }
        }
    }

    /** httpd merges Location sections in the order of the configuration, not the longest last. */
    private void checkOrder(String name, List<Finding> findings) {
        List<Directive> placed = new ArrayList<>();
        for (Directive directive : context.named(name)) {
            if (Sections.is(directive.section(), "<Location") && !directive.section().contains("\n")
                    && Sections.path(directive.section()) != null && placed.size() < MOST_SECTIONS) {
                placed.add(directive);
            }
        }
        for (int i = 0; i < placed.size(); i++) {
            Directive one = placed.get(i);
            String path = Sections.path(one.section());
            for (int j = i + 1; j < placed.size(); j++) {
                Directive later = placed.get(j);
                String general = Sections.path(later.section());
                if (later.server() == one.server() && !general.equals(path) && Sections.isWithin(path, general)
                        && !later.words().equals(one.words())) {
                    add(one.server(), one.first(), new Finding(FindingCode.SECTION_ORDER, -1, one.place(), one.title(),
                            "the section <Location " + general + "> comes later, holds for the URLs of <Location " + path
                                    + "> too, and sets " + later.title() + ", which wins",
                            "put the more specific section last, or use the options of the alias", later.place(), path),
                            findings);
                    break;
                }
            }
        }
    }

    private void checkVariables(List<Finding> findings) {
        for (Directive directive : context.named("SetEnv")) {
            boolean served = hasAliases(directive.server()) || directive.server() == Context.MAIN
                    && specs.aliasCount() > 0;
            if (served && OF_PROCESS.contains(directive.first()) && context.named("ScriptAlias").isEmpty()) {
                add(directive.server(), directive.first(), directive.finding(FindingCode.SETENV,
                        "SetEnv sets a variable of each request, in the environ that the script is called with;"
                                + " os.environ does not get it",
                        directive.first().equals("PYTHONPATH") ? "use python-path= of WSGIDaemonProcess"
                                : directive.first().equals("PYTHONHOME") ? "use python-home= of WSGIDaemonProcess"
                                : "set it in the script, in os.environ"), findings);
            }
        }
    }
}
