package net.modwsgialias;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The packages' order: imports go one way, and JNA stays at the two edges. */
class ImportsTest {

    private static final Path SOURCES =
            Path.of(System.getProperty("mwa.source"), "java/src/main/java/net/modwsgialias");

    private static final Map<String, Set<String>> ALLOWED = Map.ofEntries(
            Map.entry("syntax", Set.of()),
            Map.entry("group", Set.of()),
            Map.entry("frame", Set.of()),
            Map.entry("block", Set.of()),
            Map.entry("nfa", Set.of("syntax", "block")),
            Map.entry("dfa", Set.of("nfa", "syntax", "block")),
            Map.entry("onepass", Set.of("nfa", "syntax", "block")),
            Map.entry("regex", Set.of("syntax", "nfa", "dfa", "onepass", "block")),
            Map.entry("explore", Set.of("regex", "dfa", "nfa", "syntax")),
            Map.entry("table", Set.of("regex", "group", "block")),
            Map.entry("lint", Set.of("explore", "table", "group", "regex", "nfa", "syntax")),
            Map.entry("bridge", Set.of("frame", "table", "group", "regex", "block", "lint")),
            Map.entry("cli", Set.of("regex")));

    private static final Set<String> JNA_USERS = Set.of("bridge", "regex");

    @Test
    void shouldImportOneWay() throws IOException {
        Map<String, Set<String>> imports = imports("import (?:static )?net\\.modwsgialias\\.(\\w+)\\.");
        assertTrue(imports.size() >= 5, "found too few packages: " + imports);
        imports.forEach((user, used) -> {
            used.remove(user);
            assertTrue(ALLOWED.containsKey(user), "no rule for package " + user);
            used.removeAll(ALLOWED.get(user));
            assertEquals(Set.of(), used, "package " + user + " must not import these");
        });
    }

    @Test
    void shouldUseJnaAtTheEdgesOnly() throws IOException {
        Map<String, Set<String>> imports = imports("com\\.sun\\.(jna)\\b");
        imports.values().removeIf(Set::isEmpty);
        assertEquals(JNA_USERS, imports.keySet());
    }

    /** Of each package, what the regex's group finds in its sources. */
    private static Map<String, Set<String>> imports(String regex) throws IOException {
        Pattern pattern = Pattern.compile(regex);
        Map<String, Set<String>> found = new TreeMap<>();
        List<Path> sources;
        try (Stream<Path> files = Files.walk(SOURCES)) {
            sources = files.filter(file -> file.toString().endsWith(".java")).toList();
        }
        for (Path source : sources) {
            Set<String> used = found.computeIfAbsent(SOURCES.relativize(source).getName(0).toString(),
                    name -> new TreeSet<>());
            Matcher matcher = pattern.matcher(Files.readString(source));
            while (matcher.find()) {
                used.add(matcher.group(1));
            }
        }
        return found;
    }
}
