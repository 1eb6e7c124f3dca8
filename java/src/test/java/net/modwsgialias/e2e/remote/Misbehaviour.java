package net.modwsgialias.e2e.remote;

import java.io.IOException;
import java.util.Arrays;
import java.util.Locale;
import net.modwsgialias.e2e.harness.Await;
import net.modwsgialias.e2e.harness.Settings;

/**
 * What a backend may do to a request, named by the last segment of its URL; some of it is good behaviour. None of those
 * whose place is shared with others ends or spoils a connection that httpd may keep: who comes next over it could fail
 * then, whatever the module does.
 */
enum Misbehaviour {

    /** Says which request it was, so that an answer that went to another one shows. */
    FINE(e -> {
        String text = "fine " + e.query();
        e.head("200 OK", "Content-Length: " + text.length(), "X-Query: " + e.query());
        e.write(text);
    }),
    NOTHING(Exchange::cut),
    RESET(Exchange::reset),
    HALF_A_HEAD(e -> {
        e.write(e.firstLine("200 OK") + "\r\nContent-Ty");
        e.cut();
    }),
    HALF_A_BODY(e -> {
        e.head("200 OK", "Content-Length: 1000");
        e.write("0123456789");
        e.cut();
    }),
    HALF_A_CHUNK(e -> {
        e.head("200 OK", "Transfer-Encoding: chunked");
        e.write("5\r\n01234\r\n100\r\n0123");
        e.cut();
    }),
    NO_CHUNK(e -> {
        e.head("200 OK", "Transfer-Encoding: chunked");
        e.write("xyz\r\n01234\r\n0\r\n\r\n");
        e.cut();
    }),
    TEXT(e -> {
        e.write("This is neither a head\nnor a body,\n\nbut text.\n");
        e.cut();
    }),
    GARBAGE(e -> {
        byte[] bytes = Exchange.noise(1 << 16);
        e.write(bytes, bytes.length);
        e.cut();
    }),
    GARBAGE_IN_A_HEAD(e -> {
        e.write(e.firstLine("200 OK") + "\r\nX-A: \0\1\2\377\r\n: none\r\nX B: c\r\n\r\nbody");
        e.cut();
    }),
    LONG_LINE(e -> {
        e.head("200 OK", "X-Long: " + "x".repeat(1 << 20));
        e.cut();
    }),
    MANY_HEADERS(e -> {
        String[] lines = new String[20_000];
        Arrays.setAll(lines, i -> "X-" + i + ": " + i);
        e.head("200 OK", lines);
        e.cut();
    }),
    /** By HTTP, all of it is a body. */
    NO_STATUS(e -> {
        e.head("abc", "Content-Length: 0");
        e.cut();
    }),
    HIGH_STATUS(e -> e.head("99999 Much", "Content-Length: 0")),
    ERROR(e -> {
        e.head("500 Own Error", "Content-Length: 4");
        e.write("oops");
    }),
    /** Cut, because mod_proxy_http, under ProxyPass too, may take the rest for the beginning of the next answer. */
    TWO_LENGTHS(e -> {
        e.head("200 OK", "Content-Length: 4", "Content-Length: 8");
        e.write("12345678");
        e.cut();
    }),
    LENGTH_AND_CHUNKS(e -> {
        e.head("200 OK", "Content-Length: 3", "Transfer-Encoding: chunked");
        e.write("4\r\nabcd\r\n0\r\n\r\n");
    }),
    /** The second one is nobody's. Cut, as above. */
    TWO_ANSWERS(e -> {
        String poison = "poison";
        for (int i = 0; i < 2; i++) {
            e.head("200 OK", "Content-Length: " + poison.length());
            e.write(poison);
        }
        e.cut();
    }),
    /** The body that follows is nobody's. Cut, as above. */
    BODY_OF_NO_CONTENT(e -> {
        e.head("204 No Content", "Content-Length: 6");
        e.write("poison");
        e.cut();
    }),
    WITHOUT_END(e -> {
        e.head("200 OK");
        e.write("until the connection ends");
        e.cut();
    }),
    HANG(Exchange::awaitEnd),
    HANG_IN_THE_HEAD(e -> {
        e.write(e.firstLine("200 OK") + "\r\nContent-Ty");
        e.awaitEnd();
    }),
    HANG_IN_THE_BODY(e -> {
        e.head("200 OK", "Content-Length: 1000");
        e.write("0123456789");
        e.awaitEnd();
    }),
    SLOW(e -> {
        e.head("200 OK", "Content-Length: 10");
        for (int i = 0; i < 10; i++) {
            e.write("s");
            Await.pause(100);
        }
    }),
    MUCH(e -> {
        long left = Settings.REMOTE_BYTES;
        byte[] bytes = Exchange.noise(1 << 16);
        e.head("200 OK", "Content-Length: " + left);
        for (; left > 0; left -= bytes.length) {
            e.write(bytes, (int) Math.min(left, bytes.length));
        }
    }),
    /** Leaves the request's body unread. */
    DEAF(e -> {
        Await.pause(100);
        e.cut();
    });

    /** What is done, once the request has come. */
    interface Act {
        void run(Exchange exchange) throws IOException;
    }

    private final Act act;

    Misbehaviour(Act act) {
        this.act = act;
    }

    void run(Exchange exchange) throws IOException {
        act.run(exchange);
    }

    boolean hangs() {
        return name().startsWith("HANG");
    }

    /** @return whether there is more than the answer, which can come once the next request is under way */
    private boolean spoilsConnections() {
        return this == TWO_LENGTHS || this == TWO_ANSWERS || this == BODY_OF_NO_CONTENT;
    }

    /** The segment of a URL that names the connections to use. */
    String place() {
        if (hangs()) {
            return "hung";
        }
        return spoilsConnections() ? "spoilt" : "ready";
    }

    /** As a segment of a URL. */
    String segment() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Misbehaviour of(String path) {
        return valueOf(path.substring(path.lastIndexOf('/') + 1).toUpperCase(Locale.ROOT));
    }
}
