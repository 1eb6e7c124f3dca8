package net.modwsgialias.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostChoiceTest {

    private static Report.Alias alias(int id, String hosts) {
        return new Report.Alias(id, "D", "f", 1, false, 0, "/", "/t", null, null, null, null, null, null, "prefix",
                null, hosts);
    }

    /** By id: the names of each alias. */
    private static final List<Report.Alias> ALIASES = List.of(alias(0, "a.test www.a.test"), alias(1, "www.a.test"),
            alias(2, "*.a.test"), alias(3, "*.b.a.test *.test"), alias(4, null));

    @ParameterizedTest(name = "{0}")
    @CsvSource(nullValues = "-", value = {
        "a.test, 0 4",
        "www.a.test, 0 1 4",
        "WWW.A.test, 0 1 4",
        "x.a.test, 2 4",
        "x.b.a.test, 3 4",
        "b.a.test, 2 4",
        "c.test, 3 4",
        "test, 4",
        "-, 4",
    })
    void shouldAskTheAliasesOfTheMostSpecificName(String host, String ids) {
        assertEquals(ids, String.join(" ", HostChoice.asked(ALIASES, host).stream()
                .map(alias -> String.valueOf(alias.id())).toList()));
    }
}
