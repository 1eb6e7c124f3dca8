package net.modwsgialias.dfa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.modwsgialias.nfa.SetPool;
import net.modwsgialias.syntax.IrregularException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which patterns a union takes, and what it then decides. */
class UnionBuilderTest {

    private final UnionBuilder builder = new UnionBuilder(new SetPool(), 100);

    @ParameterizedTest
    @CsvSource({"/a, 0", "/abc, 0", "/b, 1", "/xa, 2", "/x, -1"})
    void shouldPreferTheLowestPatternThatMatches(String subject, int pattern) throws Exception {
        assertEquals(pattern, new Patterns(new String[] {"^/a", "^/[ab]", "a$"}).match(subject, 0));
    }

    /** A pattern begins in the trie as long as its items are bytes or plain repeats of them. */
    @ParameterizedTest
    @ValueSource(strings = {"^/tenant-1/([^/]+)/app", "^/tenant-2/([^/]+)/app", "^/tenant-2/([^/]+)/apx"})
    void shouldShareBeginnings(String own) throws Exception {
        int alone = new Patterns(new String[] {own}).union.size();
        int together = new Patterns(new String[] {"^/tenant-2/([^/]+)/app", own}).union.size();
        assertTrue(together < alone * 2 - 3, () -> together + " ints for two, " + alone + " for one");
    }

    /** Numbers alone tell which pattern wins, also where those of one list are on both sides of another's. */
    @Test
    void shouldAskListsTogether() throws Exception {
        Patterns patterns = new Patterns(new String[] {"^/a"}, new String[] {"^/b"}, new String[] {"^/", "c$"});
        assertEquals(0, patterns.match("/a", 0, 2));
        assertEquals(2, patterns.match("/b", 0, 2));
        assertEquals(1, patterns.match("/b", 2, 1));
        assertEquals(1, patterns.match("/b", 0, 1, 2));
        assertEquals(-1, patterns.match("/b", 0));
    }

    @Test
    void shouldBeginAnewThePatternsOfEachList() throws Exception {
        Patterns patterns = new Patterns(new String[] {"ab", "ef"}, new String[] {"cd"}, new String[] {"(?<=x)a"});
        assertEquals(0, patterns.match("/cd-ab", 0, 1));
        assertEquals(2, patterns.match("/ab-cd", 1, 2));
        assertEquals(3, patterns.match("/ab-xa", 1, 2));
        assertEquals(1, patterns.match("/cd-xa-ef", 2, 1, 0));
    }

    /** A match that ends at offset 0 does not count, and no later one of the same pattern does. */
    @ParameterizedTest
    @CsvSource({"/x, 0", "x, 1", "ab, 0", "b, 1"})
    void shouldEnterWhatIsPreferredToAnEmptyMatchOnly(String subject, int pattern) throws Exception {
        assertEquals(pattern, new Patterns(new String[] {"(?:/|a)?", "."}).match(subject, 0));
    }

    @Test
    void shouldLeaveAPatternWhoseEmptyMatchDependsOnTheBytes() throws Exception {
        assertFalse(builder.add(0, Patterns.tree("(?!a)b?")));
        assertFalse(builder.add(1, Patterns.tree("(?!ab)x?")));
        assertTrue(builder.add(2, Patterns.tree("a?$")));
    }

    @Test
    void shouldTakeNothingOfAPatternThatIsTooLarge() throws Exception {
        builder.add(0, Patterns.tree("^/a"));
        int before = new Patterns(new String[] {"^/a"}).union.size();
        assertThrows(IrregularException.class, () -> builder.add(1, Patterns.tree("(?:a|b){200}")));
        assertEquals(before, builder.build().size());
    }
}
