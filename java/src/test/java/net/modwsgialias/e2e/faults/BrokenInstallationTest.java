package net.modwsgialias.e2e.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import net.modwsgialias.e2e.harness.Answer;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Server;
import net.modwsgialias.e2e.harness.Site;
import net.modwsgialias.e2e.harness.Stage;
import net.modwsgialias.frame.FrameLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files that are installed with the module are missing or are not its own: httpd says which, and what to do. */
class BrokenInstallationTest {

    private static final String ALIAS = "WSGIScriptAlias /a ${W}/a.wsgi\n";
    private static final String ENTRY = "net/modwsgialias/bridge/Entry.class";

    /** What Java prints itself, beside our line. */
    private static final Pattern CAUSE = Pattern.compile("net/modwsgialias/bridge/Entry|com/sun/jna|libjnidispatch\\.so");

    private enum Damage {
        JAR_MISSING("STAGE/mod_wsgi_alias/mod_wsgi_alias.jar", "installed with mod_wsgi_alias.so") {
            @Override
            void afflict(Stage stage) throws IOException {
                stage.remove("mod_wsgi_alias.jar");
            }
        },
        JNA_MISSING("STAGE/mod_wsgi_alias/jna.jar", "installed with mod_wsgi_alias.so") {
            @Override
            void afflict(Stage stage) throws IOException {
                stage.remove("jna.jar");
            }
        },
        JNA_S_LIBRARY_MISSING("STAGE/mod_wsgi_alias/libjnidispatch.so", "installed with mod_wsgi_alias.so") {
            @Override
            void afflict(Stage stage) throws IOException {
                stage.remove("libjnidispatch.so");
            }
        },
        JAR_UNREADABLE("STAGE/mod_wsgi_alias/mod_wsgi_alias.jar", "readable by the user that httpd's children run as") {
            @Override
            void afflict(Stage stage) throws IOException {
                stage.close("mod_wsgi_alias.jar");
            }
        },
        JAR_THAT_ANYBODY_CAN_CHANGE("STAGE/mod_wsgi_alias/mod_wsgi_alias.jar", "anybody can write", "chmod o-w") {
            @Override
            void afflict(Stage stage) throws IOException {
                openToAll(stage.file("mod_wsgi_alias.jar"));
            }
        },
        LIBRARY_THAT_ANYBODY_CAN_CHANGE("STAGE/mod_wsgi_alias/libjnidispatch.so", "anybody can write", "chmod o-w") {
            @Override
            void afflict(Stage stage) throws IOException {
                openToAll(stage.file("libjnidispatch.so"));
            }
        },
        ARCHIVE_THAT_ANYBODY_CAN_CHANGE("STAGE/mod_wsgi_alias/mod_wsgi_alias.jsa", "anybody can write", "chmod o-w") {
            @Override
            void afflict(Stage stage) throws IOException {
                openToAll(Files.createFile(stage.file("mod_wsgi_alias.jsa")));
            }
        },
        DIRECTORY_THAT_ANYBODY_CAN_CHANGE("anybody can write to STAGE/mod_wsgi_alias,", "chmod o-w") {
            @Override
            void afflict(Stage stage) throws IOException {
                openToAll(stage.file("jna.jar").getParent());
            }
        },
        LINK_IN_A_DIRECTORY_THAT_ANYBODY_CAN_CHANGE("anybody can write to STAGE/elsewhere,", "chmod o-w") {
            @Override
            void afflict(Stage stage) throws IOException {
                Path elsewhere = Files.createDirectory(stage.fragment().resolveSibling("elsewhere"));
                Files.move(stage.file("jna.jar"), elsewhere.resolve("jna.jar"));
                Files.createSymbolicLink(stage.file("jna.jar"), elsewhere.resolve("jna.jar"));
                openToAll(elsewhere);
            }
        },
        JAR_OF_ANOTHER_VERSION("STAGE/mod_wsgi_alias/mod_wsgi_alias.jar", "9.9.9", "install both from one build") {
            @Override
            void afflict(Stage stage) throws IOException {
                JarEdit.setVersion(stage.file("mod_wsgi_alias.jar"), "9.9.9");
            }
        },
        JAR_OF_ANOTHER_LAYOUT("STAGE/mod_wsgi_alias/mod_wsgi_alias.jar", "layout", "install both from one build") {
            @Override
            void afflict(Stage stage) throws IOException {
                // What the size of a frame is compared with, a sipush before if_icmpne, becomes 4 more.
                JarEdit.patch(stage.file("mod_wsgi_alias.jar"), ENTRY,
                        new byte[] {0x11, 0, (byte) FrameLayout.SIZE, (byte) 0xa0},
                        new byte[] {0x11, 0, (byte) (FrameLayout.SIZE + 4), (byte) 0xa0});
            }
        },
        JAR_WITHOUT_THE_ENTRY("STAGE/mod_wsgi_alias/mod_wsgi_alias.jar", "install all three from one build") {
            @Override
            void afflict(Stage stage) throws IOException {
                JarEdit.removeEntry(stage.file("mod_wsgi_alias.jar"), ENTRY);
            }
        },
        JAR_CORRUPT("STAGE/mod_wsgi_alias/mod_wsgi_alias.jar", "install all three from one build") {
            @Override
            void afflict(Stage stage) throws IOException {
                Files.write(stage.file("mod_wsgi_alias.jar"), "no jar at all".getBytes());
            }
        },
        JAR_CUT_SHORT("STAGE/mod_wsgi_alias/mod_wsgi_alias.jar", "install all three from one build") {
            @Override
            void afflict(Stage stage) throws IOException {
                cutShort(stage, "mod_wsgi_alias.jar");
            }
        },
        JNA_CUT_SHORT("STAGE/mod_wsgi_alias/mod_wsgi_alias.jar", "jna.jar", "from one build") {
            @Override
            void afflict(Stage stage) throws IOException {
                cutShort(stage, "jna.jar");
            }
        },
        JNA_S_LIBRARY_CORRUPT("STAGE/mod_wsgi_alias", "from one build") {
            @Override
            void afflict(Stage stage) throws IOException {
                Files.write(stage.file("libjnidispatch.so"), "no library at all".getBytes());
            }
        },
        // The linker itself fails, with a signal, and the JVM's report of it names the library.
        JNA_S_LIBRARY_CUT_SHORT("aborted while it started", "see the error log") {
            @Override
            void afflict(Stage stage) throws IOException {
                cutShort(stage, "libjnidispatch.so");
            }
        };

