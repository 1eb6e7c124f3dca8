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

    private static final int BAR = 20;
    private static final int SECONDS_A_MINUTE = 60;

    /** How much of the command's input has been answered, 0 to 1. */
    private static volatile double reached;
    private static final long BEGIN = System.nanoTime();

    private final Thread thread;

    private Waiting(String what, Path output) {
        thread = new Thread(() -> tell(what, output), "waiting");
        thread.setDaemon(true);
    }

    /**
     * Begins. The script that starts Java tells whether there is a terminal.
     *
     * @param output what httpd has said so far, which may tell how far it is; null: it says nothing
     */
    static Waiting begin(String what, Path output) {
        Waiting waiting = new Waiting(what, output);
        if (Boolean.getBoolean("wsgi-alias.progress")) {
            waiting.thread.start();
        }
        return waiting;
    }

    /** Tells how much of the command's input has been answered, 0 to 1; 0 if that is not known. */
    static void reached(double part) {
        reached = part;
    }

    /** What httpd has said, without what is said for this line alone. */
    static String withoutProgress(String output) {
        return PROGRESS.matcher(output).replaceAll("");
    }

    private static void tell(String what, Path output) {
        try {
            for (int seconds = 1; true; seconds++) {
                Thread.sleep(1000);
                double part = Math.max(reached, progress(output));
                System.err.print(ERASE + "wsgi-alias: " + what + line(part, System.nanoTime() - BEGIN, seconds));
            }
        } catch (InterruptedException e) {
            System.err.print(ERASE);
        }
    }

    /**
     * What stands behind the text: a bar and an estimate, or how long it has taken where nobody knows how far it is.
     *
     * @param part what is done, 0 to 1
     * @param nanos since the command began
     * @param seconds since this began
     */
    static String line(double part, long nanos, int seconds) {
        if (part <= 0) {
            return ", " + seconds + " s";
        }
        int full = (int) (part * BAR);
        long left = Math.round(nanos / 1e9 * (1 - part) / part);
        String bar = "=".repeat(full) + (full < BAR ? ">" + " ".repeat(BAR - full - 1) : "");
        String time = left < 2 * SECONDS_A_MINUTE ? left + " s" : left / SECONDS_A_MINUTE + " min";
        return " [" + bar + "] " + (int) (100 * part) + " %, about " + time + " left";
    }

    private static double progress(Path output) {
        double part = 0;
        if (output == null) {
            return part;
        }
        try {
            Matcher told = PROGRESS.matcher(Files.readString(output, StandardCharsets.ISO_8859_1));
            while (told.find()) {
                part = Double.parseDouble(told.group(1)) / Math.max(1, Double.parseDouble(told.group(2)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("httpd's output cannot be read", e);
        }
        return part;
    }

    /** It is done: the line goes. */
    void end() throws InterruptedException {
        thread.interrupt();
        thread.join();
    }
}
