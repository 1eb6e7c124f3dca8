package net.modwsgialias.e2e.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.modwsgialias.e2e.harness.Answer;
import net.modwsgialias.e2e.harness.CaseFile;
import net.modwsgialias.e2e.harness.Expectation;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Mpm;
import net.modwsgialias.e2e.harness.Server;
import net.modwsgialias.e2e.harness.Settings;
import net.modwsgialias.e2e.harness.Site;
import net.modwsgialias.e2e.harness.StatusPage;
import net.modwsgialias.e2e.harness.VirtualHosts;
import net.modwsgialias.e2e.remote.Uwsgi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Explains the URLs of {@code explained.txt}, and of {@code explained-remote.txt}, and asks a server for them: whatever
 * decides, both must agree.
 */
class ExplainedCasesTest {

    private static final String FIRST = "TypesConfig /dev/null\nProxyTimeout 1\n";
    private static final String BACKEND = "127.0.0.2";

    private record Asked(String title, CaseFile.Ask ask, String host, String url) {
    }

    @ParameterizedTest(name = "under {0}")
    @EnumSource
    void shouldSayWhatTheServerDoes(Mpm mpm) throws IOException {
        try (Site site = site()) {
            assertAgreement(CaseFile.read("explained.txt"), new HttpdSpec(site).mpm(mpm), "");
        }
    }

    @Test
    void shouldSayWhatBecomesOfRemoteGroups() throws IOException {
        try (Site site = site(); Uwsgi uwsgi = Uwsgi.scgi(BACKEND, Uwsgi.freePort(BACKEND))) {
            assertAgreement(CaseFile.read("explained-remote.txt"), new HttpdSpec(site),
                    "Define THERE " + uwsgi.url() + "\n");
        }
    }

    private static void assertAgreement(List<CaseFile.Case> cases, HttpdSpec spec, String defined) throws IOException {
        List<String> wrong = new ArrayList<>();
        try (Server server = Server.start(spec.ours(HttpdSpec.Ours.AFTER_WSGI).module("mime").module("actions")
                .module("authz_host").module("proxy").module("proxy_http").module("proxy_scgi").first(FIRST)
                .config(defined + VirtualHosts.DAEMONS + StatusPage.CONFIG + VirtualHosts.text(cases)))) {
            List<Asked> all = asked(cases, server.httpd().port());
            Map<String, JsonObject> explained = explain(all, "--httpd", Settings.HTTPD, "-f",
                    server.httpd().configuration().toString());
            Map<String, JsonObject> live = explain(all, "--live",
                    "http://127.0.0.1:" + server.httpd().port() + "/wsgi-alias-status");
            List<Answer> answers = server.ask(all.stream().map(one -> one.ask().of(one.host())).toList());
            for (int i = 0; i < all.size(); i++) {
                Map<String, String> found = compare(explained.get(all.get(i).url()), answers.get(i));
                expect(found, "the running server", known(live.get(all.get(i).url())), known(explained.get(all.get(i).url())));
                Expectation.unmet(all.get(i).ask().expected(), answers.get(i), all.get(i).host())
                        .forEach(unmet -> found.put(unmet, "by the server"));
                if (!found.isEmpty()) {
                    wrong.add(all.get(i).title() + ", " + all.get(i).url() + "\n  said: "
                            + explained.get(all.get(i).url()) + "\n  did:  " + answers.get(i) + "\n  differ in " + found);
                }
            }
        }
        assertEquals(List.of(), wrong, () -> String.join("\n", wrong));
    }

    private static Site site() throws IOException {
        Site site = Site.create();
        write(site.documents().resolve("rewritten/.htaccess"),
                "RewriteEngine On\nRewriteRule ^to-app /app/from-htaccess\n", site);
        write(site.scripts().resolve("sub/dir/.htaccess"), "WSGIPassAuthorization On\n", site);
        return site;
    }

    private static void write(Path file, String text, Site site) throws IOException {
        site.write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<Asked> asked(List<CaseFile.Case> cases, int port) {
        List<Asked> all = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            String host = VirtualHosts.name(i) + ":" + port;
            for (CaseFile.Ask ask : cases.get(i).asks()) {
                all.add(new Asked(cases.get(i).title(), ask, host, "http://" + host + ask.target()));
            }
        }
        return all;
    }

    private static Map<String, JsonObject> explain(List<Asked> all, String... options) {
        List<String> arguments = new ArrayList<>(List.of("explain", "--json"));
        arguments.addAll(List.of(options));
        all.forEach(one -> arguments.add(one.url()));
        Command.Outcome outcome = Command.run("", arguments);
        assertTrue(outcome.exit() < 2 && outcome.err().isEmpty(), outcome::toString);
        Map<String, JsonObject> explained = new HashMap<>();
        outcome.out().lines().map(line -> JsonParser.parseString(line).getAsJsonObject())
                .forEach(one -> explained.put(one.get("url").getAsString(), one));
        return explained;
    }

    private static Map<String, String> compare(JsonObject said, Answer did) {
        // The script tells its texts percent-encoded.
        Map<String, String> wrong = new HashMap<>();
        boolean ran = !did.get("script").equals("-");
        String status = text(said, "status");
        expect(wrong, "ran", String.valueOf(status.equals("0")), String.valueOf(ran));
        if (ran) {
            expect(wrong, "SCRIPT_NAME", text(said, "scriptName"), did.get("SN"));
            expect(wrong, "PATH_INFO", text(said, "pathInfo").replace("%", "%25"), did.get("PI"));
            expect(wrong, "process group", group(said, "processGroup"), did.get("pg"));
            expect(wrong, "application group", group(said, "applicationGroup"), did.get("ag"));
            if (!did.get("auth").equals("-")) {
                expect(wrong, "authorization", text(said, "passAuthorization"), "true");
            }
        } else if (!status.equals("-")) {
            expect(wrong, "status", status, did.get("status"));
        } else if (said.get("outcome").getAsString().equals("declined")) {
            expect(wrong, "status", "200", did.get("status"));
        }
        return wrong;
    }

    /** As the script tells it. */
    private static String group(JsonObject said, String name) {
        String group = text(said, name);
        return group.equals("%{GLOBAL}") ? "" : group.replace("%", "%25").replace("{", "%7B").replace("}", "%7D");
    }

    /** Without what only the command's own httpd can tell. */
    private static String known(JsonObject said) {
        JsonObject known = said.deepCopy();
        List.of("by", "module", "engineReason").forEach(known::remove);
        return known.toString();
    }

    private static String text(JsonObject said, String name) {
        return said.has(name) ? said.get(name).getAsString() : "-";
    }

    private static void expect(Map<String, String> wrong, String name, String said, String did) {
        if (!said.equals(did)) {
            wrong.put(name, "said " + said + ", did " + did);
        }
    }
}
