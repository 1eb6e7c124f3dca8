package net.modwsgialias.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that grows, is rotated, or is cut, while it is read. */
class TailTest {

    @TempDir
    private Path directory;
    private Path log;

    @BeforeEach
    void makeLog() {
        log = directory.resolve("access.log");
    }

    private void append(String text) throws IOException {
        Files.writeString(log, text, StandardCharsets.ISO_8859_1, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static List<String> read(Tail tail) {
        List<String> lines = new ArrayList<>();
        while (tail.hasNext()) {
            lines.add(tail.next());
        }
        return lines;
    }

    @Test
    void shouldReadLinesOnceTheyAreComplete() throws IOException {
        append("one\ntw");
        try (Tail tail = new Tail(log)) {
            assertEquals(List.of("one"), read(tail));
            assertFalse(tail.hasNext());
            append("o\n\nthr\u00e9\n");
            assertEquals(List.of("two", "thr\u00e9"), read(tail));
        }
    }

    @Test
    void shouldGoOnInTheFileThatTakesTheName() throws IOException {
        append("one\n");
        try (Tail tail = new Tail(log)) {
            assertEquals(List.of("one"), read(tail));
            append("two\nlast");
            Files.move(log, directory.resolve("access.log.1"));
            assertEquals(List.of("two"), read(tail));
            append("three\n");
            assertEquals(List.of("last", "three"), read(tail));
            append("four\n");
            assertEquals(List.of("four"), read(tail));
        }
    }

    /** A socket, which not even root can open as a file, stands for a file of another user. */
    @Test
    void shouldStayWithTheOldFileUntilTheNewOneCanBeOpened() throws IOException {
        append("one\n");
        try (Tail tail = new Tail(log)) {
            assertEquals(List.of("one"), read(tail));
            Path old = Files.move(log, directory.resolve("access.log.1"));
            try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                other.bind(UnixDomainSocketAddress.of(log));
                assertEquals(List.of(), read(tail));
                Files.writeString(old, "two\npart", StandardOpenOption.APPEND);
                assertEquals(List.of("two"), read(tail));
            }
            Files.delete(log);
            assertEquals(List.of(), read(tail));
            append("three\n");
            assertEquals(List.of("part", "three"), read(tail));
        }
    }

    @Test
    void shouldBeginAgainWhereTheFileIsCut() throws IOException {
        append("a longer line\nand a part");
        try (Tail tail = new Tail(log)) {
            assertEquals(List.of("a longer line"), read(tail));
            Files.writeString(log, "");
            assertEquals(List.of(), read(tail));
            append("new\n");
            assertEquals(List.of("new"), read(tail));
        }
    }

    @Test
    void shouldWaitForALine() throws IOException, InterruptedException {
        append("");
        try (Tail tail = new Tail(log)) {
            Thread writer = new Thread(() -> {
                try {
                    Thread.sleep(100);
                    append("late\n");
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            writer.start();
            assertTimeoutPreemptively(Duration.ofMinutes(1), tail::await);
            writer.join();
            assertEquals(List.of("late"), read(tail));
        }
    }
}
