package net.modwsgialias.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** HTTP/2 requests run on threads of mod_http2, which no MPM started. */
class Http2Test {

    private static final int REQUESTS = 300;

    private static final String CONFIG = """
            Protocols h2c http/1.1
            WSGIDaemonProcess d1 processes=1 threads=4
            WSGIScriptAliasMatch ^/m/([a-z]+)/ ${W}/$1.wsgi application-group=%{GLOBAL}
            WSGIScriptAlias /p ${W}/b.wsgi application-group=%{ENV:AG} process-group=d1
            SetEnv AG %{GLOBAL}
            """;

    // mod_http2 refuses to work under prefork.
    @ParameterizedTest(name = "under {0}")
    @EnumSource(value = Mpm.class, names = {"EVENT", "WORKER"})
    void shouldServeStreamsOfOneConnection(Mpm mpm) {
        try (Site site = Site.create(); Server server = Server.start(new HttpdSpec(site).mpm(mpm).module("http2")
                .ours(HttpdSpec.Ours.AFTER_WSGI).config(CONFIG))) {
            HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
            // The first request upgrades the connection; the others go over it side by side.
            check(client.sendAsync(request(server, 0), HttpResponse.BodyHandlers.ofString()).join(), 0);
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 1; i <= REQUESTS; i++) {
                answers.add(client.sendAsync(request(server, i), HttpResponse.BodyHandlers.ofString()));
            }
            for (int i = 1; i <= REQUESTS; i++) {
                check(answers.get(i - 1).join(), i);
            }
            assertEquals(REQUESTS, answers.size());
            server.assertHealthy();
        }
    }

    private static HttpRequest request(Server server, int number) {
        String path = switch (number % 3) {
            case 0 -> "/m/foo/" + number;
            case 1 -> "/p/" + number;
            default -> "/none/" + number;
        };
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.httpd().port() + path))
                .timeout(Duration.ofSeconds(60)).build();
    }

    private static void check(HttpResponse<String> response, int number) {
        assertEquals(HttpClient.Version.HTTP_2, response.version());
        String body = response.body();
        switch (number % 3) {
            case 0 -> {
                assertEquals(200, response.statusCode(), body);
                assertTrue(body.contains("/w/foo.wsgi\n") && body.contains("SN\t/m/foo/\n") || body.contains("SN\t/m/foo\n"),
                        body);
            }
            case 1 -> {
                assertEquals(200, response.statusCode(), body);
                assertTrue(body.contains("/w/b.wsgi\n") && body.contains("PI\t/" + number + "\n"), body);
                assertTrue(body.contains("pg\td1\nag\t\n"), body);
            }
            default -> assertEquals(404, response.statusCode(), body);
        }
    }
}
