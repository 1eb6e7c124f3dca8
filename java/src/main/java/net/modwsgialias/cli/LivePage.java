package net.modwsgialias.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;

/** Has a running server answer questions, by its status page: native/src/report/mwa_live.h. */
final class LivePage {

    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(10);
    private static final Duration LONGEST_ANSWER = Duration.ofMinutes(3);

    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int TOO_LARGE = 413;

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LONGEST_CONNECT).build();
    private final String page;
    private final URI address;
    private final String version;

    /**
     * @param page the page's address, with the user's name and password if it wants them
     * @param version that the command has, and the server should have
     */
    LivePage(String page, String version) throws CommandException {
        try {
            this.address = new URI(page);
        } catch (URISyntaxException e) {
            throw wrong(page);
        }
        boolean isHttp = "http".equalsIgnoreCase(address.getScheme()) || "https".equalsIgnoreCase(address.getScheme());
        if (!isHttp || address.getHost() == null || address.getRawQuery() != null || address.getRawFragment() != null) {
            throw wrong(page);
        }
        // No password on the screen.
        this.page = withoutUser();
        this.version = version;
    }

    private static CommandException wrong(String page) {
        return new CommandException(ExitCode.USAGE, "--live: '" + page
                + "' is not the address of a status page, such as http://localhost/wsgi-alias-status");
    }

    private String withoutUser() {
        String user = address.getRawUserInfo();
        return user == null ? address.toString() : address.toString().replaceFirst("//[^@/]*@", "//");
    }

    /** @param more as for {@link Asking#explain}: "aliases", or nothing */
    Report explain(Collection<Question> questions, String what, String more)
            throws IOException, InterruptedException, CommandException {
        Waiting waiting = Waiting.begin(what, null);
        try {
            HttpResponse<InputStream> response = client.send(request(questions, more),
                    HttpResponse.BodyHandlers.ofInputStream());
            try (BufferedReader lines = new BufferedReader(
                    new InputStreamReader(response.body(), StandardCharsets.US_ASCII))) {
                check(response.statusCode());
                checkVersion(lines.readLine());
                Report report = Report.read(lines);
                if (report.answers().size() != questions.size()) {
                    throw new CommandException(ExitCode.NO_REPORT, page + " answered " + report.answers().size() + " of "
                            + questions.size() + " URLs");
                }
                return report;
            }
        } catch (IOException | JsonParseException e) {
            throw new CommandException(ExitCode.NO_REPORT, "cannot ask " + page + ": " + reason(e));
        } finally {
            waiting.end();
        }
    }

    private HttpRequest request(Collection<Question> questions, String more) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (Question question : questions) {
            lines.writeBytes(question.line().getBytes(StandardCharsets.ISO_8859_1));
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(page + (more.isEmpty() ? "" : "?" + more)))
                .timeout(LONGEST_ANSWER).header("Content-Type", "application/x-wsgi-alias-questions")
                .POST(HttpRequest.BodyPublishers.ofByteArray(lines.toByteArray()));
        if (address.getUserInfo() != null) {
            request.header("Authorization", "Basic " + Base64.getEncoder()
                    .encodeToString(address.getUserInfo().getBytes(StandardCharsets.UTF_8)));
        }
        return request.build();
    }

    private void check(int status) throws CommandException {
        String why = switch (status) {
            case OK -> null;
            case UNAUTHORIZED -> address.getUserInfo() == null ? "wants a user: give http://NAME:PASSWORD@HOST/..."
                    : "does not admit this user with this password";
            case FORBIDDEN -> "does not admit requests from here: see its Require";
            case NOT_FOUND -> "does not exist: give the address of a Location with SetHandler wsgi-alias-status";
            case TOO_LARGE -> "refuses so many URLs at once: see LimitRequestBody";
            default -> "answers with the status " + status + ": it is not the status page of mod_wsgi_alias, or the server"
                    + " runs a version that cannot be asked";
        };
        if (why != null) {
            throw new CommandException(ExitCode.NO_REPORT, page + " " + why);
        }
    }

    /** Another version may mean something else with the same line. */
    private void checkVersion(String line) throws CommandException {
        String theirs = null;
        if (line != null && line.startsWith("{\"record\":\"page\"")) {
            JsonObject object = JsonParser.parseString(line).getAsJsonObject();
            theirs = object.get("version").getAsString();
        }
        if (theirs == null) {
            throw new CommandException(ExitCode.NO_REPORT, page + " is not the status page of mod_wsgi_alias");
        }
        if (!theirs.equals(version)) {
            throw new CommandException(ExitCode.NO_REPORT, "the server at " + page + " runs mod_wsgi_alias " + theirs
                    + ", and this command is of version " + version + ": restart httpd");
        }
    }

    /** The JDK wraps what has happened, and does not always say what. */
    private static String reason(Exception e) {
        Throwable cause = e;
        while (cause.getMessage() == null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof UnresolvedAddressException ? "no such host"
                : cause.getMessage() != null ? cause.getMessage()
                : cause instanceof ConnectException || cause instanceof ClosedChannelException
                        ? "nobody answers there" : cause.toString();
    }
}
