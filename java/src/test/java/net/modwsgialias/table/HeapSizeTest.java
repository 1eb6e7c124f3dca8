package net.modwsgialias.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where aliases cannot be compiled, whoever reads the message knows which one it is, and what to do. */
class HeapSizeTest {

    private static final Pattern ADVICE = Pattern.compile("set WSGIAliasJvmOptions -Xmx([0-9]+)m");

    /** The message, all of it that counts, and a heap that does. */
    @ParameterizedTest
    @CsvSource({
        "list, 6000, 6, is too small for all 6000 aliases",
        "list, 12000, 12, is too small for all 12000 aliases",
        "hosts, 9000, 8, is too small for all 9000 aliases",
        "large, 2, 16, 'test.conf:2: the pattern ''/xxxx'",
    })
    void shouldSayWhichHeapWouldDo(String kind, int count, int heap, String said) throws Exception {
        String message = compile(kind, count, heap);
        assertTrue(message.contains(said), message);
        assertTrue(message.matches("(?s).*test\\.conf:[0-9]+: the pattern '.*"), message);
        assertEquals(kind.equals("large"), message.contains(" alone uses up Java's heap of " + heap + " MB"), message);
        Matcher advice = ADVICE.matcher(message);
        assertTrue(advice.find(), message);
        if (!kind.equals("large")) {
            assertEquals("OK\n", compile(kind, count, Integer.parseInt(advice.group(1))));
        }
    }

    private static String compile(String kind, int count, int heap) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        if (Runtime.version().feature() >= 22) {
            // JNA is warned of otherwise, as in httpd.
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        // All of G1's heap is for objects.
        command.addAll(List.of("-XX:+UseG1GC", "-Xmx" + heap + "m", "-cp", System.getProperty("java.class.path"),
                CompileInHeap.class.getName(), kind, Integer.toString(count)));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    @Test
    void shouldNameTheAliasWhateverFails() {
        // httpd hands no empty prefix over, and nothing here expects one.
        ByteBuffer specs = new SpecWriter().alias(true, "^/a", "/w", null, null).alias(false, "", "/w", null, null)
                .write();
        String message = assertThrows(SpecException.class, () -> AliasTables.compile(specs)).getMessage();
        assertTrue(message.startsWith("test.conf:2: the pattern '' could not be compiled: java.lang."), message);
    }

    @ParameterizedTest
    @CsvSource({"64, 64, 64, 128", "64, 32, 64, 160", "64, 1, 100, 8000", "8, 1, 1, 16"})
    void shouldTakeEachAliasToNeedAsMuch(long heap, int done, int all, long wanted) {
        assertEquals(wanted, HeapSize.wanted(heap, done, all));
    }
}
