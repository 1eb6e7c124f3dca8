package net.modwsgialias.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read to be asked about. */
class QuestionsTest {

    @TempDir
    private Path directory;
    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("file");
    }

    private static Question question(String target) {
        return new Question(null, 0, null, target);
    }

    @Test
    void shouldCountEqualUrlsOfALog() throws IOException, CommandException {
        Files.writeString(file, "h - - [t] \"GET /a?x HTTP/1.1\" 200 1\nrubbish\nh - - [t] \"GET /b HTTP/1.1\" 200 1\n"
                + "h - - [t] \"GET /a HTTP/1.1\" 200 1\n");
        try (Questions questions = Questions.ofLog(file.toString(), null, null)) {
            assertEquals(Map.of(question("/a"), 2, question("/b"), 1), questions.next());
            assertFalse(questions.hasNext());
            assertEquals(new Volume(3, 2, true, 1), questions.volume());
        }
    }

    @Test
    void shouldPassOverEmptyLinesOfAFile() throws IOException, CommandException {
        Files.writeString(file, "/a?x\n\n  \n  /b  \n");
        try (Questions questions = Questions.ofFile(file.toString(), null, null)) {
            assertEquals(List.of(question("/a"), question("/b")), List.copyOf(questions.next().keySet()));
            assertEquals(new Volume(2, 2, true, 0), questions.volume());
        }
    }

    @Test
    void shouldReadAFileThatBeginsWithAMark() throws IOException, CommandException {
        Files.writeString(file, "\ufeff/a\n/b\n");
        try (Questions questions = Questions.ofFile(file.toString(), null, null)) {
            assertEquals(List.of(question("/a"), question("/b")), List.copyOf(questions.next().keySet()));
        }
    }

    @Test
    void shouldReadEachNameOfAHostThatHttpdTakes() throws IOException, CommandException {
        Files.writeString(file, "http://one.test/a\nhttp://my_app/x?y\n");
        try (Questions questions = Questions.ofFile(file.toString(), null, null)) {
            assertEquals(List.of(new Question(null, 80, "one.test", "/a"), new Question(null, 80, "my_app", "/x")),
                    List.copyOf(questions.next().keySet()));
        }
    }

    /** A client may send any byte: one that is no text to anybody is asked about as it is. */
    @Test
    void shouldKeepTheBytesOfAFile() throws IOException, CommandException {
        Files.write(file, "/caf\u00e9/\u00c3\u00a9/%E9\n".getBytes(StandardCharsets.ISO_8859_1));
        try (Questions questions = Questions.ofFile(file.toString(), null, null)) {
            assertEquals(List.of(question("/caf%E9/%C3%A9/%E9")), List.copyOf(questions.next().keySet()));
        }
    }

    @Test
    void shouldHoldNoMoreThanABatch() throws IOException, CommandException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < 2 * Questions.MOST + 1; i++) {
                out.write("/" + i + "\n/0\n");
            }
        }
        try (Questions questions = Questions.ofFile(file.toString(), null, null)) {
            assertEquals(Questions.MOST, questions.next().size());
            assertEquals(Questions.MOST, questions.next().size());
            assertTrue(questions.hasNext());
            // What came before comes again: the first two, of which the second batch has seen one.
            assertTrue(questions.next().size() <= 3);
            assertFalse(questions.hasNext());
            assertEquals(4 * Questions.MOST + 2, questions.volume().requests());
            assertFalse(questions.volume().exact());
        }
    }

    @Test
    void shouldHoldFewerOfLongUrls() throws IOException, CommandException {
        int length = 1 << 20;
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < 2 * Questions.MOST_BYTES / length; i++) {
                out.write("/" + i + "x".repeat(length) + "\n");
            }
        }
        try (Questions questions = Questions.ofFile(file.toString(), null, null)) {
            assertEquals(Questions.MOST_BYTES / length, questions.next().size());
            assertTrue(questions.hasNext());
        }
    }

    @Test
    void shouldRefuseWhatNobodyCanAsk() {
        assertEquals(ExitCode.USAGE, assertThrows(CommandException.class,
                () -> Questions.ofLog(directory.resolve("missing").toString(), null, null)).exitCode());
        assertEquals(ExitCode.USAGE, assertThrows(CommandException.class,
                () -> Questions.ofUrls(List.of("x"), null, null).next()).exitCode());
        assertEquals(ExitCode.USAGE, assertThrows(CommandException.class,
                () -> Questions.ofUrls(List.of("/x"), null, "no host").next()).exitCode());
    }

    @Test
    void shouldRefuseWhatIsNoAccessLog() throws IOException, CommandException {
        Files.writeString(file, "[core:notice] AH00094\nrubbish\n");
        try (Questions questions = Questions.ofLog(file.toString(), null, null)) {
            questions.next();
            assertEquals(ExitCode.USAGE, assertThrows(CommandException.class, questions::checkReadable).exitCode());
        }
        Files.writeString(file, "rubbish\nh - - [t] \"GET / HTTP/1.1\" 200 1\n");
        try (Questions questions = Questions.ofLog(file.toString(), null, null)) {
            questions.next();
            questions.checkReadable();
        }
        Files.writeString(file, "");
        try (Questions questions = Questions.ofLog(file.toString(), null, null)) {
            questions.next();
            questions.checkReadable();
        }
    }
}
