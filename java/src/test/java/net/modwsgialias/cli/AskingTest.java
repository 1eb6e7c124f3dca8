package net.modwsgialias.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How httpd is started, and what is told of one that ended before it had answered. */
class AskingTest {

    @TempDir
    private Path directory;

    /** What a program is given that is started in place of httpd, with the option -f. */
    private String given(String envvars, Map<String, String> environment) throws IOException, InterruptedException {
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("APACHE_ENVVARS", Files.writeString(directory.resolve("envvars"), envvars).toString());
        List<String> words = new ArrayList<>(Asking.start("/bin/echo", variables));
        words.addAll(List.of("-f", "a  file"));
        ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("APACHE_"));
        builder.environment().putAll(variables);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said.strip();
    }

    @Test
    void shouldGiveHttpdTheArgumentsOfItsVariablesFirst() throws IOException, InterruptedException {
        assertEquals("-D ONE -D TWO -f a  file", given("APACHE_ARGUMENTS='-D ONE   -D TWO'\n", Map.of()));
        assertEquals("-D THREE -f a  file", given("", Map.of("APACHE_ARGUMENTS", "-D THREE")));
        assertEquals("-f a  file", given("", Map.of("APACHE_CONFDIR", "")));
    }

    @Test
    void shouldStartHttpdInTheDirectoryOfASecondInstance() throws IOException, InterruptedException {
        Map<String, String> second = Map.of("APACHE_CONFDIR", "/etc/apache2-two");
        assertEquals("-d /etc/apache2-two -D ONE -f a  file", given("APACHE_ARGUMENTS='-D ONE'\n", second));
        assertEquals("-d /etc/apache2-two -f a  file", given("", second));
        assertEquals("-f a  file", given("", Map.of("APACHE_CONFDIR", "/etc/apache2")));
        assertEquals("-d /etc/apache2-x -f a  file", given("APACHE_CONFDIR=$APACHE_CONFDIR-x\n", Map.of()));
    }

    @Test
    void shouldStartHttpdWhateverTheLastCommandOfTheVariablesSays() throws IOException, InterruptedException {
        assertEquals("-D ONE -f a  file", given("APACHE_ARGUMENTS='-D ONE'\n[ -r /nonexistent ] && . /nonexistent\n",
                Map.of()));
    }

    @Test
    void shouldFindTheVariablesAsApache2ctlDoes() {
        assertEquals("/etc/apache2/envvars", Asking.start("x", Map.of("APACHE_ENVVARS", "")).get(3));
        assertEquals("/etc/two/envvars", Asking.start("x", Map.of("APACHE_CONFDIR", "/etc/two")).get(3));
        assertEquals(Path.of("mine").toAbsolutePath().toString(),
                Asking.start("x", Map.of("APACHE_CONFDIR", "/etc/two", "APACHE_ENVVARS", "mine")).get(3));
    }

    @Test
    void shouldTellWhatTheModuleSays() {
        assertEquals("no memory", Asking.cause("[date] [core:notice] [pid 1] first\n[date] [pid 1] MWA0002: no memory\n"));
    }

    @Test
    void shouldTellWhatHttpdSaysFirst() {
        assertEquals("Could not open mime types", Asking.cause("[date] [pid 1] Could not open mime types\nlast\n"));
        assertEquals("it does not say why", Asking.cause(""));
    }

    @Test
    void shouldTellWhereItCrashed() {
        assertEquals("ended with signal 6 (C [mod_x.so+0xbb2d] handle+0x7d)", Asking.cause("""
                #
                # A fatal error has been detected by the Java Runtime Environment:
                #
                # Problematic frame:
                # C  [mod_x.so+0xbb2d]  handle+0x7d
                #
                # Problematic frame:
                # C  [mod_x.so+0xbb2d]  handle+0x7d
                [date] [pid 1] MWA0002: ended with signal 6
                """));
    }
}
