package net.modwsgialias.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * One run of httpd, and the private directory in which the command and httpd exchange files. Neither outlasts this, nor
 * the command: when a signal ends that, httpd ends and the directory goes. One at a time, for one thread.
 */
final class HttpdRun {

    /** What is added to the number of the signal that ended a process, to tell of it as an exit code. */
    static final int SIGNALLED = 128;

    /** Held while something begins that has to end; kept by the thread that ends the command, so that nothing does. */
    private static final ReentrantLock LOCK = new ReentrantLock();
    private static HttpdRun current;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(HttpdRun::endCommand, "clean-up"));
    }

    private final Path directory;
    private Process httpd;
    private Waiting waiting;
    private boolean hasEnded;

    private HttpdRun(Path directory) {
        this.directory = directory;
    }

    static HttpdRun open() throws IOException {
        LOCK.lock();
        try {
            // Private to its owner, as createTempDirectory makes it.
            current = new HttpdRun(Files.createTempDirectory("wsgi-alias"));
            return current;
        } finally {
            LOCK.unlock();
        }
    }

    Path directory() {
        return directory;
    }

    /** Makes a file in the directory, empty and private to its owner. */
    Path create(String name) throws IOException {
        LOCK.lock();
        try {
            return Files.createFile(directory.resolve(name),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } finally {
            LOCK.unlock();
        }
    }

    /**
     * Runs httpd.
     *
     * @param output receives what it says
     * @param what is being done meanwhile, for those who wait at a terminal
     * @return its exit code, or more than {@link #SIGNALLED}
     */
    int run(List<String> command, Path output, String what) throws IOException, InterruptedException {
        LOCK.lock();
        try {
            // An httpd that runs in the background has gone to the root, and a relative target is relative to that.
            ProcessBuilder builder = new ProcessBuilder(command).directory(new File("/"))
                    .redirectErrorStream(true).redirectOutput(output.toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
            takeBackLocale(builder.environment());
            httpd = builder.start();
            waiting = Waiting.begin(what, output);
        } finally {
            LOCK.unlock();
        }
        int code = httpd.waitFor();
        waiting.end();
        return code;
    }

    /** The script that starts Java may have set a locale for it; httpd runs in the caller's. */
    private static void takeBackLocale(Map<String, String> environment) {
        String callers = System.getProperty("wsgi-alias.locale");
        if (callers == null) {
            return;
        }
        if (callers.isEmpty()) {
            environment.remove("LC_ALL");
        } else {
            environment.put("LC_ALL", callers);
        }
    }

    /** Has to be called: httpd ends, if it has not, and the directory goes. */
    void close() throws IOException, InterruptedException {
        LOCK.lock();
        try {
            end();
        } finally {
            LOCK.unlock();
        }
    }

    /** Keeps the lock: the thread that would say that httpd failed waits for it until there is no command any more. */
    private static void endCommand() {
        LOCK.lock();
        try {
            if (current != null) {
                current.end();
            }
        } catch (IOException | InterruptedException e) {
            System.err.println("wsgi-alias: cannot remove " + current.directory + ": " + e);
        }
    }

    private void end() throws IOException, InterruptedException {
        if (hasEnded) {
            return;
        }
        hasEnded = true;
        if (httpd != null) {
            // The process that httpd has forked to answer goes on without it.
            try (Stream<ProcessHandle> descendants = httpd.descendants()) {
                descendants.forEach(ProcessHandle::destroyForcibly);
            }
            httpd.destroyForcibly().waitFor();
            waiting.end();
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
