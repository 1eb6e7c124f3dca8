package net.modwsgialias.e2e;

import java.io.IOException;
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

    private final Httpd httpd;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicInteger answered = new AtomicInteger();
    private final Set<Long> pids = ConcurrentHashMap.newKeySet();
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> threads = new ArrayList<>();

    private Load(Httpd httpd) {
        this.httpd = httpd;
    }

    static Load start(Httpd httpd) {
        Load load = new Load(httpd);
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
