package net.modwsgialias.e2e.load;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import net.modwsgialias.e2e.harness.Bytes;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Response;

/**
 * A request of the soak, and the one answer that is right.
 *
 * @param body of a probe's answer the file of the script that must have run, with the name that it and the rest of the
 *         path must have had for it, separated by spaces; of a document all of it; null where any will do
 * @param host the virtual host
 */
record SoakQuestion(String target, int status, String body, String host) {

    /** Of each of the two kinds that many aliases, so that the hits are spread. */
    static final int ALIASES = 200;

    /** Virtual hosts with two aliases of their own, beside those of the main server. */
    static final int HOSTS = 500;

    /** Bytes of a request line. */
    static final int LONGEST = 65_536;

    private static final String[] SCRIPTS = {"foo", "bar", "other"};

    private SoakQuestion(String target, int status, String body) {
        this(target, status, body, "main.test");
    }

    Request request() {
        return Request.get(target).host(host);
    }

    /** What both servers can be asked, ours and stock. The scripts run in httpd's children. */
    static String aliases() {
        StringBuilder out = new StringBuilder("WSGIApplicationGroup %{GLOBAL}\nSetEnv AG %{GLOBAL}\n");
        for (int i = 0; i < ALIASES; i++) {
            out.append("WSGIScriptAlias /s").append(i).append("/ ${W}/scripts/\n");
            out.append("WSGIScriptAliasMatch ^/m").append(i).append("/([a-z]+) ${W}/$1.wsgi")
                    .append(i % 4 == 0 ? " application-group=%{ENV:AG}\n" : "\n");
        }
        return out.append("WSGIScriptAlias /byte ${W}/b.wsgi\n").toString();
    }

    /** Virtual hosts, the first one of the main server's name; to stand behind all aliases. */
    static String hosts() {
        StringBuilder out = new StringBuilder("<VirtualHost *>\nServerName main.test:8080\n</VirtualHost>\n");
        for (int i = 0; i < HOSTS; i++) {
            out.append("<VirtualHost *>\nServerName ").append(hostName(i)).append(":8080\nWSGIScriptAlias /own")
                    .append(i).append("/ ${W}/scripts/\nWSGIScriptAliasMatch ^/own-").append(i)
                    .append("/([a-z]+) ${W}/$1.wsgi\n</VirtualHost>\n");
        }
        return out.toString();
    }

    private static String hostName(int host) {
        return "h" + host + ".test";
    }

    /** What only ours answers without harm. */
    static String hostileAliases() {
        return """
                WSGIScriptAliasMatch ^/long/.*$ ${W}/bar.wsgi
                WSGIScriptAliasMatch ^/redos/((a+)+)+$ ${W}/bar.wsgi
                WSGIScriptAliasMatch ^/limit/(x?)((a+)+c|a*b)\\1$ ${W}/a.wsgi
                WSGIScriptAliasMatch ^/img ${W}/scripts/
                """;
    }

    /** A hit or a miss. */
    static SoakQuestion regular(RandomGenerator random) {
        int alias = random.nextInt(ALIASES);
        String tail = "/" + random.nextInt(1_000_000);
        return switch (random.nextInt(8)) {
            case 0 -> new SoakQuestion("/none" + tail, 404, null);
            case 6, 7 -> ofHost(random, tail);
            case 1 -> new SoakQuestion("/plain.txt", 200, "document plain.txt\n");
            case 2, 3 -> hit("/s" + alias + "/foo.wsgi", tail, "scripts/foo.wsgi");
            default -> {
                String script = SCRIPTS[random.nextInt(SCRIPTS.length)];
                yield hit("/m" + alias + "/" + script, tail, script + ".wsgi");
            }
        };
    }

    /** A hit whose path is all there is to it. */
    static SoakQuestion hit(RandomGenerator random) {
        return hit("/m" + random.nextInt(ALIASES) + "/foo", "/" + random.nextInt(1_000_000), "foo.wsgi");
    }

    /** An alias of a virtual host, one of the main server in it, or that of another one, which it has not. */
    private static SoakQuestion ofHost(RandomGenerator random, String tail) {
        int host = random.nextInt(HOSTS);
        SoakQuestion question = switch (random.nextInt(4)) {
            case 0 -> hit("/own" + host + "/foo.wsgi", tail, "scripts/foo.wsgi");
            case 1 -> hit("/m" + random.nextInt(ALIASES) + "/foo", tail, "foo.wsgi");
            case 2 -> new SoakQuestion("/own-" + (host + 1) + "/foo" + tail, 404, null);
            default -> hit("/own-" + host + "/bar", tail, "bar.wsgi");
        };
        return new SoakQuestion(question.target, question.status, question.body, hostName(host));
    }

    private static SoakQuestion hit(String name, String tail, String script) {
        return new SoakQuestion(name + tail, 200, script + " " + name + " " + tail);
    }

    /** What a client asks that means no good. */
    static SoakQuestion hostile(RandomGenerator random) {
        return switch (random.nextInt(10)) {
            case 0 -> new SoakQuestion("/long/" + "x".repeat(random.nextInt(LONGEST - 100)), 200, "bar.wsgi");
            case 1 -> new SoakQuestion("/" + "x".repeat(2 * LONGEST), 414, null);
            case 2 -> new SoakQuestion("/none/" + "x".repeat(5_000 + random.nextInt(20_000)), 403, null);
            case 3 -> new SoakQuestion("/redos/" + "a".repeat(1 + random.nextInt(3_000)) + "!", 404, null);
            case 4 -> new SoakQuestion("/img../secret.wsgi", 403, null);
            case 5 -> new SoakQuestion("/s1/../plain.txt", 200, "document plain.txt\n");
            case 6 -> new SoakQuestion("/s1/../../../../etc/passwd", 400, null);
            case 7 -> new SoakQuestion("/m1/..%2Fsecret", 404, null);
            // Takes a tenth of a second of PCRE2's time.
            case 8 -> random.nextInt(20) > 0 ? hit(random)
                    : new SoakQuestion("/limit/" + "a".repeat(31) + "b", 500, null);
            default -> anyByte(1 + random.nextInt(255));
        };
    }

    private static SoakQuestion anyByte(int value) {
        if (value == '/') {
            return new SoakQuestion("/byte/x%2Fy", 404, null);
        }
        return hit("/byte", "/x" + Bytes.escape(value) + "y", "b.wsgi");
    }

    /** What is wrong with an answer; null if nothing is. */
    String complaint(Response response) {
        return response.status() == status && (body == null || body.equals(shown(response))) ? null
                : "%s was to be answered with %d %s: %d %.300s".formatted(request(), status, body,
                        response.status(), shown(response));
    }

    private String shown(Response response) {
        if (!response.probed()) {
            return response.body();
        }
        return target.startsWith("/long/") ? script(response)
                : script(response) + " " + response.probe().get("SN") + " " + rest(response);
    }

    private static String script(Response response) {
        return response.probe().get("script").replaceFirst(".*/w/", "");
    }

    /** The path as it was asked, where the probe writes more of it as it is. */
    private String rest(Response response) {
        String rest = response.probe().getOrDefault("PI", "");
        return target.startsWith("/byte/") && decoded(rest).equals(decoded(target.substring("/byte".length())))
                ? target.substring("/byte".length()) : rest;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.ISO_8859_1);
    }
}
