package net.modwsgialias.regex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Callback;
import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.lang.reflect.Field;
import org.junit.jupiter.api.Test;

class Pcre2MatcherTest {

    @Test
    void shouldFreeTheMemoryOfALongSubjectWithTheNextOne() throws ReflectiveOperationException {
        try (Pcre2Matcher matcher = new Pcre2Matcher()) {
            matcher.setSubject(new byte[1], 1);
            Memory kept = subject(matcher);
            matcher.setSubject(new byte[1 << 20], 1 << 20);
            Memory large = subject(matcher);
            assertEquals(1 << 20, large.size());
            matcher.setSubject(new byte[1], 1);
            assertFalse(large.valid());
            assertTrue(kept.valid() && subject(matcher) == kept);
        }
    }

    /** PCRE2's {@code malloc}. */
    interface Allocate extends Callback {
        Pointer callback(long size, Pointer data);
    }

    /** PCRE2's {@code free}. */
    interface Free extends Callback {
        void callback(Pointer block, Pointer data);
    }

    /** Memory once: for the context itself. */
    private static final class Once implements Allocate {

        private Memory memory;

        @Override
        public Pointer callback(long size, Pointer data) {
            boolean first = memory == null;
            memory = first ? new Memory(size) : memory;
            return first ? memory : null;
        }
    }

    @Test
    void shouldSayThatPcre2HasNoMemoryForTheGroups() {
        Once once = new Once();
        // What is given back is the collector's.
        Free free = (block, data) -> { };
        Pointer context = Function.getFunction("libpcre2-8.so.0", "pcre2_general_context_create_8")
                .invokePointer(new Object[] {once, free, null});
        OutOfMemoryError error =
                assertThrows(OutOfMemoryError.class, () -> new Pcre2Matcher(Pointer.nativeValue(context)).close());
        assertEquals("PCRE2 found no memory for the groups of a match", error.getMessage());
    }

    private static Memory subject(Pcre2Matcher matcher) throws ReflectiveOperationException {
        Field field = Pcre2Matcher.class.getDeclaredField("subject");
        field.setAccessible(true);
        return (Memory) field.get(matcher);
    }
}
