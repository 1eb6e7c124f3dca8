package net.modwsgialias.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What may go wrong when a running server is asked, and that each has its sentence. */
class LivePageTest {

    private static final String PAGE = "{\"record\":\"page\",\"version\":\"1.2.3\"}\n";
    private static final String SERVER = "{\"record\":\"server\",\"id\":0,\"name\":\"one.test\",\"port\":80}\n";
    private static final String ANSWER = "{\"record\":\"answer\",\"server\":0,\"path\":\"/a\",\"outcome\":\"declined\"}\n";
    private static final String END = "{\"record\":\"end\",\"aliases\":0}\n";

    private HttpServer server;
    private volatile int status = 200;
    private volatile String body = PAGE + ANSWER + SERVER + END;
    private volatile String asked;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked = exchange.getRequestMethod() + ' ' + exchange.getRequestURI() + ' '
                    + exchange.getRequestHeaders().getFirst("Content-Type") + ' '
                    + exchange.getRequestHeaders().getFirst("Authorization") + ' '
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
            byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String page(String user) {
        return "http://" + user + "127.0.0.1:" + server.getAddress().getPort() + "/page";
    }

    private Report ask(String page) throws IOException, InterruptedException, CommandException {
        return new LivePage(page, "1.2.3").explain(List.of(Question.parse("http://one.test/a", null, null)), "asking",
                "aliases");
    }

    private String failure(String page) {
        CommandException e = assertThrows(CommandException.class, () -> ask(page));
        assertEquals(ExitCode.NO_REPORT, e.exitCode());
        return e.getMessage();
    }

    @Test
    void shouldSendTheLinesOfTheRequestFile() throws IOException, InterruptedException, CommandException {
        Report report = ask(page(""));
        assertEquals("POST /page?aliases application/x-wsgi-alias-questions null -\t80\tone.test\t/a\n", asked);
        assertEquals("declined", report.answers().get(0).outcome());
        assertEquals("one.test", report.serverOf(report.answers().get(0)).name());
    }

    @Test
    void shouldGiveTheUserToTheServerAlone() throws IOException, InterruptedException, CommandException {
        ask(page("na%C3%AFf:s%40cret@"));
        assertTrue(asked.contains(" Basic " + Base64.getEncoder().encodeToString("naïf:s@cret"
                .getBytes(StandardCharsets.UTF_8)) + " "), asked);
        status = 401;
        assertEquals(page("") + " does not admit this user with this password", failure(page("a:secret@")));
    }

    @ParameterizedTest
    @CsvSource({"401, wants a user", "403, see its Require", "404, does not exist", "405, runs a version that cannot be asked",
        "413, see LimitRequestBody", "500, answers with the status 500", "302, answers with the status 302"})
    void shouldSayWhyThereIsNoAnswer(int refusal, String sentence) {
        status = refusal;
        String message = failure(page(""));
        assertTrue(message.startsWith(page("") + " ") && message.contains(sentence), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>\n", "{\"record\":\"asked\"}\n", "{}\n"})
    void shouldNoticeAnotherPage(String text) {
        body = text;
        assertEquals(page("") + " is not the status page of mod_wsgi_alias", failure(page("")));
    }

    @Test
    void shouldNoticeAnotherVersion() {
        body = PAGE.replace("1.2.3", "1.2.4") + ANSWER + SERVER + END;
        assertEquals("the server at " + page("") + " runs mod_wsgi_alias 1.2.4, and this command is of version 1.2.3: restart"
                + " httpd", failure(page("")));
    }

    @Test
    void shouldNoticeAnAnswerThatIsNotWhole() {
        body = PAGE + ANSWER + SERVER;
        assertEquals("the report is not complete", failure(page("")));
        body = PAGE + SERVER + END;
        assertTrue(failure(page("")).endsWith(" answered 0 of 1 URLs"));
        body = PAGE + ANSWER.substring(0, 30);
        assertTrue(failure(page("")).startsWith("cannot ask " + page("")));
    }

    @Test
    void shouldSayThatNobodyIsThere() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        assertEquals("cannot ask http://127.0.0.1:" + free + "/page: nobody answers there",
                failure("http://127.0.0.1:" + free + "/page"));
        assertEquals("cannot ask http://nowhere.invalid/page: no such host", failure("http://nowhere.invalid/page"));
        assertEquals("cannot ask http://no_where.invalid/page: no such host", failure("http://a:b@no_where.invalid/page"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost/page", "/page", "ftp://localhost/page", "http:///page", "http://localhost/p?json",
        "http://localhost/p#f", "http://local host/", "//localhost/page", "http://localhost:65536/page"})
    void shouldWantAnAddress(String address) {
        CommandException e = assertThrows(CommandException.class, () -> new LivePage(address, "1"));
        assertEquals(ExitCode.USAGE, e.exitCode());
        assertTrue(e.getMessage().contains("'" + address + "'"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--offline", "--against=x", "--map=/x=/y", "--httpd=/x", "-fx", "-dx", "-Dx"})
    void shouldExcludeWhatChoosesAConfiguration(String option) {
        StringWriter err = new StringWriter();
        int code = Main.run(new PrintWriter(new StringWriter()), new PrintWriter(err), "explain", "--live", page(""), option,
                "/a");
        assertEquals(ExitCode.USAGE, code);
        assertTrue(err.toString().startsWith("wsgi-alias: --live asks "), err::toString);
    }
}
