package net.modwsgialias.e2e.harness;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The HTTP/2 client of Debian's nghttp2-client. */
public final class Nghttp {

    private Nghttp() {
    }

    /**
     * Asks for all URLs at once, as streams of one connection.
     *
     * @return the bodies, one behind the other, in whatever order
     */
    public static String ask(Site site, List<String> urls) throws IOException {
        Path output = site.documents().resolve("nghttp.out");
        List<String> command = new ArrayList<>(List.of("nghttp", "--no-dep"));
        command.addAll(urls);
        Process nghttp = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            assertTrue(nghttp.waitFor(60, TimeUnit.SECONDS), "nghttp does not end");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            nghttp.destroyForcibly();
        }
        return Files.readString(output, StandardCharsets.ISO_8859_1);
    }
}
