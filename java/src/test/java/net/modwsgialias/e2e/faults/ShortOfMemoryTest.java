package net.modwsgialias.e2e.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import net.modwsgialias.e2e.harness.Http;
import net.modwsgialias.e2e.harness.Httpd;
import net.modwsgialias.e2e.harness.HttpdSpec;
import net.modwsgialias.e2e.harness.Request;
import net.modwsgialias.e2e.harness.Response;
import net.modwsgialias.e2e.harness.Site;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A heap or a stack that is too small for what is asked: answers are right or 500, and the child goes on. */
class ShortOfMemoryTest {

    private static final int CLIENTS = 16;

    /** Of the URLs, in bytes: alone they fit, side by side they may not, and the last never does. */
    private static final List<Integer> SIZES = List.of(400_000, 900_000, 1_600_000, 6_500_000);

    private static final String ONE_CHILD = """
            LimitRequestLine 7000000
            ServerLimit 1
            StartServers 1
            ThreadLimit 64
            ThreadsPerChild 64
            MaxRequestWorkers 64
            MinSpareThreads 1
            MaxSpareThreads 64
            """;

    /** The last ones are those that must never take what the first ones could not decide. */
    private static final String CONFIG = """
            WSGIAliasJvmOptions -Xmx8m
            WSGIApplicationGroup %{GLOBAL}
            WSGIScriptAliasMatch ^/small/([a-z]+) ${W}/$1.wsgi
            WSGIScriptAliasMatch ^/whole/.*$ ${W}/bar.wsgi
            WSGIScriptAliasMatch ^/whole/(.*)$ ${W}/secret.wsgi
            WSGIScriptAlias / ${W}/secret.wsgi
            """;

    @Test
    void shouldAnswerRightOr500AndGoOn() throws Exception {
        try (Site site = Site.create(); Httpd httpd = Httpd.start(new HttpdSpec(site).first(ONE_CHILD)
                .ours(HttpdSpec.Ours.AFTER_WSGI).config(CONFIG))) {
            List<Long> children = httpd.children();
            Map<String, Integer> answers = new ConcurrentHashMap<>();
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                int client = i;
                clients.add(new Thread(() -> ask(httpd, client, answers)));
                clients.get(i).start();
            }
            for (Thread client : clients) {
                client.join();
            }
            assertTrue(Set.of("500", "bar.wsgi", "foo.wsgi").containsAll(answers.keySet()), answers::toString);
            assertEquals(2 * CLIENTS * SIZES.size(), answers.values().stream().mapToInt(Integer::intValue).sum());
            // All of the largest, and who knows how many of the others.
            assertTrue(answers.get("500") >= CLIENTS && answers.get("foo.wsgi") > 0, answers::toString);
            // A thread that is new to the JVM needs an object there before it can ask. And httpd asks a second time, by
            // a sub-request, where there is a path info: if that fails, it is logged, and the script's answer stands.
            int failed = answers.get("500");
            int logged = causes(httpd, "[056]").size();
            assertTrue(logged >= failed && logged <= failed + answers.get("foo.wsgi"),
                    () -> answers + httpd.errorLog());
            Map<String, Integer> after = new ConcurrentHashMap<>();
            for (int i = 0; i < 20; i++) {
                count(httpd, "/small/foo/" + i + Request.ASKED_OF_JAVA, after);
                count(httpd, "/whole/" + "x".repeat(100_000), after);
            }
            assertEquals(Map.of("foo.wsgi", 20, "bar.wsgi", 20), after);
            assertEquals(children, httpd.children());
        }
    }

    private static List<String> causes(Httpd httpd, String numbers) {
        // Of the configuration, which is odd on purpose, lint has something to say too, if only that it was not done.
        List<String> causes = httpd.errorLog().lines().filter(line -> line.contains("MWA0"))
                .filter(line -> !line.contains("MWA0004") && !line.contains("MWA0005"))
                .map(line -> line.substring(0, Math.min(400, line.length()))).toList();
        assertTrue(causes.stream().allMatch(line -> line.matches(".* MWA001" + numbers + ": .*")), causes::toString);
        return causes;
    }

    /** On the first no thread can be attached; on the others Java gets only so far. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(ints = {65_536, 106_496, 114_688})
    void shouldAnswerRightOr500OnStacksOfBytes(int size) {
        try (Site site = Site.create(); Httpd httpd = Httpd.start(new HttpdSpec(site)
                .first("ThreadStackSize " + size + "\n").ours(HttpdSpec.Ours.AFTER_WSGI).config(CONFIG))) {
            List<Long> children = httpd.children();
            Map<String, Integer> answers = new TreeMap<>();
            for (int i = 0; i < 20; i++) {
                count(httpd, "/small/foo/" + i + Request.ASKED_OF_JAVA, answers);
                count(httpd, "/whole/" + i, answers);
            }
            assertTrue(Set.of("500", "bar.wsgi", "foo.wsgi").containsAll(answers.keySet()), answers::toString);
            // How far Java gets is the JVM's affair; without an attached thread, nowhere.
            assertTrue(size > 65_536 || answers.keySet().equals(Set.of("500")), answers::toString);
            // One more than was asked: whether the server answers at all was asked first. And each that a script answers
            // may have failed in the sub-request for its path info, as above.
            int failed = answers.getOrDefault("500", 0);
            int logged = causes(httpd, "[056]").size();
            assertTrue(logged >= failed && logged <= 40 + 1, () -> answers + httpd.errorLog());
            assertTrue(httpd.children().containsAll(children), httpd::errorLog);
        }
    }

    private static void ask(Httpd httpd, int client, Map<String, Integer> answers) {
        for (int size : SIZES) {
            count(httpd, "/whole/" + "x".repeat(size), answers);
            count(httpd, "/small/foo/" + client + Request.ASKED_OF_JAVA, answers);
        }
    }

    private static void count(Httpd httpd, String path, Map<String, Integer> answers) {
        String answer;
        try (Http http = httpd.connect()) {
            Response response = http.ask(Request.get(path));
            answer = response.status() != 200 ? Integer.toString(response.status())
                    : response.probe().get("script").replaceAll(".*/", "");
        } catch (IOException e) {
            answer = e.toString();
        }
        answers.merge(answer, 1, Integer::sum);
    }
}
