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
    private int batches;
    private long requests;
    private long urls;
    private long unreadable;

    private Questions(Iterator<String> lines, Reader reader, BufferedReader file) {
        this.lines = lines;
        this.reader = reader;
        this.file = file;
    }

    /**
     * Of URLs as they were typed.
     *
     * @param address where they come in, or null
     * @param host the Host header of paths; may be null
     */
    static Questions ofUrls(List<String> urls, String address, String host) {
        return new Questions(urls.iterator(), url -> Question.parse(url, address, host), null);
    }

    /** Of a file with a URL on each line, whose queries are left out; "-" is standard input. */
    static Questions ofFile(String name, String address, String host) throws IOException, CommandException {
        BufferedReader file = open(name);
        return new Questions(file.lines().filter(line -> !line.isBlank()).iterator(),
                line -> Question.parseBytes(line.strip(), address, host).withoutQuery(), file);
    }

    /** Of an access log; "-" is standard input. */
    static Questions ofLog(String name, String address, String host) throws IOException, CommandException {
        BufferedReader file = open(name);
        return new Questions(file.lines().iterator(), line -> LogLine.parse(line, address, host), file);
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
        int bytes = 0;
        try {
            while (batch.size() < MOST && bytes < MOST_BYTES && lines.hasNext()) {
                Question question = reader.read(lines.next());
                if (question == null) {
                    unreadable++;
                } else {
                    requests++;
                    bytes += batch.merge(check(question), 1, Integer::sum) == 1 ? question.target().length() : 0;
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

    /** Whether there are more. */
    boolean hasNext() {
        return lines.hasNext();
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
    }
}
