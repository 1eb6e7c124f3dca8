package net.modwsgialias.e2e;

import java.io.IOException;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that ask in parallel, each request over a connection of its own. */
final class Load implements AutoCloseable {

    private static final int CLIENTS = 4;

    /**
     * Stock httpd's event MPM may drop connections that it has accepted, all those at one moment, when a child ends: it
     * counts a connection only when a thread takes it from the queue, and ends threads that the count does not need.
     * Stock mod_wsgi alone loses about one in 3,500 so where children of 8 threads serve 16 clients.
     */
    private static final int DROPPED_BY_EVENT = CLIENTS;

    private final Httpd httpd;
    private final int mayBeDropped;
    private final Clients clients = new Clients();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger dropped = new AtomicInteger();
    private final Set<Long> pids = ConcurrentHashMap.newKeySet();

    private Load(Httpd httpd, int mayBeDropped) {
        this.httpd = httpd;
        this.mayBeDropped = mayBeDropped;
    }

    static Load start(Httpd httpd, Mpm mpm) {
        Load load = new Load(httpd, mpm == Mpm.EVENT ? DROPPED_BY_EVENT : 0);
        for (int i = 0; i < CLIENTS; i++) {
            load.clients.start(load::ask);
        }
        return load;
    }

    private void ask() {
        int number = answered.incrementAndGet();
        Request request = Request.get("/load/foo/" + number).header("Connection: close");
        try (Http http = httpd.connect()) {
            check(http.ask(request), number);
        } catch (SocketException e) {
            if (dropped.incrementAndGet() > mayBeDropped) {
                clients.fail(request + ": " + e);
            }
        } catch (IOException | RuntimeException e) {
            clients.fail(request + ": " + e);
        }
    }

    private void check(Response response, int number) {
        if (response.status() != 200 || !response.probed()
                || !response.probe().getOrDefault("PI", "").equals("/" + number)) {
            clients.fail(response.toString());
            return;
        }
        pids.add(Long.valueOf(response.header("x-pid")));
    }

    int answered() {
        return answered.get();
    }

    /** The processes that served, if the script ran in httpd's children. */
    Set<Long> pids() {
        return pids;
    }

    /** Stops the clients; what went wrong in any of them is an error. */
    @Override
    public void close() {
        clients.stop();
        clients.assertNoFailure(answered + " answered\n" + httpd.errorLog());
    }
}