        private final List<String> said;

        Damage(String... said) {
            this.said = List.of(said);
        }

        abstract void afflict(Stage stage) throws IOException;

        private static void openToAll(Path path) throws IOException {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
        }

        private static void cutShort(Stage stage, String name) throws IOException {
            byte[] bytes = Files.readAllBytes(stage.file(name));
            Files.write(stage.file(name), Arrays.copyOf(bytes, bytes.length / 2));
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void shouldSayWhatToInstall(Damage damage) throws IOException {
        try (Site site = Site.create(); Stage stage = Stage.create()) {
            damage.afflict(stage);
            assertRefused(damage, stage, Httpd.configTest(spec(site, stage)));
            assertRefused(damage, stage, Httpd.failedStart(spec(site, stage)));
        }
    }

    private static void assertRefused(Damage damage, Stage stage, Httpd.Outcome outcome) {
        String output = stage.shorten(outcome.output());
        String line = output.lines().filter(one -> one.contains("MWA0002")).findFirst().orElse("");
        assertNotEquals(0, outcome.exit(), output);
        assertEquals(List.of(), damage.said.stream().filter(text -> !line.contains(text)).toList(), output);
        if (line.contains("before this line") || line.contains("see the error log")) {
            assertTrue(CAUSE.matcher(output.replace(line, "")).find(), output);
        }
    }

    @Test
    void shouldServeFromAnyDirectory() {
        try (Site site = Site.create(); Stage stage = Stage.create(); Server server = Server.start(spec(site, stage))) {
            Answer answer = server.ask(Request.get("/a/x"));
            assertEquals(200, answer.status(), answer.toString());
            assertTrue(answer.get("script").endsWith("a.wsgi"), answer.toString());
        }
    }

    /** As it is after Java or a jar was replaced. Nothing is wrong then: it is said once, and not by every child. */
    @Test
    void shouldSayOnceThatItCannotUseTheClassArchive() throws IOException {
        try (Site site = Site.create(); Stage stage = Stage.create()) {
            Files.write(stage.file("mod_wsgi_alias.jsa"), "no archive at all".repeat(1_000).getBytes());
            try (Server server = Server.start(spec(site, stage))) {
                assertEquals(200, server.ask(Request.get("/a/x")).status());
                List<String> lines = server.httpd().errorLog().lines().filter(line -> line.contains("[cds]")
                        || line.contains("archive")).toList();
                assertEquals(1, lines.size(), lines.toString());
                assertTrue(lines.get(0).contains("MWA0054: children start slower"), lines.toString());
            }
        }
    }

    private static HttpdSpec spec(Site site, Stage stage) {
        return new HttpdSpec(site).ours(HttpdSpec.Ours.AFTER_WSGI).load(stage.fragment()).config(ALIAS);
    }
}
