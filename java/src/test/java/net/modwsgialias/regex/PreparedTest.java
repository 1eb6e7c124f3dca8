package net.modwsgialias.regex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.modwsgialias.block.Block;
import net.modwsgialias.block.BlockException;
import net.modwsgialias.block.Forger;
import org.junit.jupiter.api.Test;

/** A set that goes from one process to another. {@link SetTest} compares its answers. */
class PreparedTest {

    /** Of each engine one. */
    private static List<PatternSpec> specs() {
        List<PatternSpec> specs = new ArrayList<>();
        specs.add(new PatternSpec(PatternSpec.Kind.PREFIX, Bytes.of("/static"), 0));
        for (String text : List.of("^/a/([^/]+)", "b.*c.*d", "(a|ab)(c|bcd)", "x*(?![a-z])", "(a)\\1")) {
            specs.add(new PatternSpec(PatternSpec.Kind.REGEX, Bytes.of(text), 0));
        }
        return specs;
    }

    @Test
    void shouldTellTheSameEngines() throws Exception {
        PatternSet set = PatternSet.compile(specs());
        PatternSet copy = Prepared.copy(set, specs());
        assertEquals(set.size(), copy.size());
        assertEquals(set.bytes(), copy.bytes());
        for (int i = 0; i < set.size(); i++) {
            assertEquals(set.served(i), copy.served(i));
        }
        assertTrue(List.of(Engine.values()).stream().allMatch(engine -> specs().stream()
                .anyMatch(spec -> set.served(specs().indexOf(spec)).engine() == engine)), "of each engine one");
    }

    /** Whatever number lies: reading ends, soon, and takes no memory that is not there. */
    @Test
    void shouldEndWhateverNumberLies() throws Exception {
        ByteBuffer block = Prepared.block(PatternSet.compile(specs()));
        int refused = 0;
        for (int lie : new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE, -1, 0, 1000}) {
            for (int at = Forger.firstOffset(); at + Integer.BYTES <= block.capacity(); at += Integer.BYTES) {
                refused += isRead(Forger.forge(block, at, lie)) ? 0 : 1;
            }
        }
        assertTrue(refused > 100, "refused: " + refused);
    }

    private static boolean isRead(ByteBuffer block) {
        try {
            PatternSet.read(Block.open(block, Prepared.NO_SOURCE), specs()::get);
            return true;
        } catch (BlockException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            return false;
        }
    }
}
