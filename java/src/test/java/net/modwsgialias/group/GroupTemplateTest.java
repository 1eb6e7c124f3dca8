package net.modwsgialias.group;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupTemplateTest {

    private static final Map<String, String> VARIABLES = Map.of("SITE", "blue", "FORM", "%{GLOBAL}", "HOSTFORM",
            "%{HOST}", "NESTED", "%{ENV:SITE}", "blue_x", "seen", "EMPTY", "", "ODD", "%{global}");

    /** The match of ^/(bl.e)/(x)?(%\{GLOBAL\})? on /blue/%{GLOBAL}. */
    private static final byte[] URI = "/blue/%{GLOBAL}".getBytes(ISO_8859_1);
    private static final int[] BOUNDS =
            {0, 15, 1, 5, -1, -1, 6, 15, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1};

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "plain, plain",
        "%{GLOBAL}, ''",
        "%{global}, %{global}",
        "%{SERVER}, example.org:8080",
        "%{HOST}, www.example.org:8080",
        "%{RESOURCE}, example.org:8080|/App/x",
        "%{ENV:SITE}, blue",
        "%{ENV:FORM}, ''",
        "%{ENV:HOSTFORM}, www.example.org:8080",
        "%{ENV:NESTED}, %{ENV:SITE}",
        "%{ENV:ODD}, %{global}",
        "%{ENV:EMPTY}, ''",
        "%{ENV:MISSING}, %{ENV:MISSING}",
        "%{ENV:}, %{ENV:}",
        "%{ENV:SITE}x, %{ENV:SITE}x",
        "x-%{ENV:SITE}, x-%{ENV:SITE}",
        "x%{GLOBAL}, x%{GLOBAL}",
        "$1, $1",
        "\\$1, \\$1",
    })
    void shouldReadAPrefixAliasAsModWsgiDoes(String value, String expected) throws GroupRefusedException {
        assertEquals(expected, expand(value, false));
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "plain, plain",
        "%{GLOBAL}, ''",
        "x-%{ENV:SITE}, x-%{ENV:SITE}",
        "a$b, a$b",
        "$, $",
        "\\$1, $1",
        "\\$1-%{ENV:SITE}, $1-%{ENV:SITE}",
        "a\\b, a\\b",
        "\\$x, \\$x",
        "$1, blue",
        "x$2, x",
        "x$9, x",
        "$10, blue0",
        "\\$1$1, $1blue",
        "x$3, x%{GLOBAL}",
        "%{ENV:SITE}-$1, blue-blue",
        "$1@%{HOST}, blue@www.example.org:8080",
        "%{GLOBAL}$1, blue",
        "%{ENV:MISSING}$1, %{ENV:MISSING}blue",
        "%{ENV:$1_x}, seen",
        "%{ENV:$1_y}, %{ENV:blue_y}",
        "%{ENV:FORM}$1, blue",
        "%{other}$1, %{other}blue",
        "$1%{ENV:SITE, blue%{ENV:SITE",
    })
    void shouldExpandCapturesInAMatchAlias(String value, String expected) throws GroupRefusedException {
        assertEquals(expected, expand(value, true));
    }

    @Test
    void shouldNeverLetACaptureBecomeAForm() {
        assertThrows(GroupRefusedException.class, () -> expand("$3", true));
        assertThrows(GroupRefusedException.class, () -> expand("$2$3$2", true));
    }

    @Test
    void shouldNeverLetACaptureMakeTheGlobalGroup() {
        assertThrows(GroupRefusedException.class, () -> expand("$2", true));
        assertThrows(GroupRefusedException.class, () -> expand("$2%{ENV:EMPTY}", true));
    }

    @Test
    void shouldKnowWhatCanBeToldFromTheUrlAlone() {
        assertArrayEquals("plain".getBytes(ISO_8859_1), parse("plain", true).constant());
        assertArrayEquals(new byte[0], parse("%{GLOBAL}", true).constant());
        assertNull(parse("$1", true).constant());
        assertFalse(parse("$1", true).isLate());
        assertTrue(parse("%{HOST}", false).isLate());
        assertTrue(parse("$1%{ENV:X}", true).isLate());
        assertNull(parse("%{ENV:X}", false).constant());
    }

    @Test
    void shouldFoldTheScriptNameOnlyWhereModWsgiDoes() throws GroupRefusedException {
        assertEquals("example.org:8080|/app/x",
                expand(GroupTemplate.parse("%{RESOURCE}".getBytes(ISO_8859_1), false, true)));
    }

    @Test
    void shouldLeaveOutTheStandardPorts() throws GroupRefusedException {
        for (int port : new int[] {80, 443}) {
            ByteSink name = new ByteSink();
            parse("%{SERVER}", false).expand(new GroupRequest(URI, BOUNDS, "s".getBytes(ISO_8859_1), port, null, null,
                    null), null, name);
            assertEquals("s", text(name));
        }
    }

    @Test
    void shouldFallBackToTheServerNameWithoutAHost() throws GroupRefusedException {
        ByteSink name = new ByteSink();
        parse("%{HOST}", false).expand(
                new GroupRequest(URI, BOUNDS, "s".getBytes(ISO_8859_1), 81, null, null, null), null, name);
        assertEquals("s:81", text(name));
    }

    private static GroupTemplate parse(String value, boolean withCaptures) {
        return GroupTemplate.parse(value.getBytes(ISO_8859_1), withCaptures, false);
    }

    private static String expand(String value, boolean withCaptures) throws GroupRefusedException {
        return expand(parse(value, withCaptures));
    }

    private static String expand(GroupTemplate template) throws GroupRefusedException {
        ByteSink names = new ByteSink();
        template.appendVariables(GroupRequest.ofMatch(URI, BOUNDS), names);
        GroupRequest request = new GroupRequest(URI, BOUNDS, "example.org".getBytes(ISO_8859_1), 8080,
                "www.example.org".getBytes(ISO_8859_1), "/App//x".getBytes(ISO_8859_1), lookUp(text(names)));
        ByteSink name = new ByteSink();
        template.expand(request, new VariableValues(request.variables()), name);
        return text(name);
    }

    /** What C does with the names. */
    private static byte[] lookUp(String names) {
        StringBuilder values = new StringBuilder();
        for (int end; (end = names.indexOf('\0')) >= 0; names = names.substring(end + 1)) {
            String name = names.substring(0, end);
            if (VARIABLES.containsKey(name)) {
                values.append('+').append(VARIABLES.get(name)).append('\0');
            } else {
                values.append("-\0");
            }
        }
        return values.toString().getBytes(ISO_8859_1);
    }

    private static String text(ByteSink sink) {
        return new String(sink.array(), 0, sink.length(), ISO_8859_1);
    }
}
