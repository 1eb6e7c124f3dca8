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

    static Outcome run(String input, List<String> arguments) {
        List<String> words = new ArrayList<>(List.of(Settings.command()));
        words.addAll(arguments);
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
