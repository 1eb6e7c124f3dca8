package net.modwsgialias.e2e.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.security.GeneralSecurityException;
import net.modwsgialias.e2e.harness.Http;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Response;
import net.modwsgialias.e2e.harness.Site;
import org.junit.jupiter.api.Test;

/** A process group by HTTPS, whose certificate is trusted by what a section says of its worker. */
class RemoteHttpsTest {

    /** That requests ask for: mod_ssl compares it with the certificate, as the Host is passed on. */
    private static final String HOST = "main.test";
    private static final String GROUP = """
            WSGIAliasRemoteGroup there %s
            WSGIScriptAlias /a ${W}/app.wsgi process-group=there
            """;
    private static final String SECTION = """
            <Proxy %s>
                SSLProxyEngine On
                SSLProxyVerify require
                SSLProxyCACertificateFile %s
            </Proxy>
            """;

    @Test
    void shouldTakeTheSettingsOfASectionWhereverItStands() throws IOException, GeneralSecurityException {
        try (HttpsEcho echo = new HttpsEcho("127.0.0.2", HOST)) {
            String group = GROUP.formatted(echo.url());
            String section = SECTION.formatted(echo.url(), echo.certificate());
            assertAnswers(200, group + section);
            assertAnswers(200, section + group);
            assertAnswers(200, "<VirtualHost *>\n" + group + section + "</VirtualHost>\n");
            assertAnswers(500, "SSLProxyEngine On\nSSLProxyVerify require\n" + group);
            assertAnswers(500, group);
        }
    }

    private static void assertAnswers(int status, String config) throws IOException {
        try (Site site = Site.create();
                Httpd httpd = Httpd.start(new HttpdSpec(site).ours(HttpdSpec.Ours.AFTER_WSGI).module("proxy")
                        .module("proxy_http").module("ssl").module("socache_shmcb").config(config));
                Http http = httpd.connect()) {
            Response response = http.ask(Request.get("/a/x").header("Connection: close"));
            assertEquals(status, response.status(), () -> config + response + httpd.errorLog());
            assertEquals(status == 200, response.body().equals("/a/x"), response::body);
        }
    }
}
