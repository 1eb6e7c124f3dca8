package net.modwsgialias.e2e.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.modwsgialias.e2e.harness.Http;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Response;
import net.modwsgialias.e2e.harness.Site;
import net.modwsgialias.e2e.harness.Stage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Java fails in the middle of a question. The request is a logged 500, never a declined one, which an alias that
 * follows or httpd itself would take; and the thread, the child and all others go on.
 */
class CallbackFaultTest {

    /** The two questions that Java is asked: under which URLs each fails here, and where the work begins. */
    private enum Question {
        MATCH("match", "/fault/", "no alias", "Matcher", "Lookup lookup = slot.lookup();\n        Table table"),
        RESOLVE("group resolution", "/late/", "WSGIScriptAliasMatch ^/late", "GroupResolver",
                "GroupRequest request = readRequest(frame);");

        private final String name;
        private final String path;
        private final String alias;
        private final String source;
        private final String line;

        Question(String name, String path, String alias, String source, String line) {
            this.name = name;
            this.path = path;
            this.alias = alias;
            this.source = "net/modwsgialias/bridge/" + source;
            this.line = line;
        }
    }

    /** Goes before the first line of a question's work, into a class of the jar that is installed. */
    private static final String FAULTS = """
            byte[] asked = frame.bytes(FrameLayout.URI_OFFSET);
            String fault = new String(java.util.Arrays.copyOfRange(asked, 0, Math.min(asked.length, 20)));
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

    private static final String ONE_CHILD = "ServerLimit 1\nStartServers 1\nMaxRequestWorkers 8\nMinSpareThreads 1\n";

    private static final String CONFIG = """
            WSGIApplicationGroup %{GLOBAL}
            WSGIScriptAliasMatch ^/a ${W}/a.wsgi
            WSGIScriptAliasMatch ^/late ${W}/b.wsgi application-group=%{ENV:AG}
            SetEnv AG %{GLOBAL}
            WSGIScriptAlias / ${W}/secret.wsgi
            """;

    /** What each fault has the log say, of which question and which alias. */
    private static final Map<String, String> SAID = Map.of(
            "throw", "MWA0015: %s: Java failed: %s: java.lang.IllegalStateException: thrown on purpose: ",
            "wordless", "MWA0015: %s: Java failed: %s: java.lang.IllegalStateException: ",
            "twice", "MWA0016: %s: no answer from Java (status 0): %s: no message: ",
            "stack", "MWA0015: %s: Java failed: %s: java.lang.StackOverflowError: ",
            "heap", "MWA0015: %s: Java failed: %s: java.lang.OutOfMemoryError: Java heap space: ",
            "linkage", "MWA0015: %s: Java failed: %s: java.lang.NoClassDefFoundError: none/Such: ");

    /** More often than there are threads, so that one and the same meets the fault again. */
    private static final int TIMES = 20;

    @ParameterizedTest(name = "{0}")
    @EnumSource
    void shouldAnswer500AndGoOn(Question question) throws IOException {
        try (Site site = Site.create(); Stage stage = Stage.create()) {
            JarEdit.recompile(stage.file("mod_wsgi_alias.jar"), Path.of(System.getProperty("mwa.source"),
                    "java/src/main/java"), question.source, question.line,
                    FAULTS.replace("/fault/", question.path) + question.line);
            try (Httpd httpd = Httpd.start(new HttpdSpec(site).first(ONE_CHILD).ours(HttpdSpec.Ours.AFTER_WSGI)
                    .load(stage.fragment()).config(CONFIG))) {
                List<Long> children = httpd.children();
                for (String fault : SAID.keySet()) {
                    cause(httpd, question, fault);
                }
                assertEquals(children, httpd.children(), httpd::errorLog);
            }
        }
    }

    private static void cause(Httpd httpd, Question question, String fault) throws IOException {
        for (int i = 0; i < TIMES; i++) {
            try (Http http = httpd.connect()) {
                assertEquals(500, http.ask(Request.get(question.path + fault)).status(), fault);
                Response after = http.ask(Request.get("/a/" + i + Request.ASKED_OF_JAVA));
                assertEquals(200, after.status(), fault);
                assertTrue(after.probe().get("script").endsWith("/a.wsgi"), after::toString);
            }
        }
        String line = SAID.get(fault).formatted(question.name, question.alias) + question.path + fault;
        long said = httpd.errorLog().replaceAll(" at ROOT/httpd.conf:\\d+", "").lines()
                .filter(one -> one.endsWith(line)).count();
        assertEquals(TIMES, said, httpd::errorLog);
    }
}
