package net.modwsgialias.e2e.harness;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

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
        return number(read().getAsJsonObject("total"), counter);
    }

    /** How many lookups have been timed. */
    public long timed() {
        return number(read().getAsJsonObject("total").getAsJsonObject("lookup_time"), "timed");
    }

    /** A counter of the first alias that has a pattern. */
    public long alias(String pattern, String counter) {
        for (JsonElement alias : read().getAsJsonArray("aliases")) {
            if (alias.getAsJsonObject().get("pattern").getAsString().equals(pattern)) {
                return number(alias.getAsJsonObject(), counter);
            }
        }
        throw new AssertionError("no alias " + pattern + " in " + json);
    }

    private JsonObject read() {
        return JsonParser.parseString(json).getAsJsonObject();
    }

    private long number(JsonObject object, String counter) {
        if (!object.has(counter)) {
            throw new AssertionError("no " + counter + " in " + json);
        }
        return object.get(counter).getAsLong();
    }
}
