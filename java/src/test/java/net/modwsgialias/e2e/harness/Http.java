package net.modwsgialias.e2e.harness;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * An HTTP/1.1 client that sends exactly the bytes it is given. It keeps its connection while the server does. It
 * never repeats a request: a server that drops one has failed.
 */
public final class Http implements Closeable {

    private static final int TIMEOUT_MILLIS = 60_000;

    private final String address;
    private final int port;
    private Socket socket;
    private InputStream in;

    public Http(int port) {
        this(Request.LOCAL, port);
    }

    public Http(String address, int port) {
        this.address = address;
        this.port = port;
    }

    /** After a failure, the next request has a connection of its own, so that one failure is not that of all. */
    public Response ask(Request request) throws IOException {
        try {
            send(request);
            Response response = receive(request.method());
            // Where a module refuses a request early, httpd does not even say that it closes the connection.
            if (request.headers().contains("Connection: close")) {
                close();
            }
            return response;
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** Whether the next request has the connection of the last one. */
    boolean isKept() {
        return socket != null;
    }

    public void send(Request request) throws IOException {
        if (socket == null) {
            open();
        }
        socket.getOutputStream().write(wire(request));
    }

    private void open() throws IOException {
        socket = new Socket(InetAddress.getByName(address), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    }

    private static byte[] wire(Request request) {
        StringBuilder out = new StringBuilder(request.target().length() + 200);
        out.append(request.method()).append(' ').append(request.target()).append(" HTTP/1.1\r\n");
        if (!request.host().isEmpty()) {
            out.append("Host: ").append(request.host()).append("\r\n");
        }
        request.headers().forEach(line -> out.append(line).append("\r\n"));
        return out.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    public Response receive(String method) throws IOException {
        Response response = response(method);
        if (response.header("connection").equalsIgnoreCase("close")) {
            close();
        }
        return response;
    }

    /** Whether something has come, or the end. */
    public boolean answersWithin(Duration limit) throws IOException {
        socket.setSoTimeout((int) limit.toMillis());
        try {
            isAtEnd();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } finally {
            socket.setSoTimeout(TIMEOUT_MILLIS);
        }
    }

    /** Whether the end has come; waits for it or for something else to come. */
    private boolean isAtEnd() throws IOException {
        in.mark(1);
        boolean end = in.read() < 0;
        in.reset();
        return end;
    }

    private Response response(String method) throws IOException {
        // Which of the two a client sees of a connection that is dropped, its end or a reset, is a matter of time.
        if (isAtEnd()) {
            throw new SocketException("the connection was closed in place of an answer");
        }
        String statusLine = line();
        String[] words = statusLine.split(" ", 3);
        if (!words[0].startsWith("HTTP/") || words.length < 2) {
            throw new IOException("not a status line: " + Bytes.printable(statusLine));
        }
        int status = Integer.parseInt(words[1]);
        Map<String, String> headers = headers();
        return new Response(status, headers, body(method, status, headers));
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.putIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        }
        return headers;
    }

    private String body(String method, int status, Map<String, String> headers) throws IOException {
        if (method.equals("HEAD") || status == 204 || status == 304) {
            return "";
        }
        if (headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")) {
            return chunks();
        }
        String length = headers.get("content-length");
        return length == null ? text(in.readAllBytes()) : exactly(Integer.parseInt(length));
    }

    private String chunks() throws IOException {
        StringBuilder out = new StringBuilder();
        while (true) {
            int length = Integer.parseInt(line().split(";")[0].strip(), 16);
            out.append(exactly(length));
            line();
            if (length == 0) {
                return out.toString();
            }
        }
    }

    private String exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the body ends after " + bytes.length + " of " + length + " bytes");
        }
        return text(bytes);
    }

    private String line() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the connection was closed in the middle of an answer");
            }
            out.write(b);
        }
        return text(out.toByteArray()).stripTrailing();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}
