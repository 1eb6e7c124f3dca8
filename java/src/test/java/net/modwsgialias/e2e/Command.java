package net.modwsgialias.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the command wsgi-alias as a user does. */
final class Command {

    /** What it did. */
    record Outcome(int exit, String out, String err) {
        @Override
        public String toString() {
            return "exit " + exit + "\n" + out + err;
        }
    }

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
     * Runs it on a terminal: what that shows is the outcome's {@code out}.
     *
     * @param redirection of the shell, such as {@code 2>/dev/null}; or nothing
     */
    static Outcome onTerminal(List<String> arguments, String redirection) {
        StringBuilder command = new StringBuilder("exec " + Settings.command());
        arguments.forEach(argument -> command.append(" '").append(argument.replace("'", "'\\''")).append('\''));
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
            int exit = builder.start().waitFor();
            return new Outcome(exit, Files.readString(directory.resolve("out")),
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
