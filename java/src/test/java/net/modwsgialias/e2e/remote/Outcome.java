package net.modwsgialias.e2e.remote;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;

/**
 * What a client got for one request, however it ended. Bodies of any size are counted and not kept.
 *
 * @param status 0 if the connection ended before there was one
 * @param headers names in lower case; without dates, and without how the body is framed, which may be a matter of
 *     time
 * @param complete whether the body has ended as the head said
 * @param streamed whether its first byte came half a second before its last one
 */
record Outcome(int status, SortedMap<String, String> headers, long bytes, long checksum, boolean complete,
        boolean streamed, Duration took) {

    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int NO_CONTENT = 204;
    private static final int PATIENCE_MILLIS = 120_000;

    /** Whether a client sees the same; how long it took is another matter. */
    boolean equalsIn(Outcome other) {
        return status == other.status && headers.equals(other.headers) && bytes == other.bytes
                && checksum == other.checksum && complete == other.complete;
    }

    /** Sends one request, with a body of so many bytes. */
    static Outcome of(int port, String target, byte[] body) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            long begin = System.nanoTime();
            send(socket.getOutputStream(), target, body);
            Reader reader = new Reader(new BufferedInputStream(socket.getInputStream(), 1 << 16));
            boolean complete = reader.read();
            return new Outcome(reader.status, reader.headers, reader.bytes, reader.crc.getValue(), complete,
                    reader.last - reader.first > PAUSE.toNanos(), Duration.ofNanos(System.nanoTime() - begin));
        }
    }

    private static void send(OutputStream out, String target, byte[] body) throws IOException {
        String head = (body.length > 0 ? "POST " : "GET ") + target + " HTTP/1.1\r\nHost: main.test\r\n"
                + (body.length > 0 ? "Content-Length: " + body.length + "\r\n" : "") + "Connection: close\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.ISO_8859_1));
        try {
            out.write(body);
        } catch (IOException e) {
            // Who answers early may close early; the answer tells.
            out.flush();
        }
    }

    private static final class Reader {
        private final InputStream in;
        private final CRC32 crc = new CRC32();
        private final byte[] buffer = new byte[1 << 16];
        private final SortedMap<String, String> headers = new TreeMap<>();
        private int status;
        private long bytes;
        private long first;
        private long last;

        Reader(InputStream in) {
            this.in = in;
        }

        /** @return whether the answer is one, and has ended as its head said */
        boolean read() {
            try {
                status = Integer.parseInt(line().split(" ", 3)[1]);
                for (String line = line(); !line.isEmpty(); line = line()) {
                    int colon = line.indexOf(':');
                    headers.merge(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip(),
                            (one, two) -> one + "\n" + two);
                }
                headers.remove("date");
                headers.remove("expires");
                readBody(headers.remove("content-length"), headers.remove("transfer-encoding"));
                // Nobody may add to it.
                return in.read() < 0;
            } catch (IOException | IndexOutOfBoundsException | NumberFormatException e) {
                return false;
            }
        }

        private void readBody(String length, String coding) throws IOException {
            if (coding != null) {
                for (int size = size(); size > 0; size = size()) {
                    count(size);
                    line();
                }
                line();
            } else if (length != null) {
                count(Long.parseLong(length));
            } else if (status != NO_CONTENT) {
                while (countSome(buffer.length)) {
                    // Until the connection ends.
                }
            }
        }

        private int size() throws IOException {
            return Integer.parseInt(line(), 16);
        }

        private void count(long expected) throws IOException {
            long end = bytes + expected;
            while (bytes < end) {
                if (!countSome(end - bytes)) {
                    throw new EOFException();
                }
            }
        }

        /** @return whether there was more */
        private boolean countSome(long most) throws IOException {
            int read = in.read(buffer, 0, (int) Math.min(most, buffer.length));
            if (read < 0) {
                return false;
            }
            last = System.nanoTime();
            first = bytes == 0 ? last : first;
            crc.update(buffer, 0, read);
            bytes += read;
            return true;
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    throw new EOFException();
                }
                line.append((char) b);
            }
            return line.toString().strip();
        }
    }
}
