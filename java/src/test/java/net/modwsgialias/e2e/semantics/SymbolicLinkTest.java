package net.modwsgialias.e2e.semantics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Server;
import net.modwsgialias.e2e.harness.Site;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Symbolic links in the directory of an alias: httpd's Options decide, containment compares names. */
class SymbolicLinkTest {

    private static final String CONFIG = """
            WSGIScriptAliasMatch ^/s/([^!]*)$ ${W}/scripts/$1 application-group=%{GLOBAL}
            WSGIScriptAliasMatch ^/s/(.*)!(.*)$ ${W}/scripts/$1..$2 application-group=%{GLOBAL}
            WSGIScriptAlias /linked ${W}/linked/ application-group=%{GLOBAL}
            <Directory "${W}">
                Options @OPTIONS@
            </Directory>
            """;

    private Site site;

    @BeforeEach
    void link() throws IOException {
        site = Site.create();
        Path scripts = site.scripts().resolve("scripts");
        // To a file and to directories beside the alias' own.
        Files.createSymbolicLink(scripts.resolve("link.wsgi"), site.scripts().resolve("secret.wsgi"));
        Files.createSymbolicLink(scripts.resolve("users"), site.scripts().resolve("users"));
        Files.createSymbolicLink(site.scripts().resolve("linked"), site.scripts().resolve("sub/dir"));
    }

    @AfterEach
    void close() {
        site.close();
    }

    @ParameterizedTest(name = "Options {0}")
    @CsvSource({"FollowSymLinks, 200", "SymLinksIfOwnerMatch, 200", "None, 403"})
    void shouldBeFollowedWhereOptionsSaySo(String options, int followed) {
        try (Server server = start(options)) {
            assertEquals(followed, status(server, "/s/link.wsgi"));
            assertEquals(followed, status(server, "/s/users/bob/app"));
            assertEquals(followed, status(server, "/linked/foo.wsgi"));
            assertEquals(200, status(server, "/s/foo.wsgi"));
        }
    }

    /** Behind a link, a kernel would go up from where it leads to; httpd resolves names first, as containment does. */
    @ParameterizedTest(name = "Options {0}")
    @CsvSource({"FollowSymLinks", "None"})
    void shouldNotBeAWayUp(String options) {
        try (Server server = start(options)) {
            assertEquals(200, status(server, "/s/users/!/foo.wsgi"));
            // W/users/.. by way of the link is W, where secret.wsgi is; by name it is W/scripts, where it is not.
            assertEquals(404, status(server, "/s/users/!/secret.wsgi"));
            assertEquals(403, status(server, "/s/!/secret.wsgi"));
        }
    }

    private Server start(String options) {
        return Server.start(new HttpdSpec(site).ours(HttpdSpec.Ours.AFTER_WSGI)
                .config(CONFIG.replace("@OPTIONS@", options)));
    }

    private static int status(Server server, String target) {
        return server.ask(Request.get(target)).status();
    }
}
