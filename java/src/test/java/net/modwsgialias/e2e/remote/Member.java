package net.modwsgialias.e2e.remote;

import java.time.Duration;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.ProcessGroup;
import net.modwsgialias.e2e.harness.Site;

/**
 * A server that one of a balancer's members stands for.
 *
 * @param server what else there is to clean up
 */
record Member(String url, int port, ProcessGroup processes, AutoCloseable server) implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /**
     * Starts a uWSGI, or for HTTP an httpd that has the same alias.
     *
     * @param wanted the port, or 0 for a free one
     */
    static Member start(String scheme, Site site, String address, int wanted) {
        int port = wanted == 0 ? Uwsgi.freePort(address) : wanted;
        if (scheme.equals("scgi")) {
            Uwsgi uwsgi = Uwsgi.scgi(address, port);
            return new Member(uwsgi.url(), port, uwsgi.processes(), uwsgi);
        }
        Httpd httpd = Httpd.start(new HttpdSpec(site).config("Listen " + address + ":" + port + "\n"
                + "WSGIScriptAliasMatch ^/load/([a-z]+)(?=/|$) ${W}/$1.wsgi application-group=%{GLOBAL}\n"));
        return new Member("http://" + address + ":" + port, port, httpd.processes(), httpd);
    }

    boolean runs(String pid) {
        return !pid.isEmpty() && processes.members().contains(Long.valueOf(pid));
    }

    /** Kills all its processes, as a machine that loses its power. */
    @Override
    public void close() {
        processes.awaitKilled(PATIENCE);
        try {
            server.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
