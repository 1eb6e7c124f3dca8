package net.modwsgialias.e2e.harness;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The status page of a server, as programs read it. */
public final class StatusPage {

    /** What gives a server the page. */
    public static final String CONFIG = """
            <Location /wsgi-alias-status>
                SetHandler wsgi-alias-status
                Require local
            </Location>
            """;

    private final String json;

    private StatusPage(String json) {
        this.json = json;
    }

    public static Response ask(Httpd httpd, String query) throws IOException {
        try (Http http = httpd.connect()) {
            return http.ask(Request.get("/wsgi-alias-status" + query));
        }
    }

    public static StatusPage read(Httpd httpd) throws IOException {
        return new StatusPage(ask(httpd, "?json").body());
    }

    /** What happens to a URL, as JSON. */
    public static String explain(Httpd httpd, String url) throws IOException {
        return ask(httpd, "?json&url=" + URLEncoder.encode(url, StandardCharsets.ISO_8859_1)).body();
    }

    public String json() {
        return json;
    }

    /** A counter of all tables together. */
    public long total(String counter) {
        return number("\"total\":\\{.*?\"" + counter + "\":(\\d+)");
    }

    /** A counter of the alias that has a pattern. */
    public long alias(String pattern, String counter) {
        return number("\"pattern\":\"" + Pattern.quote(pattern) + "\"[^{}]*?\"" + counter + "\":(\\d+)");
    }

    private long number(String regex) {
        MatchResult found = Pattern.compile(regex).matcher(json).results().findFirst()
                .orElseThrow(() -> new AssertionError("no " + regex + " in " + json));
        return Long.parseLong(found.group(1));
    }
}
