package net.modwsgialias.block;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** What is written is read; what was not written so is refused, and takes no memory. */
class BlockTest {

    private static final ByteBuffer SOURCE = ByteBuffer.wrap(new byte[] {1, 2, 3});

    private static ByteBuffer write(Block.Content content) {
        ByteBuffer block = ByteBuffer.allocateDirect(Block.size(content));
        Block.write(block, SOURCE, content);
        return block;
    }

    private static void everything(BlockWriter out) {
        out.putInt(-7);
        out.putLong(1L << 40);
        out.putBytes(new byte[] {4, 5, 6});
        out.putInts(new int[] {7, Integer.MIN_VALUE});
        out.putLongs(new long[] {8, Long.MIN_VALUE});
        out.putBooleans(new boolean[] {true, false, true});
        out.putText("a caf\u00e9");
        out.putInts(new int[0]);
        out.putInt(12);
    }

    @Test
    void shouldReadWhatWasWritten() throws BlockException {
        BlockReader in = Block.open(write(BlockTest::everything), SOURCE);
        assertEquals(-7, in.getInt());
        assertEquals(1L << 40, in.getLong());
        assertArrayEquals(new byte[] {4, 5, 6}, in.getBytes());
        assertArrayEquals(new int[] {7, Integer.MIN_VALUE}, in.getInts());
        assertArrayEquals(new long[] {8, Long.MIN_VALUE}, in.getLongs());
        assertArrayEquals(new boolean[] {true, false, true}, in.getBooleans());
        assertEquals("a caf\u00e9", in.getText());
        assertEquals(0, in.getInts().length);
        assertEquals(12, in.getInt());
        assertThrows(BlockException.class, in::getInt);
    }

    @Test
    void shouldRefuseABlockThatIsCutAnywhere() {
        ByteBuffer block = write(BlockTest::everything);
        for (int length = 0; length < block.capacity(); length++) {
            ByteBuffer cut = block.duplicate().limit(length);
            refuse(cut, length < Block.HEADER_SIZE ? "are invalid" : "should have " + block.capacity() + " bytes");
        }
    }

    @Test
    void shouldRefuseABlockInWhichAnyBitIsAnother() {
        ByteBuffer block = write(BlockTest::everything);
        for (int bit = 0; bit < 8 * block.capacity(); bit++) {
            flip(block, bit);
            refuse(block, "the prepared tables ");
            flip(block, bit);
        }
    }

    @Test
    void shouldSayWhatIsWrong() {
        ByteBuffer block = write(BlockTest::everything).order(ByteOrder.nativeOrder());
        block.putInt(0, 0);
        refuse(block, "are invalid: their beginning is missing or wrong");
        block.putInt(0, Block.MAGIC).putInt(4, Block.VERSION + 1);
        refuse(block, "are of version " + (Block.VERSION + 1) + ", but this jar reads version " + Block.VERSION);
        block.putInt(4, Block.VERSION).put(block.capacity() - 1, (byte) 77);
        refuse(block, "are damaged: their checksum is wrong");
        ByteBuffer other = ByteBuffer.wrap(new byte[] {1, 2, 4});
        assertTrue(assertThrows(BlockException.class, () -> Block.open(block, other)).getMessage()
                .endsWith("were made from another configuration"));
    }

    /** Sizes that lie, in a block whose checksum is right all the same. */
    @Test
    void shouldTakeNoMemoryForALengthThatLies() throws BlockException {
        for (int length : new int[] {3, 1000, Integer.MAX_VALUE, Integer.MAX_VALUE / 4, -1, Integer.MIN_VALUE}) {
            BlockReader in = Block.open(write(out -> {
                out.putInt(length);
                out.putInt(0);
            }), SOURCE);
            String message = assertThrows(BlockException.class, in::getInts).getMessage();
            assertTrue(message.contains("are damaged: at byte 24 they claim " + length + " times 4 bytes"), message);
        }
    }

    private static void flip(ByteBuffer block, int bit) {
        block.put(bit / 8, (byte) (block.get(bit / 8) ^ 1 << bit % 8));
    }

    private static void refuse(ByteBuffer block, String why) {
        String message = assertThrows(BlockException.class, () -> Block.open(block, SOURCE)).getMessage();
        assertTrue(message.contains(why), message);
    }
}
