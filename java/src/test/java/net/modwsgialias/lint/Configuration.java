package net.modwsgialias.lint;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.modwsgialias.table.SpecWriter;

/**
 * Lines of configuration, as the C side would hand them over; a virtual host's section has its name and port.
 */
final class Configuration {

    /** The main server and the virtual hosts, and what they have, in the order of the lines. */
    private final List<String> servers = new ArrayList<>(List.of(""));
    private final List<List<List<String>>> aliases = new ArrayList<>(List.of(new ArrayList<>()));
    private final List<String> places = new ArrayList<>(List.of(""));
    private final List<Directive> directives = new ArrayList<>();
    private int server;
    private int lines;
    private String sections = "";
    private final List<Hosts> hosts = new ArrayList<>();

    /** A WSGIAliasHost: its aliases, from their places in their server. */
    private record Hosts(int server, int first, int count, String[] names) {
        Hosts(int server, int first, String[] names) {
            this(server, first, 0, names);
        }
    }

    void add(String line) {
        lines++;
        if (line.startsWith("<VirtualHost ")) {
            servers.add(line.substring(13, line.length() - 1));
            aliases.add(new ArrayList<>());
            places.add("test.conf:" + lines);
            server = servers.size() - 1;
        } else if (line.equals("</VirtualHost>")) {
            server = 0;
        } else if (line.startsWith("ServerName ")) {
            servers.set(server, line.substring(11) + servers.get(server).replaceFirst(".*(?=:)", ""));
        } else if (line.startsWith("<WSGIAliasHost ")) {
            hosts.add(new Hosts(server, aliases.get(server).size(), line.substring(15, line.length() - 1).split(" ")));
        } else if (line.equals("</WSGIAliasHost>")) {
            Hosts open = hosts.remove(hosts.size() - 1);
            hosts.add(new Hosts(server, open.first, aliases.get(server).size() - open.first, open.names));
        } else if (line.startsWith("<")) {
            sections = line.startsWith("</") ? sections.substring(0, Math.max(0, sections.lastIndexOf('\n')))
                    : sections.isEmpty() ? line : sections + "\n" + line;
        } else if (line.startsWith("WSGIScriptAlias")) {
            aliases.get(server).add(Words.of(line));
        } else {
            String[] parts = line.split(" ", 2);
            directives.add(new Directive(server, parts[0], parts[1], "test.conf:" + lines, sections));
        }
    }

    ByteBuffer specs() {
        SpecWriter writer = new SpecWriter();
        int first = 0;
        for (int i = 0; i < servers.size(); i++) {
            for (List<String> words : aliases.get(i)) {
                writer.alias(words.get(0).endsWith("Match"), words.get(1), words.get(2),
                        option(words, "process-group="), option(words, "application-group="),
                        option(words, "callable-object="), option(words, "pass-authorization="));
            }
            for (Hosts one : hosts) {
                if (one.server == i) {
                    writer.hosts(first + one.first, one.count, one.names);
                }
            }
            int count = aliases.get(i).size();
            writer.table(true, first, count, 0, i == 0 ? 0 : aliases.get(0).size());
            first += count;
        }
        return writer.write();
    }

    private static String option(List<String> words, String name) {
        for (String word : words) {
            if (word.startsWith(name)) {
                return word.substring(name.length());
            }
        }
        return null;
    }

    Context context() {
        return context("/nowhere/wsgi");
    }

    /** @param sockets an empty text if lint has not the rights of httpd's children */
    Context context(String sockets) {
        List<Context.Server> all = new ArrayList<>();
        for (int i = 0; i < servers.size(); i++) {
            String[] words = servers.get(i).split(":");
            String addresses = i == 0 ? "" : "*:" + (words.length > 1 ? words[1] : "80");
            all.add(new Context.Server(i, words[0], places.get(i), addresses));
        }
        return new Context(0x240, "/", sockets, "3.11", all, directives);
    }
}
