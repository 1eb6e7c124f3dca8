package net.modwsgialias.table;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import net.modwsgialias.regex.MatchScratch;

/** Asks other URLs that begin with what an answer hangs on: they must have the same one. For one thread. */
final class Beginnings implements AutoCloseable {

    private static final String[] TAILS = {"", "/", "x", ".", "/x", "//", "/x.py/y", "\n", "-1", "/index.php", "a/b/c.do"};

    private final Lookup other = new Lookup();
    private final Random random;
    private int asked;

    Beginnings(Random random) {
        this.random = random;
    }

    /** How many other URLs were asked. */
    int asked() {
        return asked;
    }

    /**
     * Checks an answer.
     *
     * @param lookup has it; is not changed
     * @param where for the message of a failure
     */
    void check(Table table, String uri, String host, Outcome outcome, Lookup lookup, String where)
            throws UndecidedException {
        int read = Math.max(1, lookup.read());
        assertTrue(read <= uri.length() + 1, where);
        if (read > uri.length() || outcome == Outcome.OUTSIDE || uri.indexOf('\0') >= 0) {
            return;
        }
        String file = new String(lookup.filename().toByteArray(), ISO_8859_1);
        int fixed = file.length() - (uri.length() - read);
        for (int i = 0; i < 3; i++) {
            String tail = i == 0 ? "" : TAILS[random.nextInt(TAILS.length)] + TAILS[random.nextInt(TAILS.length)];
            String url = uri.substring(0, read) + tail;
            if (url.indexOf("..", read - 1) >= 0) {
                continue;
            }
            byte[] bytes = url.getBytes(ISO_8859_1);
            String here = where + ", then " + url + ", read " + read;
            assertEquals(outcome, table.lookUp(bytes, bytes.length, host.getBytes(ISO_8859_1), host.length(), other), here);
            asked++;
            if (outcome == Outcome.MATCHED) {
                assertEquals(lookup.id(), other.id(), here);
                assertEquals(file.substring(0, fixed) + tail, new String(other.filename().toByteArray(), ISO_8859_1), here);
                for (int group = 0; group < MatchScratch.GROUPS; group++) {
                    assertEquals(lookup.match().start(group), other.match().start(group), here);
                    assertEquals(lookup.match().end(group), other.match().end(group), here);
                }
            }
        }
    }

    @Override
    public void close() {
        other.close();
    }
}
