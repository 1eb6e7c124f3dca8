package net.modwsgialias.e2e.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.modwsgialias.e2e.harness.MapServer;
import net.modwsgialias.e2e.harness.Request;

/**
 * Clients of a server whose map changes. Each version of the map answers in another way, so an answer tells which one it
 * is from: none that was gone when the request began, and none that came after its end.
 */
final class MapLoad implements AutoCloseable {

    private static final int CLIENTS = 4;

    /** As many as the script can tell apart: more than there can be while one request lasts. */
    private static final int VERSIONS = 40;

    private static final int VERSIONS_OF_A_SECTION = 10;

    /** More than are read whole for any change. */
    private static final String TENANTS = IntStream.range(0, 2100)
            .mapToObj(i -> "WSGIScriptAlias /tenant" + i + " ${W}/b.wsgi\n").collect(Collectors.joining());

    private final MapServer server;
    private final List<Thread> clients = new ArrayList<>();
    private final AtomicInteger served = new AtomicInteger();
    private final AtomicInteger written = new AtomicInteger();
    private final AtomicLong answered = new AtomicLong();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private volatile boolean over;

    private MapLoad(MapServer server) {
        this.server = server;
    }

    /** Of a server that serves version 0. */
    static MapLoad start(MapServer server) {
        MapLoad load = new MapLoad(server);
        for (int i = 0; i < CLIENTS; i++) {
            Thread client = new Thread(load::ask);
            client.start();
            load.clients.add(client);
        }
        return load;
    }

    /**
     * The lines of a version. What is before the alias that is asked for is each time of another length. Most are patches
     * of the one before: not those that begin or end a section.
     */
    static String lines(int version) {
        StringBuilder lines = new StringBuilder(TENANTS);
        if (version / VERSIONS_OF_A_SECTION % 2 == 1) {
            lines.append("<WSGIAliasHost some.test>\nWSGIScriptAlias /a ${W}/b.wsgi\n</WSGIAliasHost>\n");
        }
        for (int i = 0; i < version % 50; i++) {
            lines.append("WSGIScriptAliasMatch ^/other").append(i).append("/([a-z]+) ${W}/b.wsgi\n");
        }
        return lines + "WSGIScriptAlias /a ${W}/a.wsgi callable-object=a" + version % VERSIONS + "\n";
    }

    /** Writes the next version, and does not wait for it. */
    void change() {
        int next = written.incrementAndGet();
        server.change(lines(next));
    }

    /** Waits until there is no child that still serves what was before. */
    void awaitServed() {
        int version = written.get();
        server.awaitServed();
        served.set(version);
    }

    private void ask() {
        while (!over) {
            int least = served.get();
            String answer;
            try {
                answer = server.ask(Request.get("/a").header("Connection: close"));
            } catch (AssertionError e) {
                answer = String.valueOf(e.getCause());
            }
            int most = written.get();
            if (!isOneOf(answer, least, most)) {
                wrong.add("versions " + least + " to " + most + ": " + answer);
            }
            answered.incrementAndGet();
        }
    }

    private static boolean isOneOf(String answer, int least, int most) {
        for (int version = least; version <= most; version++) {
            if (answer.equals("200 a" + version % VERSIONS)) {
                return true;
            }
        }
        return false;
    }

    /** What was answered by no version that could. */
    List<String> wrong() {
        return List.copyOf(wrong);
    }

    @Override
    public void close() {
        over = true;
        try {
            for (Thread client : clients) {
                client.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return answered + " answers, " + wrong.size() + " wrong, " + written + " versions";
    }
}
