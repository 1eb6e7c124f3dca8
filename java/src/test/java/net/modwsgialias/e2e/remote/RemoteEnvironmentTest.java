package net.modwsgialias.e2e.remote;

import java.io.IOException;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.Site;
import org.junit.jupiter.api.Test;

/**
 * Random aliases and URLs: an application in a uWSGI sees what it sees in a daemon process of mod_wsgi's, in every
 * variable that the table in docs/remote.md does not except.
 */
class RemoteEnvironmentTest {

    private static final int PAIRS = 500;
    private static final String BACKEND = "127.0.0.2";

    @Test
    void shouldShowAnApplicationWhatALocalDaemonShows() throws IOException {
        EnvironmentComparison comparison = new EnvironmentComparison(PAIRS);
        try (Site site = EnvironmentComparison.site(); Uwsgi uwsgi = Uwsgi.scgi(BACKEND, Uwsgi.freePort(BACKEND));
                Httpd local = Httpd.start(comparison.local(site));
                Httpd remote = Httpd.start(comparison.remote(site, "WSGIAliasRemoteGroup g " + uwsgi.url() + "\n"))) {
            comparison.compare(local, remote);
        }
    }
}
