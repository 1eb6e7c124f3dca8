package net.modwsgialias.e2e.harness;

import java.io.IOException;
import java.net.SocketException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Clients that ask a script and, in turn with it, pages in parallel, each request over a connection of its own. Threads
 * may remember the answers to some requests for the script, and have to ask Java for the others.
 */
public final class Load implements AutoCloseable {

    private static final int CLIENTS = 4;

    /**
     * Stock httpd's event MPM may drop connections that it has accepted, all those at one moment, when a child ends: it
     * counts a connection only when a thread takes it from the queue, and ends threads that the count does not need.
     * Stock mod_wsgi alone loses about one in 3,500 so where children of 8 threads serve 16 clients.
     */
    private static final int DROPPED_BY_EVENT = CLIENTS;

    private final Httpd httpd;
    private final int mayBeDropped;
    private final List<Map.Entry<String, String>> pages;
    private final Clients clients = new Clients();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger dropped = new AtomicInteger();
    private final Set<Long> pids = ConcurrentHashMap.newKeySet();

    private Load(Httpd httpd, int mayBeDropped, Map<String, String> pages) {
        this.httpd = httpd;
        this.mayBeDropped = mayBeDropped;
        this.pages = List.copyOf(pages.entrySet());
    }

    public static Load start(Httpd httpd, Mpm mpm) {
        return start(httpd, mpm, Map.of());
    }

    /** @param pages what is asked besides the script: paths, and the body that each must have */
    public static Load start(Httpd httpd, Mpm mpm, Map<String, String> pages) {
        Load load = new Load(httpd, mpm == Mpm.EVENT ? DROPPED_BY_EVENT : 0, pages);
        for (int i = 0; i < CLIENTS; i++) {
            load.clients.start(load::ask);
        }
        return load;
    }

    private void ask() {
        int number = answered.incrementAndGet();
        int page = number % (pages.size() + 1) - 1;
        String pathInfo = "/" + number + (number / 16 % 2 == 0 ? Request.ASKED_OF_JAVA : "");
        Request request = Request.get(page < 0 ? "/load/foo" + pathInfo : pages.get(page).getKey())
                .header("Connection: close");
        try (Http http = httpd.connect()) {
            Response response = http.ask(request);
            if (page < 0) {
                check(response, pathInfo);
            } else if (response.status() != 200 || !response.body().equals(pages.get(page).getValue())) {
                clients.fail(request + ": " + response);
            }
        } catch (SocketException e) {
            if (dropped.incrementAndGet() > mayBeDropped) {
                clients.fail(request + ": " + e);
            }
        } catch (IOException | RuntimeException e) {
            clients.fail(request + ": " + e);
        }
    }

    private void check(Response response, String pathInfo) {
        if (response.status() != 200 || !response.probed()
                || !response.probe().getOrDefault("PI", "").equals(pathInfo)) {
            clients.fail(response.toString());
            return;
        }
        pids.add(Long.valueOf(response.header("x-pid")));
    }

    public int answered() {
        return answered.get();
    }

    /** The processes that served, if the script ran in httpd's children. */
    public Set<Long> pids() {
        return pids;
    }

    /** Stops the clients; what went wrong in any of them is an error. */
    @Override
    public void close() {
        clients.stop();
        clients.assertNoFailure(answered + " answered\n" + httpd.errorLog());
    }
}
