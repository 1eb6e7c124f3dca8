package net.modwsgialias.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Has httpd answer questions: started out of sight, or in a test of its configuration, with no module started. The
 * module does so in both (native/src/report). The files between the two lie in a directory of the caller's own.
 */
final class Asking {

    private static final String DEBIAN_DIRECTORY = "/etc/apache2";

    /**
     * What Debian's apache2ctl does before it runs httpd, line by line: whatever the status of the file with the
     * variables, and with the options that these hold before others, so that others win. $0 is that file.
     */
    private static final String AS_APACHE2CTL = """
            test -n "$APACHE_CONFDIR" || APACHE_CONFDIR=/etc/apache2
            if test -f "$0" && test -r "$0"; then . "$0"; fi
            test "$APACHE_CONFDIR" = /etc/apache2 || APACHE_ARGUMENTS="-d $APACHE_CONFDIR $APACHE_ARGUMENTS"
            program=$1
            shift
            exec "$program" $APACHE_ARGUMENTS "$@"
            """;

    /** The module's exit code when its time is over. */
    private static final int TOO_LONG = 124;

    /** The exit codes of a shell that cannot run a program. */
    private static final Set<Integer> NOT_RUN = Set.of(126, 127);

    /** What stands before a message in httpd's log. */
    private static final Pattern LOG_PREFIX = Pattern.compile("^(\\[[^]]*\\] )*");

    /** What stands before the module and the function in Java's crash report. */
    private static final String CRASH = "# Problematic frame:";

    private final String program;
    private final Collection<Question> questions;
    private final String what;

    /**
     * @param what is being done meanwhile, for those who wait at a terminal
     */
    Asking(String program, Collection<Question> questions, String what) {
        this.program = program;
        this.questions = questions;
        this.what = what;
    }

    /**
     * Asks a started httpd; if it cannot be started, one that only tests the configuration.
     *
     * @param arguments for httpd, which configuration to use
     * @param offline not to start it
     * @param more as for {@link #test}
     * @return the report; its reason says why httpd was not started, if it was not
     * @throws CommandException if httpd refuses the configuration: with httpd's own words
     */
    Report explain(List<String> arguments, boolean offline, String more)
            throws IOException, InterruptedException, CommandException {
        if (offline) {
            return test(arguments, more).because("--offline");
        }
        String reason;
        try {
            // Not to go into the background.
            Report report = run(arguments, List.of("-DFOREGROUND"), more);
            if (report.reason() == null) {
                return report;
            }
            reason = report.reason();
        } catch (CommandException e) {
            reason = e.getMessage();
        }
        return test(arguments, more).because(reason);
    }

    /**
     * Has httpd test the configuration.
     *
     * @param more what WSGIAliasReport is told to tell beside the answers and what they are about: "aliases", "lint",
     *     "lint-all", or nothing
     */
    Report test(List<String> arguments, String more) throws IOException, InterruptedException, CommandException {
        return run(arguments, List.of("-t"), more);
    }

    private Report run(List<String> arguments, List<String> mode, String more)
            throws IOException, InterruptedException, CommandException {
        HttpdRun httpd = HttpdRun.open();
        try {
            writeQuestions(httpd.create("request"));
            Path file = httpd.create("report");
            List<String> command = new ArrayList<>(start(program, System.getenv()));
            command.addAll(arguments);
            command.addAll(mode);
            command.addAll(List.of("-c", "WSGIAliasReport \"" + httpd.directory() + "\" " + more));
            Path output = httpd.create("output");
            int code = httpd.run(command, output, what);
            if (code != 0) {
                throw failure(code, mode.contains("-t"), output, file);
            }
            Report report = Report.read(file);
            if (report.reason() == null && report.answers().size() != questions.size()) {
                throw new CommandException(ExitCode.NO_REPORT, "httpd answered " + report.answers().size() + " of "
                        + questions.size() + " URLs");
            }
            return report;
        } finally {
            httpd.close();
        }
    }

    private void writeQuestions(Path file) throws IOException {
        try (BufferedWriter lines = Files.newBufferedWriter(file, StandardCharsets.ISO_8859_1)) {
            for (Question question : questions) {
                lines.write(question.line());
            }
        }
    }

    private CommandException failure(int code, boolean tests, Path output, Path report) throws IOException {
        String said = Waiting.withoutProgress(Files.readString(output, StandardCharsets.ISO_8859_1)).strip();
        String message;
        if (code > HttpdRun.SIGNALLED) {
            message = "signal " + (code - HttpdRun.SIGNALLED) + " ended httpd";
        } else if (NOT_RUN.contains(code)) {
            message = "httpd cannot be run: " + said;
        } else if (said.contains("Invalid command 'WSGIAliasReport'")) {
            message = "this configuration does not load mod_wsgi_alias, or loads a version that is too old";
        } else if (tests) {
            message = "httpd refuses the configuration:\n" + said;
        } else {
            String cause = code == TOO_LONG ? "httpd took too long" : cause(said);
            Question last = lastOf(report);
            message = last != null ? cause + ", while it answered " + last.show()
                    : code == TOO_LONG ? cause : "httpd did not start: " + cause;
        }
        return new CommandException(ExitCode.NO_REPORT, message);
    }

    /** The line of httpd's log that tells why it ended; after a crash, with the place that Java's report names. */
    static String cause(String said) {
        List<String> lines = said.lines().map(line -> LOG_PREFIX.matcher(line).replaceFirst("")).toList();
        return lines.stream().filter(line -> line.startsWith("MWA0002: ")).findFirst()
                .map(line -> line.substring("MWA0002: ".length()) + crash(lines))
                .orElse(lines.isEmpty() ? "it does not say why" : lines.get(0));
    }

    private static String crash(List<String> lines) {
        return lines.stream().dropWhile(line -> !line.equals(CRASH)).skip(1).findFirst()
                .map(line -> " (" + line.replaceAll("[#\\s]+", " ").strip() + ")").orElse("");
    }

    /** The question that httpd was answering; null if it had not come to that. */
    private Question lastOf(Path report) throws IOException {
        long answered;
        boolean began;
        try (Stream<String> lines = Files.lines(report, StandardCharsets.US_ASCII)) {
            List<String> records = lines.map(line -> line.replaceFirst(",.*", "")).toList();
            answered = records.stream().filter("{\"record\":\"answer\""::equals).count();
            began = records.contains("{\"record\":\"asked\"");
        }
        return began ? questions.stream().skip(answered).findFirst().orElse(null) : null;
    }

    /**
     * The words that start httpd as apache2ctl does; its own options follow. Debian's configuration is full of variables
     * that a file beside it sets, and that file may hold options too.
     *
     * @param environment of the command
     */
    static List<String> start(String program, Map<String, String> environment) {
        String directory = get(environment, "APACHE_CONFDIR", DEBIAN_DIRECTORY);
        String variables = get(environment, "APACHE_ENVVARS", directory + "/envvars");
        return List.of("/bin/sh", "-c", AS_APACHE2CTL, Path.of(variables).toAbsolutePath().toString(), program);
    }

    private static String get(Map<String, String> environment, String name, String otherwise) {
        String value = environment.getOrDefault(name, "");
        return value.isEmpty() ? otherwise : value;
    }
}
