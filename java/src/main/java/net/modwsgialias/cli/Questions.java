package net.modwsgialias.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is asked about: URLs, or what a file or a log tells of, read a batch at a time, so that a log of any length
 * fits into memory. For one thread.
 */
final class Questions implements AutoCloseable {

    /** Limits of a batch: the module stops after two minutes, and all answers are in memory at the same time. */
    static final int MOST = 50_000;
    static final int MOST_BYTES = 16 * 1024 * 1024;

    /** What is between a line and a question. */
    private interface Reader {
        /** @return null if the line has no request */
        Question read(String line) throws CommandException;
    }

    private final Iterator<String> lines;
    private final Reader reader;
    private final BufferedReader file;
    private final Tail tail;
    private long bytes;
    private final long bytesOfFile;
    private boolean isLive;
    private int batches;
    private long requests;
    private long urls;
    private long unreadable;

    private Questions(Iterator<String> lines, Reader reader, BufferedReader file, Tail tail, long bytesOfFile) {
        this.lines = lines;
        this.reader = reader;
        this.file = file;
        this.tail = tail;
        this.bytesOfFile = bytesOfFile;
    }

    /**
     * Of URLs as they were typed.
     *
     * @param address where they come in, or null
     * @param host the Host header of paths; may be null
     */
    static Questions ofUrls(List<String> urls, String address, String host) {
        return new Questions(urls.iterator(), url -> Question.parse(url, address, host), null, null, 0);
    }

    /** Of a file with a URL on each line, whose queries are left out; "-" is standard input. */
    static Questions ofFile(String name, String address, String host) throws IOException, CommandException {
        BufferedReader file = open(name);
        return new Questions(file.lines().filter(line -> !line.isBlank()).iterator(),
                line -> Question.parseBytes(withoutMark(line).strip(), address, host).withoutQuery(), file, null,
                sizeOf(name));
    }

    /** Of an access log; "-" is standard input. */
    static Questions ofLog(String name, String address, String host) throws IOException, CommandException {
        BufferedReader file = open(name);
        return new Questions(file.lines().iterator(), line -> LogLine.parse(line, address, host), file, null,
                sizeOf(name));
    }

    /** Of an access log that grows, without an end; "-" is standard input, which has one. */
    static Questions ofGrowingLog(String name, String address, String host) throws IOException, CommandException {
        if (name.equals("-")) {
            return ofLog(name, address, host);
        }
        open(name).close();
        Tail tail = new Tail(Path.of(name));
        return new Questions(tail, line -> LogLine.parse(line, address, host), null, tail, 0);
    }

    /** Without the mark that some editors begin a file of UTF-8 with. */
    private static String withoutMark(String line) {
        return line.startsWith("\u00ef\u00bb\u00bf") ? line.substring(3) : line;
    }

    private static long sizeOf(String name) throws IOException {
        return name.equals("-") ? 0 : Files.size(Path.of(name));
    }

    private static BufferedReader open(String file) throws IOException, CommandException {
        if (file.equals("-")) {
            return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.ISO_8859_1));
        }
        if (!Files.isReadable(Path.of(file)) || Files.isDirectory(Path.of(file))) {
            throw new CommandException(ExitCode.USAGE, "cannot read the file " + file);
        }
        return Files.newBufferedReader(Path.of(file), StandardCharsets.ISO_8859_1);
    }

    /**
     * The next questions, each once, and how often they were asked.
     *
     * @throws CommandException if no client could send one of them
     */
    Map<Question, Integer> next() throws IOException, CommandException {
        Map<Question, Integer> batch = new LinkedHashMap<>();
        int size = 0;
        try {
            while (batch.size() < MOST && size < MOST_BYTES && hasNextNow(batch)) {
                String line = lines.next();
                bytes += line.length() + 1;
                Question question = reader.read(line);
                if (question == null) {
                    unreadable++;
                } else {
                    requests++;
                    size += batch.merge(check(question), 1, Integer::sum) == 1 ? question.line().length() : 0;
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        batches++;
        urls += batch.size();
        return batch;
    }

    private static Question check(Question question) throws CommandException {
        if (!question.isSendable()) {
            throw new CommandException(ExitCode.USAGE, "no client can send the URL '" + question.show() + "'");
        }
        return question;
    }

    /** Whether a batch goes on: of what comes in from outside, only with what is there. */
    private boolean hasNextNow(Map<Question, Integer> batch) throws IOException {
        return (tail != null || batch.isEmpty() || !isLive || file.ready()) && lines.hasNext();
    }

    /** What has been read, as a part of the file; 0 if its size is not known. */
    double part() {
        return bytesOfFile == 0 ? 0 : Math.min(1, (double) bytes / bytesOfFile);
    }

    /** Waits for more. @return whether there is more, or may be */
    boolean await() throws IOException, InterruptedException {
        isLive = true;
        if (tail != null) {
            tail.await();
        }
        return lines.hasNext();
    }

    /** Whether there are more. */
    boolean hasNext() {
        return lines.hasNext();
    }

    /**
     * To be called when all has been read.
     *
     * @throws CommandException if there were lines, and none told of a request: it may be no access log
     */
    void checkReadable() throws CommandException {
        if (requests == 0 && unreadable > 0) {
            throw new CommandException(ExitCode.USAGE, "no line of the log has a request that can be read; it must have"
                    + " httpd's format common, combined or vhost_combined");
        }
    }

    /** How much has been read. */
    Volume volume() {
        return new Volume(requests, urls, batches <= 1, unreadable);
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
        if (tail != null) {
            tail.close();
        }
    }
}
