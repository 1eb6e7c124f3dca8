package net.modwsgialias.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Has httpd test a configuration, and the module in it answer questions. The files between the two lie in a directory
 * of the caller's own.
 */
final class ConfigTest {

    private static final String DEBIAN_DIRECTORY = "/etc/apache2";

    private ConfigTest() {
    }

    /**
     * @param arguments for httpd, which configuration to test
     * @param more what WSGIAliasReport is told to tell beside the answers and what they are about: "aliases", "lint",
     *     "lint-all", or nothing
     * @param what is being done meanwhile, for those who wait at a terminal
     * @throws CommandException if httpd refuses the configuration: with httpd's own words
     */
    static Report run(String program, List<String> arguments, Collection<Question> questions, String more,
            String what) throws IOException, InterruptedException, CommandException {
        HttpdRun httpd = HttpdRun.open();
        try {
            writeQuestions(httpd.create("request"), questions);
            Path file = httpd.create("report");
            test(httpd, program, arguments, more, what);
            Report report = Report.read(file);
            if (report.answers().size() != questions.size()) {
                throw new CommandException(ExitCode.NO_REPORT, "httpd answered " + report.answers().size() + " of "
                        + questions.size() + " URLs");
            }
            return report;
        } finally {
            httpd.close();
        }
    }

    private static void writeQuestions(Path file, Collection<Question> questions) throws IOException {
        try (BufferedWriter lines = Files.newBufferedWriter(file, StandardCharsets.ISO_8859_1)) {
            for (Question question : questions) {
                lines.write(question.line());
            }
        }
    }

    private static void test(HttpdRun httpd, String program, List<String> arguments, String more, String what)
            throws IOException, InterruptedException, CommandException {
        List<String> command = new ArrayList<>(withEnvironment());
        command.add(program);
        command.addAll(arguments);
        command.addAll(List.of("-t", "-c", "WSGIAliasReport \"" + httpd.directory() + "\" " + more));
        Path output = httpd.create("output");
        int code = httpd.run(command, output, what);
        String said = Waiting.withoutProgress(Files.readString(output, StandardCharsets.ISO_8859_1)).strip();
        if (code > HttpdRun.SIGNALLED) {
            throw new CommandException(ExitCode.NO_REPORT, "signal " + (code - HttpdRun.SIGNALLED) + " ended httpd");
        }
        if (code != 0) {
            throw new CommandException(ExitCode.NO_REPORT, said.contains("Invalid command 'WSGIAliasReport'")
                    ? "this configuration does not load mod_wsgi_alias, or loads a version that is too old"
                    : "httpd refuses the configuration:\n" + said);
        }
    }

    /** As apache2ctl does: Debian's configuration is full of variables that a file beside it sets. */
    static List<String> withEnvironment() {
        String directory = System.getenv().getOrDefault("APACHE_CONFDIR", DEBIAN_DIRECTORY);
        String variables = System.getenv().getOrDefault("APACHE_ENVVARS", directory + "/envvars");
        return Files.isReadable(Path.of(variables))
                ? List.of("/bin/sh", "-c", ". \"$0\" && exec \"$@\"", variables) : List.of();
    }
}
