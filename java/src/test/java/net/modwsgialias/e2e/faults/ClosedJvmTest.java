package net.modwsgialias.e2e.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.modwsgialias.e2e.harness.Http;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Mpm;
import net.modwsgialias.e2e.harness.ProcessView;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Response;
import net.modwsgialias.e2e.harness.Server;
import net.modwsgialias.e2e.harness.Site;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The JVM is there where it is needed and nowhere else, leaves no traces, and nobody outside can reach into it. */
class ClosedJvmTest {

    private static final String ALIAS = "WSGIApplicationGroup %{GLOBAL}\nWSGIScriptAliasMatch ^/a ${W}/a.wsgi\n";

    @ParameterizedTest(name = "under {0}")
    @EnumSource
    void shouldHaveNoJvmWithoutAnAlias(Mpm mpm) {
        String config = "WSGIDaemonProcess d1 processes=1 threads=2\n";
        try (Site site = Site.create(); Server server = Server.start(spec(site).mpm(mpm).config(config))) {
            assertEquals(200, server.ask(Request.get("/plain.txt")).status());
            assertEquals(404, server.ask(Request.get("/a/x")).status());
            List<Long> all = server.httpd().processes().members();
            assertTrue(all.size() > 3, all::toString);
            assertEquals(List.of(), all.stream().filter(pid -> new ProcessView(pid).hasJvm()).toList());
        }
    }

    @ParameterizedTest(name = "under {0}")
    @EnumSource
    void shouldHaveAJvmOnlyWhereUrlsAreMapped(Mpm mpm) throws IOException {
        String config = "WSGIDaemonProcess d1 processes=1 threads=2\nWSGIScriptAlias /d ${W}/b.wsgi process-group=d1\n";
        try (Site site = Site.create(); Httpd httpd = Httpd.start(spec(site).mpm(mpm).config(config + ALIAS))) {
            httpd.gracefulRestart();
            assertTrue(new ProcessView(servedBy(httpd, "/a/x")).hasJvm(), "the child has no JVM");
            assertFalse(new ProcessView(servedBy(httpd, "/d/x")).hasJvm(), "the daemon process has a JVM");
            assertFalse(new ProcessView(httpd.pid()).hasJvm(), "the parent has a JVM");
        }
    }

    private static long servedBy(Httpd httpd, String path) throws IOException {
        try (Http http = httpd.connect()) {
            Response response = http.ask(Request.get(path));
            assertEquals(200, response.status());
            return Long.parseLong(response.header("x-pid"));
        }
    }

    @Test
    void shouldLeaveNothingToReachItBy() throws IOException {
        try (Site site = Site.create(); Httpd httpd = Httpd.start(spec(site).config(ALIAS))) {
            long pid = servedBy(httpd, "/a/x");
            ProcessView process = new ProcessView(pid);
            List<String> files = Stream.concat(process.openFiles().stream(), process.mappedFiles().stream()).toList();
            // hsperfdata: counters for jstat; .java_pid: the socket for jcmd; jna: a library that JNA has unpacked.
            assertEquals(List.of(), files.stream().filter(file -> file.contains("hsperfdata")
                    || file.contains(".java_pid") || file.matches(".*/jna(?!\\.jar).*")).toList());
            assertTrue(files.stream().anyMatch(file -> file.endsWith("/mod_wsgi_alias/libjnidispatch.so")),
                    files::toString);
            assertEquals(List.of(), traces(process.temporaryDirectory(), pid));
            // Neither an agent nor JMX listens, and no thread waits for somebody to attach.
            assertEquals(List.of(String.valueOf(httpd.port())), process.listensOn());
            List<String> threads = process.threadNames();
            assertTrue(threads.stream().anyMatch(name -> name.startsWith("VM Thread")), threads::toString);
            assertEquals(List.of(), threads.stream().filter(name -> name.matches(".*(Attach|RMI|JMX|JDWP|Signal Disp).*"))
                    .toList());
        }
    }

    /** Whatever runs in a child comes from where nobody can put something else but its owner and group. */
    @Test
    void shouldRunNothingFromAWritablePlace() throws IOException {
        try (Site site = Site.create(); Httpd httpd = Httpd.start(spec(site).config(ALIAS))) {
            ProcessView process = new ProcessView(servedBy(httpd, "/a/x"));
            List<Path> code = new ArrayList<>(Stream.concat(process.openFiles().stream(), process.mappedFiles().stream())
                    .filter(file -> file.matches(".*\\.(so[.0-9]*|jar|jsa)|.*/modules")).map(Path::of).distinct().toList());
            assertTrue(code.size() > 20, code::toString);
            for (String name : List.of("libjvm.so", "mod_wsgi_alias.so", "libjnidispatch.so")) {
                assertTrue(code.stream().anyMatch(path -> path.endsWith(name)), name + " in " + code);
            }
            // With the class archive, the JVM has no need to keep these open.
            Path home = code.stream().filter(path -> path.endsWith("libjnidispatch.so")).findFirst().orElseThrow();
            code.addAll(List.of(home.resolveSibling("mod_wsgi_alias.jar"), home.resolveSibling("jna.jar")));
            for (Path file : code) {
                for (Path at = file; at != null; at = at.getParent()) {
                    int mode = (int) Files.getAttribute(at, "unix:mode");
                    boolean sticky = Files.isDirectory(at) && (mode & 01000) != 0;
                    assertTrue((mode & 02) == 0 || sticky, at + " can be written to by anybody");
                }
            }
        }
    }

    /** What a JVM that is not closed leaves under its id, or JNA under its user's. */
    private static List<Path> traces(Path temporary, long pid) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> directories = Files.newDirectoryStream(temporary, "{hsperfdata_*,.java_pid*,jna-*}")) {
            for (Path path : directories) {
                String name = path.getFileName().toString();
                if (Files.exists(path.resolve(Long.toString(pid))) || name.equals(".java_pid" + pid)
                        || name.startsWith("jna-") && Files.getOwner(path).equals(Files.getOwner(Path.of("/proc/" + pid)))) {
                    found.add(path);
                }
            }
        }
        return found;
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({
        "JAVA_TOOL_OPTIONS, -XX:NoSuchOption",
        "JAVA_TOOL_OPTIONS, -javaagent:/nonexistent.jar",
        "_JAVA_OPTIONS, -XX:NoSuchOption",
        "_JAVA_OPTIONS, -agentlib:nosuchagent",
        "JDK_JAVA_OPTIONS, -XX:NoSuchOption",
        "CLASSPATH, /nonexistent.jar",
    })
    void shouldNotHeedTheEnvironment(String name, String value) {
        try (Site site = Site.create()) {
            HttpdSpec spec = spec(site).environment(name, value).config(ALIAS);
            Httpd.Outcome outcome = Httpd.configTest(spec);
            assertEquals(0, outcome.exit(), outcome.output());
            try (Server server = Server.start(spec)) {
                assertEquals(200, server.ask(Request.get("/a/x")).status());
                String log = server.httpd().output() + server.httpd().errorLog();
                assertFalse(log.contains("Picked up") || log.contains(value), log);
            }
        }
    }

    private static HttpdSpec spec(Site site) {
        return new HttpdSpec(site).ours(HttpdSpec.Ours.AFTER_WSGI);
    }
}
