package net.modwsgialias.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line on the terminal that tells what is being done, how far it is, and how long it has taken, from the second
 * second on; gone when it is done. On standard error, and only if that is a terminal.
 */
final class Waiting {

    private static final String ERASE = "\r\u001b[K";

    /** How far lint is: {@code net.modwsgialias.bridge.LintText} writes this now and then. */
    private static final Pattern PROGRESS = Pattern.compile("lint: (\\d+) of (\\d+) aliases\n");

    private final Thread thread;

    private Waiting(String what, Path output) {
        thread = new Thread(() -> tell(what, output), "waiting");
        thread.setDaemon(true);
    }

    /**
     * Begins. The script that starts Java tells whether there is a terminal.
     *
     * @param output what httpd has said so far, which may tell how far it is
     */
    static Waiting begin(String what, Path output) {
        Waiting waiting = new Waiting(what, output);
        if (Boolean.getBoolean("wsgi-alias.progress")) {
            waiting.thread.start();
        }
        return waiting;
    }

    /** What httpd has said, without what is said for this line alone. */
    static String withoutProgress(String output) {
        return PROGRESS.matcher(output).replaceAll("");
    }

    private static void tell(String what, Path output) {
        try {
            for (int seconds = 1; true; seconds++) {
                Thread.sleep(1000);
                System.err.print(ERASE + "wsgi-alias: " + what + progress(output) + ", " + seconds + " s");
            }
        } catch (InterruptedException e) {
            System.err.print(ERASE);
        }
    }

    private static String progress(Path output) {
        String last = "";
        try {
            Matcher told = PROGRESS.matcher(Files.readString(output, StandardCharsets.ISO_8859_1));
            while (told.find()) {
                last = ", " + told.group(1) + " of " + told.group(2);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("httpd's output cannot be read", e);
        }
        return last;
    }

    /** It is done: the line goes. */
    void end() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }
}
