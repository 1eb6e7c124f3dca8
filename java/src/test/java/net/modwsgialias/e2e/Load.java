package net.modwsgialias.e2e;

import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
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
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger dropped = new AtomicInteger();
    private final Set<Long> pids = ConcurrentHashMap.newKeySet();
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> threads = new ArrayList<>();

    private Load(Httpd httpd, int mayBeDropped) {
        this.httpd = httpd;
        this.mayBeDropped = mayBeDropped;
    }

    static Load start(Httpd httpd, Mpm mpm) {
        Load load = new Load(httpd, mpm == Mpm.EVENT ? DROPPED_BY_EVENT : 0);
        for (int i = 0; i < CLIENTS; i++) {
            Thread thread = new Thread(load::run, "client-" + i);
            load.threads.add(thread);
            thread.start();
        }
        return load;
    }

    private void run() {
        while (!stopped.get()) {
            int number = answered.incrementAndGet();
            Request request = Request.get("/load/foo/" + number).header("Connection: close");
            try (Http http = httpd.connect()) {
                check(http.ask(request), number);
            } catch (SocketException e) {
                if (dropped.incrementAndGet() > mayBeDropped) {
                    failures.add(request + ": " + e);
                }
            } catch (IOException | RuntimeException e) {
                failures.add(request + ": " + e);
            }
        }
    }

    private void check(Response response, int number) {
        if (response.status() != 200 || !response.probed()
                || !response.probe().getOrDefault("PI", "").equals("/" + number)) {
            failures.add(response.toString());
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
        stopped.set(true);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.size() + " of " + answered + " requests failed, such as "
                    + failures.subList(0, Math.min(5, failures.size())) + "\n" + httpd.errorLog());
        }
    }
}
