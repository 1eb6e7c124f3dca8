package net.modwsgialias.e2e.remote;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.CRC32;
import net.modwsgialias.e2e.harness.Settings;

/** One request to a {@link Misbehaving} backend: what it asks for, and the connection to answer over. */
final class Exchange {

    private final boolean isHttp;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private String target;
    private long length;
    private boolean ended;

    Exchange(boolean isHttp, Socket socket, InputStream in) throws IOException {
        this.isHttp = isHttp;
        this.socket = socket;
        this.in = in;
        this.out = socket.getOutputStream();
    }

    /** @return whether there is another request */
    boolean readHead() throws IOException {
        String head = isHttp ? httpHead() : scgiHead();
        if (head.isEmpty()) {
            return false;
        }
        target = isHttp ? head.split(" ", 3)[1] : value(head, "\0REQUEST_URI\0", '\0');
        String bytes = isHttp ? value(head.toLowerCase(java.util.Locale.ROOT), "\ncontent-length: ", '\r')
                : value(head, "\0CONTENT_LENGTH\0", '\0');
        length = bytes.isEmpty() ? 0 : Long.parseLong(bytes);
        return true;
    }

    private static String value(String head, String name, char end) {
        int at = head.indexOf(name);
        return at < 0 ? "" : head.substring(at + name.length(), head.indexOf(end, at + name.length()));
    }

    private String httpHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < 4 || !head.substring(head.length() - 4).equals("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                return "";
            }
            head.append((char) b);
        }
        return head.toString();
    }

    /** A netstring of names and values; begins with a NUL here, so that each name has one before it. */
    private String scgiHead() throws IOException {
        int size = 0;
        for (int b = in.read(); b != ':'; b = in.read()) {
            if (b < 0) {
                return "";
            }
            size = 10 * size + b - '0';
        }
        byte[] bytes = in.readNBytes(size + 1);
        return "\0" + new String(bytes, StandardCharsets.ISO_8859_1);
    }

    String path() {
        return target.split("\\?", 2)[0];
    }

    String query() {
        return target.contains("?") ? target.split("\\?", 2)[1] : "";
    }

    boolean hasBody() {
        return length > 0;
    }

    /** Reads the request's body, and tells in the answer what it was. */
    void receive() throws IOException {
        CRC32 crc = new CRC32();
        byte[] bytes = new byte[1 << 16];
        for (long left = length; left > 0;) {
            int read = in.read(bytes, 0, (int) Math.min(left, bytes.length));
            if (read < 0) {
                throw new EOFException(left + " bytes of the body are missing");
            }
            crc.update(bytes, 0, read);
            left -= read;
        }
        String text = length + " " + crc.getValue();
        head("200 OK", "Content-Length: " + text.length());
        write(text);
    }

    String firstLine(String status) {
        return (isHttp ? "HTTP/1.1 " : "Status: ") + status;
    }

    void head(String status, String... lines) throws IOException {
        StringBuilder head = new StringBuilder(firstLine(status));
        for (String line : lines) {
            head.append("\r\n").append(line);
        }
        write(head.append("\r\nContent-Type: text/plain\r\n\r\n").toString());
    }

    void write(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        write(bytes, bytes.length);
    }

    void write(byte[] bytes, int count) throws IOException {
        out.write(bytes, 0, count);
        out.flush();
    }

    /** The end of the connection, after what was written. */
    void cut() throws IOException {
        ended = true;
        socket.shutdownOutput();
    }

    void reset() throws IOException {
        ended = true;
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Until the other side has ended the connection. */
    void awaitEnd() throws IOException {
        ended = true;
        in.transferTo(OutputStream.nullOutputStream());
    }

    boolean ended() {
        return ended;
    }

    /** The same in each call. */
    static byte[] noise(int size) {
        byte[] bytes = new byte[size];
        new Random(Settings.SEED).nextBytes(bytes);
        return bytes;
    }
}
