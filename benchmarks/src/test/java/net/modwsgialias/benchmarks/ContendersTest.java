package net.modwsgialias.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is measured must be the same work: all engines answer alike on all URIs of workloads that are small enough. */
class ContendersTest {

    @ParameterizedTest
    @ValueSource(strings = {"tenant-1", "tenant-10", "middle-1", "middle-10", "floating-10", "exploding-20", "rest-250"})
    void shouldAgreeOnEveryUri(String name) {
        Workload workload = Workload.named(name);
        Contender judge = Engine.OURS.over(workload);
        for (Engine engine : Engine.values()) {
            Contender contender = engine.over(workload);
            for (int uri = 0; uri < workload.uris().size(); uri++) {
                Agreement.check(workload, uri, judge, contender);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tenant-100", "middle-100", "floating-100", "exploding-100", "rest-250"})
    void shouldHitWithHalfOfTheUris(String name) {
        Workload workload = Workload.named(name);
        Contender judge = Engine.OURS.over(workload);
        int[] winners = IntStream.range(0, workload.uris().size()).map(judge::lookup)
                .filter(winner -> winner != Contender.MISS).toArray();
        assertEquals(workload.uris().size() / 2, winners.length);
        long different = IntStream.of(winners).distinct().count();
        assertTrue(different > workload.patterns().size() * 0.9, "only " + different + " aliases are ever hit");
    }

    @Test
    void shouldMakeTheSameDataAgain() {
        assertEquals(Workload.named("middle-10"), Workload.named("middle-10"));
    }

    @Test
    void shouldTakeTheDelayAtLeast() {
        Contender delayed = new Delayed(new Ours(Workload.named("tenant-1")), 50_000);
        long begin = System.nanoTime();
        for (int i = 0; i < 100; i++) {
            delayed.lookup(i);
        }
        assertTrue(System.nanoTime() - begin >= 100 * 50_000);
    }
}
