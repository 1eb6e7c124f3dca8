package net.modwsgialias.e2e.status;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.modwsgialias.e2e.harness.Await;
import net.modwsgialias.e2e.harness.Settings;
import net.modwsgialias.e2e.harness.Trees;

/** Debian's Chromium, without a window, driven by the WebDriver protocol. */
final class Browser implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern STARTED = Pattern.compile("started successfully on port (\\d+)");
    private static final Pattern SESSION = Pattern.compile("\"sessionId\":\"([^\"]+)\"");
    /** What the protocol calls an element by; the key is the same for all. */
    private static final Pattern ELEMENT = Pattern.compile("\"element-6066-11e4-a52e-4f735466cecf\":\"([^\"]+)\"");
    /** Without backtracking, because a screenshot is long. */
    private static final Pattern TEXT = Pattern.compile("^\\{\"value\":\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"\\}$");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:u([0-9a-fA-F]{4})|(.))");

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path profile;
    private final Process driver;
    private final String session;

    private Browser(Path profile, Process driver, String base) {
        this.profile = profile;
        this.driver = driver;
        String options = "\"--headless=new\",\"--disable-gpu\",\"--disable-dev-shm-usage\",\"--hide-scrollbars\","
                + "\"--window-size=1400,1350\",\"--host-resolver-rules=MAP *.test 127.0.0.1\","
                + "\"--user-data-dir=" + profile + "\""
                // Chromium's own walls need a user that is not root.
                + (Settings.root() ? ",\"--no-sandbox\"" : "");
        String answer = call("POST", base + "/session", "{\"capabilities\":{\"alwaysMatch\":{\"goog:chromeOptions\":"
                + "{\"binary\":\"/usr/bin/chromium\",\"args\":[" + options + "]}}}}");
        session = base + "/session/" + first(SESSION, answer);
    }

    static Browser start() {
        try {
            Path profile = Trees.temporary("mwa-browser");
            Process driver = new ProcessBuilder("/usr/bin/chromedriver", "--port=0").redirectErrorStream(true).start();
            BufferedReader output = driver.inputReader();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                Matcher port = STARTED.matcher(line);
                if (port.find()) {
                    return new Browser(profile, driver, "http://127.0.0.1:" + port.group(1));
                }
            }
            throw new IllegalStateException("chromedriver did not start");
        } catch (IOException e) {
            throw new IllegalStateException("cannot run chromedriver", e);
        }
    }

    void open(String url) {
        call("POST", session + "/url", "{\"url\":" + quote(url) + "}");
    }

    String url() {
        return value(call("GET", session + "/url", null));
    }

    String title() {
        return value(call("GET", session + "/title", null));
    }

    /** The elements that a CSS selector finds. */
    List<String> find(String css) {
        String answer = call("POST", session + "/elements",
                "{\"using\":\"css selector\",\"value\":" + quote(css) + "}");
        List<String> elements = new ArrayList<>();
        ELEMENT.matcher(answer).results().forEach(element -> elements.add(element.group(1)));
        return elements;
    }

    /** The texts of the elements that a CSS selector finds, as they are to be seen. */
    List<String> texts(String css) {
        return find(css).stream().map(element -> value(call("GET", session + "/element/" + element + "/text", null)))
                .toList();
    }

    /** The text of the first element that a CSS selector finds. */
    String text(String css) {
        List<String> texts = texts(css);
        if (texts.isEmpty()) {
            throw new AssertionError("no " + css + " in " + url() + ": "
                    + value(call("GET", session + "/source", null)));
        }
        return texts.get(0);
    }

    /** Clicks the first element that has a text, of those that a CSS selector finds. */
    void click(String css, String text) {
        for (String element : find(css)) {
            if (value(call("GET", session + "/element/" + element + "/text", null)).equals(text)) {
                call("POST", session + "/element/" + element + "/click", "{}");
                return;
            }
        }
        throw new AssertionError("no " + css + " that says " + text);
    }

    /**
     * Clicks like {@link #click} what leads to another page, and waits for that page. The protocol's click promises
     * less: it may return while the old page, or half of the new one, is still there.
     */
    void follow(String css, String text) {
        List<String> before = find("html");
        click(css, text);
        Await.until(PATIENCE, () -> "another page after " + text, () -> !find("html").equals(before)
                && script("return document.readyState").equals("complete"));
    }

    private String script(String source) {
        return value(call("POST", session + "/execute/sync", "{\"script\":" + quote(source) + ",\"args\":[]}"));
    }

    /** Replaces what an expression matches in all texts of the page: pictures are not of the machine that takes them. */
    void replace(String expression, String text) {
        script("const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);"
                + "while (texts.nextNode()) { const one = texts.currentNode;"
                + "one.data = one.data.replace(new RegExp('" + expression + "', 'g'), '" + text + "'); } return ''");
    }

    /** Replaces what is in the field that a CSS selector finds. */
    void type(String css, String text) {
        String field = session + "/element/" + find(css).get(0);
        call("POST", field + "/clear", "{}");
        call("POST", field + "/value", "{\"text\":" + quote(text) + "}");
    }

    /** What is to be seen, as a PNG. */
    byte[] screenshot() {
        return Base64.getDecoder().decode(value(call("GET", session + "/screenshot", null)));
    }

    private String call(String method, String url, String body) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE.multipliedBy(2))
                    .method(method, body == null ? HttpRequest.BodyPublishers.noBody()
                            : HttpRequest.BodyPublishers.ofString(body)).build();
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new AssertionError(method + " " + url + " " + body + ": " + response.body());
            }
            return response.body();
        } catch (IOException e) {
            throw new IllegalStateException("no answer from chromedriver", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String first(Pattern pattern, String text) {
        return pattern.matcher(text).results().findFirst().orElseThrow(() -> new AssertionError(text)).group(1);
    }

    private static String quote(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String value(String answer) {
        return ESCAPE.matcher(first(TEXT, answer)).replaceAll(Browser::unescape);
    }

    private static String unescape(MatchResult escape) {
        String character = escape.group(1) != null ? String.valueOf((char) Integer.parseInt(escape.group(1), 16))
                : escape.group(2).replace('n', '\n').replace('t', '\t');
        return Matcher.quoteReplacement(character);
    }

    @Override
    public void close() {
        try {
            call("DELETE", session, null);
        } finally {
            driver.destroy();
            Await.within(Duration.ofSeconds(10), () -> !driver.isAlive());
            driver.destroyForcibly();
            // Chromium's own processes may outlive the driver for a moment, and write there.
            Await.until(PATIENCE, () -> profile + " is still written to", this::deleteProfile);
        }
    }

    private boolean deleteProfile() {
        try {
            Trees.delete(profile);
            return true;
        } catch (IllegalStateException | UncheckedIOException e) {
            return false;
        }
    }
}
