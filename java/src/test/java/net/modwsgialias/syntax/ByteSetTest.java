package net.modwsgialias.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ByteSetTest {

    @Test
    void shouldFoldAsciiLettersOnly() {
        for (int value = 0; value < 256; value++) {
            ByteSet expected = ByteSet.of(value);
            if ((value >= 'a' && value <= 'z') || (value >= 'A' && value <= 'Z')) {
                expected = expected.union(ByteSet.of(value ^ 0x20));
            }
            assertEquals(expected, ByteSet.of(value).foldCase());
        }
    }

    @Test
    void shouldShowRangesAndComplements() {
        assertEquals("[a-cx]", ByteSet.of("abcx").toString());
        assertEquals("[^/]", ByteSet.of('/').complement().toString());
        assertEquals("[\\x00\\xff]", ByteSet.of(0).union(ByteSet.of(255)).toString());
        assertEquals("[any]", ByteSet.ALL.toString());
    }

    @Test
    void shouldCountItsMembers() {
        assertEquals(0, ByteSet.NONE.size());
        assertEquals(256, ByteSet.ALL.size());
        assertEquals('0', Sets.DIGIT.first());
        assertEquals(256, ByteSet.NONE.first());
    }

    @Test
    void shouldKnowItsFirstAndItsOnlyMember() {
        assertEquals(-1, ByteSet.NONE.only());
        assertEquals(-1, ByteSet.ALL.only());
        for (int low = 0; low < 256; low++) {
            assertEquals(low, ByteSet.of(low).first());
            assertEquals(low, ByteSet.of(low).only());
            for (int high = low + 1; high < 256; high++) {
                ByteSet two = ByteSet.of(low).union(ByteSet.of(high));
                assertEquals(low, two.first());
                assertEquals(-1, two.only());
            }
        }
    }
}
