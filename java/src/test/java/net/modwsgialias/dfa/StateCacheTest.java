package net.modwsgialias.dfa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** States and entries of one generation, and the bound of its memory. */
class StateCacheTest {

    private static final int SYMBOLS = 5;

    private final StateCache cache = new StateCache(SYMBOLS, 1 << 20);

    private static Threads threads(int... places) {
        Threads threads = new Threads();
        for (int place : places) {
            threads.places.add(place);
        }
        return threads;
    }

    @Test
    void shouldKnowAStateAgainWhateverTheOrderOfItsPlaces() {
        int state = cache.state(threads(7, 3));
        assertEquals(state, cache.state(threads(3, 7)));
        assertNotEquals(state, cache.state(threads(3)));
        assertEquals(2, cache.states());
    }

    @Test
    void shouldTellStatesApartByWhatBeginsAnewAndByTheByteBefore() {
        Threads restarting = threads(3);
        restarting.restarts.add(1);
        Threads behind = threads(3);
        behind.before = 2;
        int state = cache.state(threads(3));
        assertNotEquals(state, cache.state(restarting));
        assertNotEquals(state, cache.state(behind));
    }

    @Test
    void shouldGiveTheThreadsBackThatAStateStandsFor() {
        Threads kept = threads(9, 4);
        kept.restarts.add(6);
        kept.before = 1;
        int state = cache.state(kept);
        // Enough others for every array to grow.
        for (int i = 10; i < 3000; i++) {
            cache.state(threads(i, i + 1));
        }
        Threads loaded = new Threads();
        cache.load(state, loaded);
        assertEquals(2, loaded.places.size());
        assertEquals(4, loaded.places.get(0));
        assertEquals(9, loaded.places.get(1));
        assertEquals(6, loaded.restarts.get(0));
        assertEquals(1, loaded.before);
        assertEquals(state, cache.state(kept));
    }

    @Test
    void shouldSayInOneNumberWhatFollows() {
        int state = cache.state(threads(3));
        assertEquals(state, cache.entryFor(Stepper.NO_MATCH, state));
        assertEquals(Entries.end(4), cache.entryFor(4, StateCache.NO_STATE));
        assertEquals(Entries.commitment(2), cache.entryFor(Stepper.NO_MATCH, ~2));
        int both = cache.entryFor(4, state);
        assertTrue(Entries.isAction(both));
        assertEquals(4, StateCache.matchOf(cache.action(both)));
        assertEquals(state, StateCache.nextOf(cache.action(both)));
        assertEquals(both, cache.entryFor(4, state));
    }

    @Test
    void shouldKeepEntriesWhenTheTableGrows() {
        int state = cache.state(threads(1));
        cache.setEntry(state, 2, Entries.end(7));
        for (int i = 2; i < 100; i++) {
            cache.state(threads(i));
        }
        assertEquals(Entries.end(7), StateCache.acquire(cache.table(), state + 2));
        assertEquals(Entries.UNKNOWN, StateCache.acquire(cache.table(), state + 3));
    }

    @Test
    void shouldRefuseWhatDoesNotFitItsMemory() {
        StateCache small = new StateCache(SYMBOLS, 2000);
        int states = 0;
        while (small.state(threads(states, states + 1)) != Entries.FULL) {
            states++;
        }
        assertTrue(states > 5 && small.bytes() <= 2000, () -> small.bytes() + " bytes");
        assertEquals(SYMBOLS, small.state(threads(0, 1)), "what is known still is");
    }
}
