package net.modwsgialias.e2e.harness;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real httpd on 127.0.0.1, in a directory of its own. Closing it leaves no process and no file. */
public final class Httpd implements AutoCloseable {

    /** How a run of the binary that ends by itself ended. */
    public record Outcome(int exit, String output) {
    }

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path root;
    private final int port;
    private final Process process;
    private final ProcessGroup group;

    private Httpd(Path root, int port, Process process) {
        this.root = root;
        this.port = port;
        this.process = process;
        this.group = new ProcessGroup(process.pid());
    }

    /** Starts a server and does not wait. */
    public static Httpd startWithoutWaiting(HttpdSpec spec) {
        return launch(spec);
    }

    /** Starts a server and waits until it answers. */
    public static Httpd start(HttpdSpec spec) {
        for (int attempt = 0; ; attempt++) {
            Httpd httpd = launch(spec);
            try {
                httpd.awaitAnswer();
                return httpd;
            } catch (IllegalStateException e) {
                boolean portTaken = e.getMessage().contains("Address already in use");
                httpd.close();
                if (!portTaken || attempt == 3) {
                    throw e;
                }
            }
        }
    }

    private static Httpd launch(HttpdSpec spec) {
        try {
            Path root = root();
            int port = freePort();
            configure(spec, root, port);
            ProcessBuilder builder = command(spec, root, spec.oneProcess ? new String[] {"-X"}
                    : new String[] {"-D", "FOREGROUND"});
            Httpd httpd = new Httpd(root, port, builder.start());
            httpd.awaitGroup();
            return httpd;
        } catch (IOException e) {
            throw new IllegalStateException("cannot start httpd", e);
        }
    }

    /** What {@code httpd -t} says to a configuration. */
    public static Outcome configTest(HttpdSpec spec) {
        return run(spec, "-t");
    }

    /** What a start says that is expected to fail; one that succeeds is an error. */
    public static Outcome failedStart(HttpdSpec spec) {
        return run(spec, "-D", "FOREGROUND");
    }

    /**
     * Runs the binary until it ends; one that does not is stopped, and that is an error. The output is that of the
     * terminal and of the error log together.
     */
    public static Outcome run(HttpdSpec spec, String... arguments) {
        return run(spec, PATIENCE, arguments);
    }

