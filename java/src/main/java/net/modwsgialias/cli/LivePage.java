package net.modwsgialias.cli;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;

/**
 * Has a running server answer questions, by its status page: native/src/report/mwa_live.h. It is asked by Java's older
 * client: the newer one refuses names of hosts that httpd takes, such as with an underscore.
 */
final class LivePage {

    /** Milliseconds. */
    private static final int LONGEST_CONNECT = 10_000;
    private static final int LONGEST_ANSWER = 180_000;

    private final String page;
    private final String user;
    private final String version;

    /**
     * @param page the page's address, with the user's name and password if it wants them
     * @param version that the command has, and the server should have
     */
    LivePage(String page, String version) throws CommandException {
        URI address;
        try {
            address = new URI(page);
            Question.parse(page, null, null);
        } catch (URISyntaxException | CommandException e) {
            throw wrong(page);
        }
        if (!address.isAbsolute() || address.getRawQuery() != null || address.getRawFragment() != null) {
            throw wrong(page);
        }
        String authority = address.getAuthority();
        this.user = authority.substring(0, Math.max(0, authority.lastIndexOf('@')));
        // No password on the screen.
        this.page = page.replaceFirst("//[^@/]*@", "//");
        this.version = version;
    }

    private static CommandException wrong(String page) {
        return new CommandException(ExitCode.USAGE, "--live: '" + page
                + "' is not the address of a status page, such as http://localhost/wsgi-alias-status");
    }

    /** @param more as for {@link Asking#explain}: "aliases", or nothing */
    Report explain(Collection<Question> questions, String what, String more)
            throws IOException, InterruptedException, CommandException {
        Waiting waiting = Waiting.begin(what, null);
        try {
            HttpURLConnection connection = send(questions, more);
            check(connection.getResponseCode());
            try (BufferedReader lines = new BufferedReader(
                    new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII))) {
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

    private HttpURLConnection send(Collection<Question> questions, String more) throws IOException {
        HttpURLConnection connection =
                (HttpURLConnection) URI.create(page + (more.isEmpty() ? "" : "?" + more)).toURL().openConnection();
        connection.setConnectTimeout(LONGEST_CONNECT);
        connection.setReadTimeout(LONGEST_ANSWER);
        connection.setInstanceFollowRedirects(false);
        connection.setRequestMethod("POST");
        connection.setRequestProperty("Content-Type", "application/x-wsgi-alias-questions");
        if (!user.isEmpty()) {
            connection.setRequestProperty("Authorization", "Basic " + Base64.getEncoder()
                    .encodeToString(user.getBytes(StandardCharsets.UTF_8)));
        }
        connection.setDoOutput(true);
        try (OutputStream lines = connection.getOutputStream()) {
            for (Question question : questions) {
                lines.write(question.line().getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return connection;
    }

    private void check(int status) throws CommandException {
        String why = switch (status) {
            case HttpURLConnection.HTTP_OK -> null;
            case HttpURLConnection.HTTP_UNAUTHORIZED -> user.isEmpty() ? "wants a user: give http://NAME:PASSWORD@HOST/..."
                    : "does not admit this user with this password";
            case HttpURLConnection.HTTP_FORBIDDEN -> "does not admit requests from here: see its Require";
            case HttpURLConnection.HTTP_NOT_FOUND ->
                    "does not exist: give the address of a Location with SetHandler wsgi-alias-status";
            case HttpURLConnection.HTTP_ENTITY_TOO_LARGE -> "refuses so many URLs at once: see LimitRequestBody";
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

    /** The JDK does not always say what has happened. */
    private static String reason(Exception e) {
        return e instanceof UnknownHostException ? "no such host"
                : e instanceof ConnectException ? "nobody answers there"
                : e.getMessage() != null ? e.getMessage() : e.toString();
    }
}
