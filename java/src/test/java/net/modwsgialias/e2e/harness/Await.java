package net.modwsgialias.e2e.harness;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for something that another process does. */
public final class Await {

    private Await() {
    }

    public static void until(Duration limit, Supplier<String> what, BooleanSupplier condition) {
        if (!within(limit, condition)) {
            throw new AssertionError("not within " + limit + ": " + what.get());
        }
    }

    public static boolean within(Duration limit, BooleanSupplier condition) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                // A machine that stood still for longer than that has not looked yet.
                return condition.getAsBoolean();
            }
            pause(10);
        }
        return true;
    }

    public static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
