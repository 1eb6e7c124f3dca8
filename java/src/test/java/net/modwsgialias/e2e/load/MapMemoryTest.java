package net.modwsgialias.e2e.load;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.modwsgialias.e2e.harness.Await;
import net.modwsgialias.e2e.harness.MapServer;
import net.modwsgialias.e2e.harness.Mpm;
import net.modwsgialias.e2e.harness.Settings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * However often a map has changed, its processes take what they took: {@code -Dmwa.changes} says how often. A generation
 * that a process kept would be seen by its size.
 */
class MapMemoryTest {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int ALIASES = 10_000;
    /** Until compiled code and heaps have grown as they do, and the first old generation is gone. */
    private static final int WARM_UP = 15;
    /** Of heaps, which grow before they are collected, and of compiled code: less than ten generations take. */
    private static final long MOST_MORE_KILOBYTES = 16 << 10;
    private static final int MOST_MORE_OTHERS = 2;

    private static String map(String more) {
        return IntStream.range(0, ALIASES)
                .mapToObj(i -> "WSGIScriptAliasMatch ^/t" + i + "/([a-z]+)/ ${W}/a.wsgi callable-object=a1\n")
                .collect(Collectors.joining()) + more;
    }

    /** A section that changes is no patch. */
    private static String section(String host) {
        return "<WSGIAliasHost " + host + ".test>\nWSGIScriptAlias /host ${W}/a.wsgi\n</WSGIAliasHost>\n";
    }

    @ParameterizedTest(name = "patches: {0}")
    @ValueSource(booleans = {true, false})
    void shouldTakeNoMoreMemoryAfterManyChanges(boolean patches) {
        List<String> maps = List.of(map(section("one")),
                map(section(patches ? "one" : "other") + "WSGIScriptAlias /more ${W}/a.wsgi callable-object=a2\n"));
        try (MapServer server = MapServer.start(Mpm.EVENT, "WSGIAliasMapInterval 0", maps.get(0))) {
            change(server, maps, WARM_UP);
            assertEquals(patches, server.number("generation") != server.number("whole"), () -> server.say("status"));
            List<Long> processes = processes(server);
            Await.pause(1000);
            List<Footprint> before = processes.stream().map(Footprint::of).toList();
            change(server, maps, Settings.CHANGES);
            assertEquals(processes, processes(server), server.httpd()::errorLog);
            for (int i = 0; i < processes.size(); i++) {
                long pid = processes.get(i);
                Footprint then = before.get(i);
                Await.until(PATIENCE, () -> pid + " of " + processes + " had " + then + ", and after " + Settings.CHANGES
                        + " changes " + Footprint.of(pid), () -> isLevel(then, Footprint.of(pid)));
            }
            System.out.println("maps: " + Settings.CHANGES + (patches ? " patches" : " changes")
                    + "; children, compiling process and map process: "
                    + before + ", then " + processes.stream().map(Footprint::of).toList());
            server.server().assertHealthy();
        }
    }

    private static boolean isLevel(Footprint before, Footprint after) {
        return after.privateKilobytes() <= before.privateKilobytes() + MOST_MORE_KILOBYTES
                && after.files() <= before.files() + MOST_MORE_OTHERS
                && after.threads() <= before.threads() + MOST_MORE_OTHERS;
    }

    private static void change(MapServer server, List<String> maps, int times) {
        for (int i = 1; i <= times; i++) {
            server.change(maps.get(i % 2));
            server.awaitServed();
            assertEquals(i % 2 == 0 ? "404 -" : "200 a2", server.get("/more"));
            assertEquals("200 a1", server.get("/t" + i % ALIASES + "/x/"));
        }
    }

    private static List<Long> processes(MapServer server) {
        List<Long> processes = new ArrayList<>(server.say("status").lines().filter(line -> line.startsWith("child "))
                .map(line -> Long.valueOf(line.split(" ")[1])).sorted().toList());
        processes.add(server.compiler());
        processes.add(server.keeper());
        return processes;
    }
}
