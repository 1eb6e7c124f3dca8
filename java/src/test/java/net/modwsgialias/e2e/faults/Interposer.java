package net.modwsgialias.e2e.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Site;
import net.modwsgialias.e2e.harness.Trees;

/** Stands between a process and the system: {@code interposer.c}, built by gcc, with switches that are files. */
final class Interposer implements AutoCloseable {

    static final String DENY_EXECUTABLE = "MWA_DENY_EXECUTABLE";
    static final String CLOCK_BACK = "MWA_CLOCK_BACK";
    static final String KILL_STARTING = "MWA_KILL_STARTING";
    static final String CRASH_STARTING = "MWA_CRASH_STARTING";

    private final Path root;

    private Interposer(Path root) {
        this.root = root;
    }

    static Interposer create() {
        try {
            Path root = Trees.temporary("mwa-interposer");
            Path source = Files.write(root.resolve("interposer.c"), Site.resource("interposer.c"));
            Process gcc = new ProcessBuilder("gcc", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-O1", "-shared",
                    "-fPIC", "-o", root.resolve("interposer.so").toString(), source.toString(), "-ldl").inheritIO().start();
            if (gcc.waitFor() != 0) {
                throw new IllegalStateException("gcc failed");
            }
            return new Interposer(root);
        } catch (IOException e) {
            throw new IllegalStateException("cannot build the interposer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Before everything that the server loads. */
    HttpdSpec before(HttpdSpec spec) {
        for (String what : List.of(DENY_EXECUTABLE, CLOCK_BACK, KILL_STARTING, CRASH_STARTING)) {
            spec.environment(what, root.resolve(what).toString());
        }
        return spec.environment("LD_PRELOAD", root.resolve("interposer.so").toString());
    }

    void turnOn(String what) throws IOException {
        Files.createFile(root.resolve(what));
    }

    void turnOff(String what) throws IOException {
        Files.delete(root.resolve(what));
    }

    @Override
    public void close() {
        Trees.delete(root);
    }
}
