package net.modwsgialias.frame;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.modwsgialias.regex.Engine;
import org.junit.jupiter.api.Test;

/** Reads mwa_frame.h and compares: the two sides are written by hand, and must not drift apart. */
class LayoutTest {

    private static final Path HEADER = Path.of(System.getProperty("mwa.source"), "native/include/mwa_frame.h");

    @Test
    void shouldHaveTheOffsetsOfTheFrame() throws IOException {
        assertEquals(offsetsInC("mwa_frame_t"), offsetsInJava(FrameLayout.class));
        assertEquals(sizeInC("mwa_frame_t"), FrameLayout.SIZE);
    }

    @Test
    void shouldHaveTheOffsetsOfTheStartBlock() throws IOException {
        assertEquals(offsetsInC("mwa_start_t"), offsetsInJava(StartLayout.class));
        assertEquals(sizeInC("mwa_start_t"), StartLayout.SIZE);
    }

    @Test
    void shouldHaveTheOffsetsOfTheGenerationBlock() throws IOException {
        assertEquals(offsetsInC("mwa_generation_block_t"), offsetsInJava(GenerationLayout.class));
        assertEquals(sizeInC("mwa_generation_block_t"), GenerationLayout.SIZE);
    }

    @Test
    void shouldHaveTheOffsetsOfARun() throws IOException {
        assertEquals(offsetsInC("mwa_run_t"), offsetsInJava(RunLayout.class));
        assertEquals(sizeInC("mwa_run_t"), RunLayout.SIZE);
    }

    @Test
    void shouldHaveTheConstants() throws IOException {
        assertEquals(FrameLayout.LAYOUT_VERSION, constantInC("MWA_LAYOUT_VERSION"));
        assertEquals(FrameLayout.TEXT_ABSENT, constantInC("MWA_TEXT_ABSENT"));
        assertEquals(FrameLayout.TEXT_LATE, constantInC("MWA_TEXT_LATE"));
        assertEquals(GenerationLayout.NO_WHOLE, constantInC("MWA_NO_WHOLE"));
        assertEquals(StartLayout.VERSION_SIZE, constantInC("MWA_START_VERSION_SIZE"));
        assertEquals(StartLayout.MESSAGE_SIZE, constantInC("MWA_START_MESSAGE_SIZE"));
        assertEquals(GenerationLayout.MESSAGE_SIZE, constantInC("MWA_GENERATION_MESSAGE_SIZE"));
    }

    @Test
    void shouldHaveTheStatuses() throws IOException {
        Map<String, Integer> java = Arrays.stream(Status.values())
                .collect(Collectors.toMap(Status::name, Status::ordinal, Integer::sum, TreeMap::new));
        assertEquals(find("MWA_(?!ENGINE_)([A-Z_]+) = (\\d+),?\\s+/\\*\\*<"), java);
    }

    @Test
    void shouldHaveTheEngines() throws IOException {
        Map<String, Integer> java = Arrays.stream(Engine.values())
                .collect(Collectors.toMap(Engine::name, engine -> 1 + engine.ordinal(), Integer::sum, TreeMap::new));
        java.put("UNKNOWN", 0);
        assertEquals(find("MWA_ENGINE_([A-Z0-9_]+) = (\\d+),?\\s+/\\*\\*<"), java);
    }

    private static Map<String, Integer> offsetsInJava(Class<?> layout) {
        return Arrays.stream(layout.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getName().endsWith("_OFFSET"))
                .collect(Collectors.toMap(field -> field.getName().replaceAll("_OFFSET$", "").toLowerCase(Locale.ROOT),
                        field -> {
                            try {
                                return field.getInt(null);
                            } catch (IllegalAccessException e) {
                                throw new AssertionError(e);
                            }
                        }, Integer::sum, TreeMap::new));
    }

    private static Map<String, Integer> offsetsInC(String type) throws IOException {
        return find("_Static_assert\\(offsetof\\(" + type + ", (\\w+)\\) == (\\d+)");
    }

    private static int sizeInC(String type) throws IOException {
        return find("_Static_assert\\(sizeof\\((" + type + ")\\) == (\\d+)").get(type);
    }

    private static int constantInC(String name) throws IOException {
        return find("#define (" + name + ") \\(?(-?\\d+)").get(name);
    }

    private static Map<String, Integer> find(String regex) throws IOException {
        Map<String, Integer> found = new TreeMap<>();
        Matcher matcher = Pattern.compile(regex).matcher(Files.readString(HEADER));
        while (matcher.find()) {
            found.put(matcher.group(1), Integer.valueOf(matcher.group(2)));
        }
        return found;
    }
}
