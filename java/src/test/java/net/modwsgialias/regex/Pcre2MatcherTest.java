package net.modwsgialias.regex;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.jna.Memory;
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

    private static Memory subject(Pcre2Matcher matcher) throws ReflectiveOperationException {
        Field field = Pcre2Matcher.class.getDeclaredField("subject");
        field.setAccessible(true);
        return (Memory) field.get(matcher);
    }
}
