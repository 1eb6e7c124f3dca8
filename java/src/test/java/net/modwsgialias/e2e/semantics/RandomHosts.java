package net.modwsgialias.e2e.semantics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Site;

/**
 * Thousands of virtual hosts, in every way in which httpd lets them be configured: by name, by other names, with
 * wildcards, by address; written out, by a macro, or in a file each. Their aliases are of all engines, some of each
 * host's own and some that others have too, and none leaves its directory.
 */
final class RandomHosts {

    /** Hosts found by their names; hosts of which one is found by the address alone; and those of any address. */
    private static final List<String> ADDRESSES = List.of("127.0.0.1", "127.0.0.2", "127.0.0.3");
    private static final List<String> CONFIGURED = List.of("127.0.0.1:${PORT}", "127.0.0.2:${PORT}", "*");

    private static final String MAIN = """
            Listen 127.0.0.2:${PORT}
            Listen 127.0.0.3:${PORT}
            LogLevel notice core:crit wsgi:crit
            WSGIApplicationGroup %{GLOBAL}
            WSGIScriptAlias /main ${W}/scripts/
            WSGIScriptAliasMatch ^/(common|shared)/([a-z]+) ${W}/$2.wsgi
            WSGIScriptAliasMatch \\.do$ ${W}/bar.wsgi
            WSGIScriptAliasMatch ^/(x+)y\\1$ ${W}/foo.wsgi
            <Macro Site %address %name %number>
                <VirtualHost %address>
                ServerName %name:8080
                WSGIScriptAlias /macro ${W}/foo.wsgi
                WSGIScriptAliasMatch ^/macro-%number/([a-z]+) ${W}/$1.wsgi
                </VirtualHost>
            </Macro>
            """;

    private final RandomGenerator random;
    private final int count;

    RandomHosts(RandomGenerator random, int count) {
        this.random = random;
        this.count = count;
    }

    /** @param site gets the files of those hosts that have one */
    String config(Site site) {
        StringBuilder out = new StringBuilder(MAIN);
        Path files = site.documents().resolveSibling("hosts");
        for (int host = 0; host < count; host++) {
            String address = CONFIGURED.get(host % 3);
            String text = "<VirtualHost " + address + ">\nServerName " + name(host) + ":8080\n" + names(host)
                    + aliases(host) + "</VirtualHost>\n";
            if (host % 7 == 3) {
                out.append("Use Site ").append(address).append(' ').append(name(host)).append(' ').append(host)
                        .append('\n');
            } else if (host % 7 == 5) {
                write(site, files.resolve(host + ".conf"), text);
            } else {
                out.append(text);
            }
        }
        return out.append("IncludeOptional \"").append(files).append("/*.conf\"\n").toString();
    }

    private static void write(Site site, Path file, String text) {
        try {
            site.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String name(int host) {
        return "h" + host + ".test";
    }

    private static String names(int host) {
        return host % 4 == 1 ? "ServerAlias www.h" + host + ".test *.w" + host + ".test\n" : "";
    }

    private String aliases(int host) {
        List<String> all = new ArrayList<>(List.of(
                "WSGIScriptAlias /own" + host + " ${W}/scripts/\n",
                "WSGIScriptAliasMatch ^/site-" + host + "/([a-z]+)/x ${W}/$1.wsgi\n",
                "WSGIScriptAlias /same ${W}/foo.wsgi\n",
                "WSGIScriptAliasMatch /api-(?:" + host + "|v[0-9])/ ${W}/bar.wsgi\n",
                "WSGIScriptAliasMatch ^/(a+)" + host + "\\1$ ${W}/other.wsgi\n",
                "WSGIScriptAliasMatch ^/common/(b|c)+ ${W}/bar.wsgi\n",
                "WSGIScriptAliasMatch \\.h" + host % 7 + "\\b ${W}/foo.wsgi\n",
                "WSGIScriptAliasMatch ^/(?!main|own)[a-m]+/look ${W}/other.wsgi\n"));
        // Stock httpd knows no directive of ours.
        StringBuilder out = new StringBuilder(host % 50 == 0
                ? "<IfModule wsgi_alias_module>\nWSGIAliasContainment Off\n</IfModule>\n" : "");
        for (int i = host % 11 == 0 ? 0 : 1 + random.nextInt(3); i > 0; i--) {
            out.append(all.remove(random.nextInt(all.size())));
        }
        return out.toString();
    }

    /** A request to one of the hosts, by one of its names, or to an address by none. */
    Request request() {
        int host = random.nextInt(count);
        Request request = Request.get(path(host)).to(ADDRESSES.get(host % 3));
        return switch (random.nextInt(12)) {
            case 0 -> request.host("nobody.test");
            case 1 -> request.host("");
            case 2 -> request.host("www." + name(host));
            case 3 -> request.host("any.w" + host + ".test");
            case 4 -> request.host(name(host).toUpperCase(Locale.ROOT) + ".");
            default -> request.host(name(host));
        };
    }

    private String path(int host) {
        int named = random.nextInt(4) == 0 ? random.nextInt(count) : host;
        List<String> paths = List.of("/own" + named, "/own" + named + "/a", "/site-" + named + "/foo/x", "/same",
                "/api-" + named + "/", "/z/api-v3/q", "/aa" + named + "aa", "/a" + named + "aa", "/common/bcb",
                "/common/foo", "/shared/bar", "/q/w.h" + random.nextInt(8), "/abc/look", "/main/b/b.wsgi", "/any/t.do",
                "/xxyxx", "/xxyx", "/macro", "/macro-" + named + "/foo", "/nothing", "/plain.txt");
        List<String> tails = List.of("", "", "", "/", "/tail", "x", "//y", "?q=1");
        return paths.get(random.nextInt(paths.size())) + tails.get(random.nextInt(tails.size()));
    }
}
