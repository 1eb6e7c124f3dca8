package net.modwsgialias.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a server answers on its socket becomes the command's output and its exit code. */
class RunningServerTest {

    @TempDir
    private Path directory;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int ask(String answer) throws Exception {
        Path socket = directory.resolve("socket");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            CompletableFuture<String> asked = CompletableFuture.supplyAsync(() -> answer(server, answer));
            int code = new RunningServer(socket).ask("reload 10", new PrintWriter(out), new PrintWriter(err));
            assertEquals("reload 10\n", asked.join());
            return code;
        }
    }

    private static String answer(ServerSocketChannel server, String answer) {
        try (SocketChannel client = server.accept()) {
            ByteBuffer question = ByteBuffer.allocate(100);
            while (question.position() == 0 || question.get(question.position() - 1) != '\n') {
                client.read(question);
            }
            client.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
            return new String(question.array(), 0, question.position(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, true", "1, false", "4, false"})
    void shouldPrintTheAnswerAndGiveItsCode(int code, boolean fine) throws Exception {
        assertEquals(code, ask("one\ntwo\nexit " + code + "\n"));
        assertEquals(fine ? "one\ntwo\n" : "", out.toString());
        assertEquals(fine ? "" : "one\ntwo\n", err.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "one\n", "exit 7\n", "exit 0\nmore\n", "exit"})
    void shouldFailWithoutACode(String answer) {
        CommandException failure = assertThrows(CommandException.class, () -> ask(answer));
        assertEquals(ExitCode.FINDINGS, failure.exitCode());
        assertEquals("", out.toString());
    }

    @Test
    void shouldFailWhereNobodyAnswers() {
        CommandException failure = assertThrows(CommandException.class, () -> new RunningServer(directory.resolve("no"))
                .ask("maps", new PrintWriter(out), new PrintWriter(err)));
        assertTrue(failure.getMessage().contains(directory.resolve("no").toString()), failure.getMessage());
    }
}
