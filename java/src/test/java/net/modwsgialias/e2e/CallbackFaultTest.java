package net.modwsgialias.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Java fails in the middle of a question. The request is a logged 500, never a declined one, which an alias that
 * follows or httpd itself would take; and the thread, the child and all others go on.
 */
class CallbackFaultTest {

    /** Goes before the first line of the callback's work, into a class of the jar that is installed. */
    private static final String FAULTS = """
            String fault = new String(java.util.Arrays.copyOfRange(uri, 0, Math.min(length, 20)));
            if (fault.startsWith("/fault/throw")) {
                throw new IllegalStateException("thrown on purpose");
            } else if (fault.startsWith("/fault/wordless")) {
                throw new IllegalStateException();
            } else if (fault.startsWith("/fault/twice")) {
                throw new IllegalStateException() {
                    @Override
                    public String toString() {
                        throw new IllegalStateException("thrown while thrown");
                    }
                };
            } else if (fault.startsWith("/fault/stack")) {
                answer(frame, slot);
            } else if (fault.startsWith("/fault/heap")) {
                java.util.List<Object> all = new java.util.ArrayList<>();
                for (;;) {
                    all.add(new byte[100_000]);
                }
            } else if (fault.startsWith("/fault/linkage")) {
                throw new NoClassDefFoundError("none/Such");
            }
            """;
    private static final String LINE = "Lookup lookup = slot.lookup();\n        try {";

    private static final String ONE_CHILD = "ServerLimit 1\nStartServers 1\nMaxRequestWorkers 8\nMinSpareThreads 1\n";

    private static final String CONFIG = """
            WSGIApplicationGroup %{GLOBAL}
            WSGIScriptAliasMatch ^/a ${W}/a.wsgi
            WSGIScriptAlias / ${W}/secret.wsgi
            """;

    /** What each fault has the log say. */
    private static final Map<String, String> SAID = Map.of(
            "throw", "MWA0015: match: Java failed: no alias: java.lang.IllegalStateException: thrown on purpose: ",
            "wordless", "MWA0015: match: Java failed: no alias: java.lang.IllegalStateException: ",
            "twice", "MWA0016: match: no answer from Java (status 0): no alias: no message: ",
            "stack", "MWA0015: match: Java failed: no alias: java.lang.StackOverflowError: ",
            "heap", "MWA0015: match: Java failed: no alias: java.lang.OutOfMemoryError: Java heap space: ",
            "linkage", "MWA0015: match: Java failed: no alias: java.lang.NoClassDefFoundError: none/Such: ");

    /** More often than there are threads, so that one and the same meets the fault again. */
    private static final int TIMES = 20;

    @Test
    void shouldAnswer500AndGoOn() throws IOException {
        try (Site site = Site.create(); Stage stage = Stage.create()) {
            JarEdit.recompile(stage.file("mod_wsgi_alias.jar"), Path.of(System.getProperty("mwa.source"),
                    "java/src/main/java"), "net/modwsgialias/bridge/Matcher", LINE, FAULTS + LINE);
            try (Httpd httpd = Httpd.start(new HttpdSpec(site).first(ONE_CHILD).ours(HttpdSpec.Ours.AFTER_WSGI)
                    .load(stage.fragment()).config(CONFIG))) {
                List<Long> children = httpd.children();
                for (String fault : SAID.keySet()) {
                    cause(httpd, fault);
                }
                assertEquals(children, httpd.children(), httpd::errorLog);
            }
        }
    }

    private static void cause(Httpd httpd, String fault) throws IOException {
        for (int i = 0; i < TIMES; i++) {
            try (Http http = httpd.connect()) {
                assertEquals(500, http.ask(Request.get("/fault/" + fault)).status(), fault);
                Response after = http.ask(Request.get("/a/" + i));
                assertEquals(200, after.status(), fault);
                assertTrue(after.probe().get("script").endsWith("/a.wsgi"), after::toString);
            }
        }
        long said = httpd.errorLog().lines().filter(line -> line.endsWith(SAID.get(fault) + "/fault/" + fault)).count();
        assertEquals(TIMES, said, httpd::errorLog);
    }
}
