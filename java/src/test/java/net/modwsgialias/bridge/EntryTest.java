package net.modwsgialias.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import net.modwsgialias.frame.GenerationLayout;
import net.modwsgialias.frame.RunLayout;
import net.modwsgialias.table.SpecWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tables that C has compiled in one process and loaded in another; here both are this one. */
class EntryTest {

    private static final int SLOT = 3;

    private final Memory whole = memory(new SpecWriter().alias(false, "/a", "/w/a", null, null)
            .alias(true, "^/b", "/w/b", null, null));
    private final Memory patch = memory(new SpecWriter().alias(true, "^/c", "/w/c", null, null));
    private Memory wholeBlock;
    private Memory patchBlock;
    private Memory runs;

    private static Memory memory(SpecWriter writer) {
        ByteBuffer specs = writer.write();
        Memory memory = new Memory(specs.remaining());
        memory.getByteBuffer(0, specs.remaining()).put(specs);
        return memory;
    }

    @BeforeEach
    void compile() {
        wholeBlock = block(whole, GenerationLayout.NO_WHOLE);
        patchBlock = block(patch, 0);
        assertEquals("", load(wholeBlock));
        assertEquals("", load(patchBlock));
    }

    @AfterEach
    void free() {
        for (Memory block : new Memory[] {wholeBlock, patchBlock}) {
            Native.free(block.getLong(GenerationLayout.PREPARED_OFFSET));
        }
        Entry.drop(SLOT);
        Entry.drop(SLOT + 1);
    }

    private static Memory block(Memory specs, int whole) {
        Memory block = new Memory(GenerationLayout.SIZE);
        block.clear();
        block.setInt(GenerationLayout.SLOT_OFFSET, SLOT);
        block.setLong(GenerationLayout.SPECS_OFFSET, Pointer.nativeValue(specs));
        block.setInt(GenerationLayout.SPECS_SIZE_OFFSET, (int) specs.size());
        block.setInt(GenerationLayout.WHOLE_OFFSET, whole);
        return block;
    }

    private static String load(Memory block) {
        Entry.load(Pointer.nativeValue(block));
        return block.getString(GenerationLayout.MESSAGE_OFFSET, UTF_8.name());
    }

    /** @param numbers first, from, and 1 if it is the patch's, of each */
    private String loadPatch(int slot, int whole, int aliases, int... numbers) {
        int count = numbers.length / 3;
        runs = new Memory((long) count * RunLayout.SIZE);
        runs.clear();
        for (int run = 0; run < count; run++) {
            runs.write((long) run * RunLayout.SIZE, numbers, 3 * run, 3);
        }
        patchBlock.setInt(GenerationLayout.SLOT_OFFSET, slot);
        patchBlock.setInt(GenerationLayout.WHOLE_OFFSET, whole);
        patchBlock.setLong(GenerationLayout.RUNS_OFFSET, Pointer.nativeValue(runs));
        patchBlock.setInt(GenerationLayout.RUN_COUNT_OFFSET, count);
        patchBlock.setInt(GenerationLayout.ALIASES_OFFSET, aliases);
        return load(patchBlock);
    }

    @Test
    void shouldPatchWhatIsInASlot() {
        assertEquals("", load(wholeBlock));
        assertEquals("", loadPatch(SLOT + 1, SLOT, 3, 0, 0, 0, 1, 0, 1, 2, 1, 0));
        // The whole of the patch, and into its own slot.
        assertEquals("", loadPatch(SLOT, SLOT + 1, 2, 0, 0, 1, 1, 1, 0));
        Entry.retire(SLOT + 1);
        Entry.retire(SLOT);
    }

    @Test
    void shouldRefuseAPatchThatDoesNotFit() {
        assertEquals("", load(wholeBlock));
        assertEquals("the prepared tables have a patch of 1 aliases, and use 0", loadPatch(SLOT + 1, SLOT, 2, 0, 0, 0));
    }

    @Test
    void shouldRefuseAPatchOfNothing() {
        assertEquals("Java failed over the aliases: java.lang.IllegalStateException: no tables are loaded in slot 4",
                loadPatch(SLOT, SLOT + 1, 1, 0, 0, 1));
    }
}
