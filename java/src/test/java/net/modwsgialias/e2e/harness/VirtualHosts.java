package net.modwsgialias.e2e.harness;

import java.util.List;

/** Many cases on one server, each in a virtual host of its own. */
public final class VirtualHosts {

    /** The process groups that cases may name. */
    public static final String DAEMONS = """
            WSGIDaemonProcess d1 processes=1 threads=3
            WSGIDaemonProcess d2 processes=1 threads=3
            """;

    private VirtualHosts() {
    }

    public static String name(int number) {
        return "c" + number + ".test";
    }

    public static String text(List<CaseFile.Case> cases) {
        // The first virtual host takes what no other is named for.
        StringBuilder out = new StringBuilder("<VirtualHost *>\nServerName main.test:8080\n</VirtualHost>\n");
        for (int i = 0; i < cases.size(); i++) {
            out.append("<VirtualHost *>\nServerName ").append(name(i)).append(":8080\n")
                    .append(cases.get(i).configText()).append("</VirtualHost>\n");
        }
        return out.toString();
    }
}
