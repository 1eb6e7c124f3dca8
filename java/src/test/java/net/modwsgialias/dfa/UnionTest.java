package net.modwsgialias.dfa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import net.modwsgialias.block.Block;
import net.modwsgialias.nfa.Op;
import org.junit.jupiter.api.Test;

/** How a union is laid out, and what it tells of a place. */
class UnionTest {

    @Test
    void shouldHaveARootForWhatIsAnchoredAndOneForWhatFloats() throws Exception {
        Union union = new Patterns(new String[] {"^/a", "b$"}, new String[] {"^/c"}, new String[] {"d$"}).union;
        assertEquals(3, union.lists());
        assertNotEquals(Union.NONE, union.anchoredRoot(0));
        assertNotEquals(Union.NONE, union.floatingRoot(0));
        assertEquals(Union.NONE, union.floatingRoot(1));
        assertEquals(Union.NONE, union.anchoredRoot(2));
    }

    /** What follows over a byte stands right behind: a literal is an int for each byte, and the match one more. */
    @Test
    void shouldTakeAnIntForEachByteOfALiteral() throws Exception {
        Union union = new Patterns(new String[] {"^/abc"}).union;
        int place = union.anchoredRoot(0);
        for (int i = 0; i < 4; i++) {
            assertEquals(Union.NEXT, union.op(place + i));
        }
        assertEquals(Op.MATCH, union.op(place + 4));
        assertEquals(0, union.x(place + 4));
        assertEquals(5, union.size());
    }

    @Test
    void shouldTellWhichPatternsAPlaceServes() throws Exception {
        Union union = new Patterns(new String[] {"^/xy", "^/a", "^/abc"}).union;
        int root = union.anchoredRoot(0);
        assertEquals(0, union.ownerOf(root));
        assertEquals(-1, union.onlyOf(root));
        for (int place = 0; place < union.size(); place++) {
            if (union.op(place) == Op.MATCH && union.x(place) == 2) {
                assertEquals(2, union.ownerOf(place));
                assertEquals(2, union.onlyOf(place));
            }
        }
    }

    @Test
    void shouldTellWhetherAListLooksBehind() throws Exception {
        Union union = new Patterns(new String[] {"^/a"}, new String[] {"\\ba"}).union;
        assertFalse(union.looksBehind(0));
        assertTrue(union.looksBehind(1));
    }

    @Test
    void shouldReadWhatItHasWritten() throws Exception {
        Union union = new Patterns(new String[] {"^/a(?:b|c)*$", "x?"}, new String[] {"d"}).union;
        ByteBuffer source = ByteBuffer.allocateDirect(8);
        ByteBuffer block = ByteBuffer.allocateDirect(Block.size(union::write));
        Block.write(block, source, union::write);
        Union read = Union.read(Block.open(block, source));
        assertEquals(union.bytes(), read.bytes());
        for (int place = 0; place < union.size(); place++) {
            assertEquals(union.operand(place, 0), read.operand(place, 0));
        }
        assertEquals(union.seed(union.seedsBegin(0)), read.seed(read.seedsBegin(0)));
    }
}