    public static Outcome run(HttpdSpec spec, Duration limit, String... arguments) {
        Path root = null;
        try {
            root = root();
            configure(spec, root, freePort());
            Process process = command(spec, root, arguments).start();
            boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            ProcessGroup group = new ProcessGroup(process.pid());
            group.awaitKilled(PATIENCE);
            String output = read(root.resolve("output")) + read(root.resolve("error.log"));
            if (!ended) {
                throw new AssertionError(List.of(arguments) + " does not end within " + limit + ":\n" + output);
            }
            return new Outcome(process.exitValue(), output.replace(root.toString(), "ROOT"));
        } catch (IOException e) {
            throw new IllegalStateException("cannot run httpd", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            Trees.delete(root);
        }
    }

    private static void configure(HttpdSpec spec, Path root, int port) throws IOException {
        Files.writeString(root.resolve("httpd.conf"), HttpdConfig.text(spec, root, port), StandardCharsets.ISO_8859_1);
    }

    private static ProcessBuilder command(HttpdSpec spec, Path root, String... arguments) {
        List<String> words = new ArrayList<>(spec.wrapper);
        words.addAll(List.of("setsid", Settings.HTTPD));
        words.addAll(List.of(arguments));
        words.addAll(List.of("-f", root.resolve("httpd.conf").toString()));
        File output = root.resolve("output").toFile();
        ProcessBuilder builder = new ProcessBuilder(words).directory(root.toFile())
                .redirectErrorStream(true).redirectOutput(output)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.environment().putAll(spec.environment);
        return builder;
    }

    private static Path root() throws IOException {
        Path root = Trees.temporary("mwa-httpd");
        Files.createDirectories(root.resolve("run"));
        return root;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Until setsid has run, the process is of this test's own group, and can neither be found nor signalled. */
    private void awaitGroup() {
        Await.until(PATIENCE, () -> pid() + " leads no group",
                () -> !process.isAlive() || group.members().contains(pid()));
    }

    private void awaitAnswer() {
        boolean up = Await.within(PATIENCE, () -> !process.isAlive() || answers());
        if (!up || !process.isAlive()) {
            throw new IllegalStateException("httpd does not answer:\n" + output() + errorLog());
        }
    }

    private boolean answers() {
        try (Http http = new Http(port)) {
            return http.ask(Request.get("/").host("main.test")).status() > 0;
        } catch (IOException e) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    public Http connect() {
        return connect(Request.LOCAL);
    }

    /** @param address one that the server listens on, at its port */
    public Http connect(String address) {
        return new Http(address, port);
    }

    /** The parent of all. */
    public long pid() {
        return process.pid();
    }

    /** Those that serve, and mod_wsgi's daemon processes. */
    public List<Long> children() {
        List<Long> children = new ArrayList<>(group.members());
        children.remove(process.pid());
        return children;
    }

    public ProcessGroup processes() {
        return group;
    }

    public Path configuration() {
        return root.resolve("httpd.conf");
    }

    public Path accessLog() {
        return root.resolve("access.log");
    }

    /** What a log of some name has so far, without the name of the temporary directory. */
    public String log(String name) {
        return shorten(read(root.resolve(name)));
    }

    /** The error log so far, without the name of the temporary directory. */
    public String errorLog() {
        return shorten(read(root.resolve("error.log")));
    }

    public String shorten(String text) {
        return text.replace(root.toString(), "ROOT");
    }

    public String output() {
        return shorten(read(root.resolve("output")));
    }

    /** Replaces the configuration, for the next restart to read. */
    public void configure(HttpdSpec spec) {
        try {
            configure(spec, root, port);
        } catch (IOException e) {
            throw new IllegalStateException("cannot write the configuration", e);
        }
    }

    /** Has all children ended and the configuration read again; does not wait. */
    public void askForRestart() {
        group.signal("HUP", process.pid());
    }

    /** Has the configuration read again; does not wait. */
    public void askForGracefulRestart() {
        group.signal("USR1", process.pid());
    }

    /** Reloads the configuration: new children take over, old ones finish what they have. */
    public void gracefulRestart() {
        // A child may answer before its parent has said that it has started.
        Await.until(PATIENCE, this::errorLog, () -> starts() > 0);
        int before = starts();
        askForGracefulRestart();
        Await.until(PATIENCE, this::errorLog, () -> starts() > before || !process.isAlive());
        if (!process.isAlive()) {
            throw new AssertionError("httpd did not survive a graceful restart:\n" + output() + errorLog());
        }
    }

    private int starts() {
        return errorLog().split("resuming normal operations", -1).length - 1;
    }

    /** Asks httpd to end once its requests are done; does not wait. */
    public void gracefulStop() {
        group.signal("WINCH", process.pid());
    }

    /** Asks httpd to end at once; does not wait. */
    public void stop() {
        group.signal("TERM", process.pid());
    }

    public boolean endsWithin(Duration limit) {
        return Await.within(limit, () -> !process.isAlive() && group.members().isEmpty());
    }

    /** How one that was stopped has ended: 0, or by which signal. */
    public int exitCode() {
        Await.until(PATIENCE, this::errorLog, () -> !process.isAlive());
        return process.exitValue();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            process.destroy();
            // A child of the event MPM may take ten seconds to hear of it: what is left is killed. That a server ends
            // by itself is for RestartTest to say.
            endsWithin(Duration.ofMillis(300));
        }
        process.destroyForcibly();
        // One that is about to die can still write a file.
        group.awaitKilled(PATIENCE);
        Trees.delete(root);
    }

    private static String read(Path path) {
        try {
            return Files.exists(path) ? Files.readString(path, StandardCharsets.ISO_8859_1) : "";
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + path, e);
        }
    }
}
