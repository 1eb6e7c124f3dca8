package net.modwsgialias.e2e.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.modwsgialias.e2e.harness.Await;
import net.modwsgialias.e2e.harness.HttpdConfig;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Settings;
import net.modwsgialias.e2e.harness.Site;
import net.modwsgialias.e2e.harness.Trees;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command wsgi-alias, ended by a signal while httpd answers it: httpd ends too, and no file stays. */
class CommandSignalTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern DIRECTORY = Pattern.compile("WSGIAliasReport \"(/[^\"]+)\"");

    @ParameterizedTest(name = "SIG{0}")
    @CsvSource({"HUP, 1", "INT, 2", "TERM, 15"})
    void shouldLeaveNothingBehind(String signal, int number) throws IOException, InterruptedException {
        Path root = Trees.temporary("mwa-signal");
        Process command = null;
        try (Site site = Site.create()) {
            Files.createDirectories(root.resolve("run"));
            Path output = root.resolve("output");
            Path file = Files.writeString(root.resolve("httpd.conf"), HttpdConfig.text(new HttpdSpec(site)
                    .ours(HttpdSpec.Ours.AFTER_WSGI).config("WSGIScriptAlias /a ${W}/a.wsgi\n"), root, 8080));
            command = Command.start(output, List.of("lint", "--httpd", Settings.HTTPD, "-f", file.toString()));
            // Before Java there is a shell, which has children too.
            ProcessHandle httpd = childOf(command.toHandle(), output, child -> words(child).contains("WSGIAliasReport"));
            ProcessHandle probe = childOf(httpd, output, child -> true);
            // It answers no more, so the signal comes while the command waits.
            signal("STOP", probe.pid());
            Path directory = reportDirectory(httpd);
            assertTrue(Files.exists(directory.resolve("report")), directory::toString);

            signal(signal, command.pid());
            assertTrue(command.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS), "the command goes on");
            assertEquals(128 + number, command.exitValue());
            assertEquals("", Files.readString(output));
            assertFalse(Files.exists(directory), directory::toString);
            for (ProcessHandle process : List.of(httpd, probe)) {
                Await.until(PATIENCE, () -> "end of process " + process.pid(), () -> hasEnded(process));
            }
        } finally {
            if (command != null) {
                command.descendants().forEach(ProcessHandle::destroyForcibly);
                command.destroyForcibly();
            }
            Trees.delete(root);
        }
    }

    private static ProcessHandle childOf(ProcessHandle parent, Path output, Predicate<ProcessHandle> which)
            throws IOException {
        String said = Files.readString(output);
        AtomicReference<ProcessHandle> found = new AtomicReference<>();
        Await.until(PATIENCE, () -> "child of process " + parent.pid() + ": " + said, () -> {
            parent.children().filter(which).findFirst().ifPresent(found::set);
            return found.get() != null;
        });
        return found.get();
    }

    /** A process' command line; nothing if it has ended. */
    private static String words(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return "";
        }
    }

    /** What httpd was told to write into; it may be the shell still that becomes httpd. */
    private static Path reportDirectory(ProcessHandle httpd) {
        String words = words(httpd);
        Matcher matcher = DIRECTORY.matcher(words);
        assertTrue(matcher.find(), words);
        return Path.of(matcher.group(1));
    }

    private static void signal(String name, long pid) throws IOException, InterruptedException {
        assertEquals(0, new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor(), name);
    }

    /** Whether there is none any more, or it waits for somebody to ask how it ended. */
    private static boolean hasEnded(ProcessHandle process) {
        try {
            String state = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            return state.startsWith("Z", state.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return true;
        }
    }
}
