package net.modwsgialias.e2e.status;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.modwsgialias.e2e.harness.Http;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Site;
import net.modwsgialias.e2e.harness.StatusPage;
import org.junit.jupiter.api.Test;

/**
 * The status page in a real browser. With {@code -Dmwa.screenshots=docs}, a directory relative to the checkout, it also
 * leaves pictures there.
 */
class BrowserTest {

    private static final String MARKUP =
            "/tenant-<img src=x onerror=\"document.title='caught'\">/'\"><script>alert(1)</script>";

    private static final String CONFIG = StatusPage.CONFIG + """
            ServerName www.example.com
            WSGIDaemonProcess shop processes=1 threads=3
            WSGIDaemonProcess wiki processes=1 threads=3
            WSGIScriptAlias /status ${W}/app.wsgi process-group=%{GLOBAL} application-group=%{GLOBAL}
            <VirtualHost *>
                ServerName main.test
                WSGIScriptAlias /shop/admin ${W}/other.wsgi process-group=shop application-group=admin
                WSGIScriptAlias /shop ${W}/foo.wsgi process-group=shop application-group=%{GLOBAL}
                WSGIScriptAliasMatch ^/(wiki|blog) ${W}/bar.wsgi/$1 process-group=wiki application-group=%{GLOBAL}
                WSGIScriptAliasMatch ^/tenant-([^/]+) ${W}/a.wsgi application-group=tenant-$1
                WSGIScriptAliasMatch ^/pair/(\\w+)-\\1 ${W}/b.wsgi application-group=%{GLOBAL}
                WSGIScriptAliasMatch ^/img ${W}/scripts/
                RewriteEngine On
                RewriteRule ^/go/(.*) /shop/$1 [PT]
            </VirtualHost>
            <VirtualHost *>
                ServerName forum.example.com
                WSGIScriptAlias / ${W}/app.wsgi application-group=%{GLOBAL}
            </VirtualHost>
            """;

    @Test
    void shouldBeReadableAndHarmless() throws IOException {
        try (Site site = Site.create()) {
            HttpdSpec spec = new HttpdSpec(site).ours(HttpdSpec.Ours.AFTER_WSGI).module("authz_host").config(CONFIG);
            try (Httpd httpd = Httpd.start(spec); Browser browser = Browser.start()) {
                use(httpd);
                String page = "http://main.test:" + httpd.port() + "/wsgi-alias-status";
                sort(browser, page);
                unfold(browser);
                explain(browser);
                escape(browser);
                hosts(browser);
            }
        }
    }

    private static void use(Httpd httpd) throws IOException {
        String[] targets = {"/shop/cart", "/shop/cart", "/shop", "/wiki/Start", "/tenant-red/home", "/shop/admin/x",
            "/nothing", "/pair/ab-ab", "/img../secret.wsgi"};
        try (Http http = httpd.connect()) {
            for (int i = 0; i < 600; i++) {
                http.ask(Request.get(targets[i % (i < 300 ? 6 : targets.length)])
                        .host(i % 5 == 0 ? "forum.example.com" : "main.test"));
            }
        }
    }

    private static void sort(Browser browser, String page) throws IOException {
        browser.open(page);
        assertEquals("WSGI script aliases of main.test", browser.title());
        assertEquals("8 of 8", browser.text("caption"));
        browser.follow("th a", "Hits");
        assertTrue(browser.url().endsWith("?view=aliases&sort=hits"), browser.url());
        List<Long> hits = browser.texts("tbody td:nth-child(6)").stream().map(Long::valueOf).toList();
        assertEquals(hits.stream().sorted((a, b) -> Long.compare(b, a)).toList(), hits);
        assertTrue(hits.get(0) > 100, hits.toString());
        // Laid out by the style that the policy admits.
        assertTrue(browser.find("ul.facts li").size() >= 8);
        assertTrue(browser.find("figure svg rect").size() >= 2);
        assertEquals(List.of("1", "1"), List.of(String.valueOf(browser.find("code.path[title$='/foo.wsgi'] bdi").size()),
                String.valueOf(browser.find("figure:first-of-type details").size())));
        save(browser, "status-aliases.png");
        browser.click("summary", "Numbers");
        long counted = browser.texts("figure:first-of-type td.n").stream().mapToLong(Long::parseLong).sum();
        // The page itself has been asked for, too.
        assertTrue(counted >= 600 && counted < 620, counted + " requests");
        browser.click("summary", "Numbers");
    }

    private static void unfold(Browser browser) throws IOException {
        browser.follow("th a", "Findings");
        assertTrue(browser.url().endsWith("?view=aliases&sort=findings"), browser.url());
        assertEquals("open-application-group", browser.text("td.findings summary"));
        assertEquals("", browser.text("details div"));
        browser.click("summary", "open-application-group");
        assertTrue(browser.text("details div").startsWith("warning "), browser.texts("details").toString());
        save(browser, "status-findings.png");
        browser.follow("details a", "all open-application-group");
        assertEquals("1 of 8", browser.text("caption"));
    }

    private static void explain(Browser browser) throws IOException {
        browser.type("input[name=url]", "/go/cart/7");
        browser.follow("button", "Explain");
        List<String> answers = browser.texts("table.answer tr");
        assertTrue(answers.contains("SCRIPT_NAME /shop"), answers.toString());
        assertTrue(answers.contains("PATH_INFO /cart/7"), answers.toString());
        assertTrue(answers.contains("process group shop"), answers.toString());
        save(browser, "status-explain.png");
    }

    private static void escape(Browser browser) {
        browser.type("input[name=url]", MARKUP);
        browser.follow("button", "Explain");
        assertEquals("WSGI script aliases of main.test", browser.title());
        assertEquals(List.of(), browser.find("img, script, body > *:not(h1):not(h2):not(p):not(ul):not(form):not(nav)"
                + ":not(table):not(section)"));
        List<String> answers = browser.texts("table.answer tr");
        assertTrue(answers.contains("path, decoded " + MARKUP), answers.toString());
        browser.type("input[name=q]", MARKUP);
        browser.follow("button", "Search");
        assertEquals("0 of 8", browser.text("caption"));
        assertEquals(List.of(), browser.find("img, script"));
    }

    private static void hosts(Browser browser) throws IOException {
        browser.follow("nav a", "Virtual hosts");
        browser.follow("th a", "Lookups");
        assertEquals("3 of 3", browser.text("caption"));
        assertTrue(browser.text("body > table tbody tr").startsWith("main.test"),
                browser.texts("body > table tbody tr").toString());
        save(browser, "status-hosts.png");
        browser.follow("tbody a", "forum.example.com");
        assertEquals("2 of 8, on forum.example.com", browser.text("caption"));
    }

    private static void save(Browser browser, String name) throws IOException {
        browser.replace("/tmp/mwa-site[0-9]+/w", "/srv/wsgi");
        browser.replace("/tmp/[^ ]+/httpd.conf", "/etc/apache2/shop.conf");
        byte[] picture = browser.screenshot();
        assertTrue(picture.length > 10_000, picture.length + " bytes");
        String directory = System.getProperty("mwa.screenshots");
        if (directory != null) {
            Files.write(Path.of(System.getProperty("mwa.source")).resolve(directory).resolve(name), picture);
        }
    }
}
