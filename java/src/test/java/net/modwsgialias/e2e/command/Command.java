package net.modwsgialias.e2e.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import net.modwsgialias.e2e.harness.Settings;
import net.modwsgialias.e2e.harness.Trees;

/** Runs the command wsgi-alias as a user does. */
final class Command {

    /** What it did. */
    record Outcome(int exit, String out, String err) {
        @Override
        public String toString() {
            return "exit " + exit + "\n" + out + err;
        }
    }

    /** For thousands of URLs, on a machine that has more to do. */
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private Command() {
    }

    /** Runs a subcommand on a configuration. */
    static Outcome on(Path file, String subcommand, String... arguments) {
        List<String> all = new ArrayList<>(List.of(subcommand, "--httpd", Settings.HTTPD, "-f", file.toString()));
        all.addAll(List.of(arguments));
        return run("", all);
    }

    /**
     * Starts it, and does not wait; what it says goes to a file. Signals end it, even if those who started the tests had
     * some ignored, as {@code nohup} has HUP, and a shell has INT for what it runs in the background.
     */
    static Process start(Path output, List<String> arguments) throws IOException {
        List<String> words = new ArrayList<>(
                List.of("env", "--default-signal=HUP,INT,TERM", Settings.command()));
        words.addAll(arguments);
        return new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    }

    static Outcome run(String input, List<String> arguments) {
        List<String> words = new ArrayList<>(List.of(Settings.command()));
        words.addAll(arguments);
        return run(words, input);
    }

    /**
     * Runs it in a shell.
     *
     * @param script in which "$@" is the command with its arguments
     */
    static Outcome inShell(String script, List<String> arguments) {
        List<String> words = new ArrayList<>(List.of("sh", "-c", script, "sh", Settings.command()));
        words.addAll(arguments);
        return run(words, "");
    }

    /**
     * Runs it on a terminal: what that shows is the outcome's {@code out}.
     *
     * @param redirection of the shell, such as {@code 2>/dev/null}; or nothing
     */
    static Outcome onTerminal(List<String> arguments, String redirection) {
        StringBuilder command = new StringBuilder("exec");
        Stream.concat(Stream.of(Settings.command()), arguments.stream())
                .forEach(word -> command.append(" '").append(word.replace("'", "'\\''")).append('\''));
        return run(List.of("script", "-qec", command + " " + redirection, "/dev/null"), "");
    }

    private static Outcome run(List<String> words, String input) {
        Path directory = null;
        try {
            directory = Trees.temporary("mwa-command");
            Path in = Files.writeString(directory.resolve("in"), input, StandardCharsets.ISO_8859_1);
            ProcessBuilder builder = new ProcessBuilder(words).redirectInput(in.toFile())
                    .redirectOutput(directory.resolve("out").toFile())
                    .redirectError(directory.resolve("err").toFile());
            Process process = builder.start();
            if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
                throw new AssertionError("not within " + LONGEST + ": " + words);
            }
            return new Outcome(process.exitValue(), Files.readString(directory.resolve("out")),
                    Files.readString(directory.resolve("err")));
        } catch (IOException e) {
            throw new IllegalStateException("cannot run " + words.get(0), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            Trees.delete(directory);
        }
    }
}
