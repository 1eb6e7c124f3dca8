package net.modwsgialias.e2e.harness;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Threads that each do one thing again and again until they are stopped, and keep what goes wrong. */
public final class Clients {

    private static final int SHOWN = 5;

    /** What a client does. */
    public interface Turn {
        void run() throws IOException;
    }

    private final AtomicBoolean stopped = new AtomicBoolean();
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> threads = new ArrayList<>();

    public void start(Turn turn) {
        Thread thread = new Thread(() -> repeat(turn), "client-" + threads.size());
        threads.add(thread);
        thread.start();
    }

    private void repeat(Turn turn) {
        while (!stopped.get()) {
            try {
                turn.run();
            } catch (IOException | RuntimeException | Error e) {
                fail(e.toString());
            }
        }
    }

    public boolean stopped() {
        return stopped.get();
    }

    public void fail(String failure) {
        failures.add(failure);
    }

    /** Waits until each has done its last turn. Afterwards nothing more fails. */
    public void stop() {
        stopped.set(true);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /** @param context what else a reader of the failure needs to know */
    public void assertNoFailure(Object context) {
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.size() + " failures, such as "
                    + failures.subList(0, Math.min(SHOWN, failures.size())) + "\n" + context);
        }
    }
}
