package net.modwsgialias.e2e.life;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import net.modwsgialias.e2e.harness.Http;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Mpm;
import net.modwsgialias.e2e.harness.ProcessView;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Response;
import net.modwsgialias.e2e.harness.Site;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code httpd -X}, as a debugger wants it: the process that reads the configuration also serves, so it has the JVM. */
class OneProcessTest {

    private static final String ALIAS = "WSGIApplicationGroup %{GLOBAL}\nWSGIScriptAliasMatch ^/([a-z]+) ${W}/$1.wsgi\n";

    @ParameterizedTest(name = "under {0}, until {1}")
    @CsvSource({
        "EVENT, TERM", "EVENT, INT", "WORKER, TERM", "PREFORK, TERM", "PREFORK, INT",
    })
    void shouldServeAndStop(Mpm mpm, String signal) throws IOException {
        try (Site site = Site.create(); Httpd httpd = Httpd.start(new HttpdSpec(site).mpm(mpm).oneProcess()
                .ours(HttpdSpec.Ours.AFTER_WSGI).config(ALIAS))) {
            try (Http http = httpd.connect()) {
                for (int i = 0; i < 20; i++) {
                    Response response = http.ask(Request.get("/foo/" + i));
                    assertEquals(200, response.status());
                    assertEquals("/" + i, response.probe().get("PI"));
                }
            }
            assertEquals(List.of(httpd.pid()), httpd.processes().members());
            assertTrue(new ProcessView(httpd.pid()).hasJvm(), "no JVM");
            httpd.processes().signal(signal, httpd.pid());
            assertTrue(httpd.endsWithin(Duration.ofSeconds(60)), httpd::errorLog);
            assertFalse(httpd.errorLog().contains("fatal error"), httpd.errorLog());
        }
    }
}
