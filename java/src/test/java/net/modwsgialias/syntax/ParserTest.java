package net.modwsgialias.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParserTest {

    private static ParsedPattern parse(String pattern) throws SyntaxException, IrregularException {
        return Parser.parse(pattern.getBytes(StandardCharsets.ISO_8859_1), Options.DOTALL | Options.DOLLAR_ENDONLY);
    }

    @ParameterizedTest(name = "{0} at {1}")
    @CsvSource({
        "'(a', 2, missing closing parenthesis",
        "'a)', 1, unmatched closing parenthesis",
        "'*a', 0, quantifier does not follow a repeatable item",
        "'a**', 2, quantifier does not follow a repeatable item",
        "'^*', 1, quantifier does not follow a repeatable item",
        "'a\\', 2, \\ at end of pattern",
        "'[a', 2, pattern ends within character class",
        "'[b-a]', 3, range out of order in character class",
        "'a{2,1}', 1, numbers out of order in {} quantifier",
        "'a{65536}', 1, number too big in {} quantifier",
        "'(?#a', 0, missing ) after (?# comment",
        "'\\x{100}', 6, character code point value in \\x{} or \\o{} is too large",
    })
    void shouldSayWhereAndWhyATextIsNoPattern(String pattern, int offset, String message) {
        SyntaxException e = assertThrows(SyntaxException.class, () -> parse(pattern));
        assertEquals(message, e.getMessage());
        assertEquals(offset, e.offset());
    }

    @ParameterizedTest(name = "{0} at {1}")
    @CsvSource({
        "'(a)\\1', 3, back reference \\1",
        "'a\\Kb', 1, match start reset \\K",
        "'a(?R)?', 1, recursion or subroutine call",
        "'(?(1)a)', 0, conditional group",
        "'a(*SKIP)', 1, backtracking verb or pattern option",
        "'(?=b)c', 0, look-ahead that is not the end of the pattern",
        "'(a(?=b))c', 0, look-ahead in a group",
        "'a(?!b(?!cd))', 1, look-ahead in a look-ahead",
        "'(?<=ab)c', 0, look-behind",
        "'a++ab', 1, possessive repeat",
        "'(?>a|ab)c', 0, atomic group",
        "'a{,2}', 1, quantifier that not every PCRE2 version takes for one",
        "'a\\xg', 3, \\x without digits",
        "'[[.a.]]', 1, collating element or equivalence class",
        "'[[.alpha:]_,]', 1, collating element or equivalence class",
        "'\\p{L}', 0, Unicode property \\p",
        "'(?C)', 0, callout",
        "'\\R.\\s', 3, escapes that PCRE2 takes for disjoint",
    })
    void shouldSayWhereAndWhyAPatternIsForPcre2(String pattern, int offset, String construct) {
        IrregularException e = assertThrows(IrregularException.class, () -> parse(pattern));
        assertEquals(construct, e.getMessage());
        assertEquals(offset, e.offset());
    }

    @Test
    void shouldCountGroups() throws Exception {
        assertEquals(3, parse("(a)(?<n>b)(?|(c)|(d)|e)").groups());
        assertEquals(1, parse("(?n)(a)(?<n>b)").groups());
    }

    @Test
    void shouldShowATree() throws Exception {
        assertEquals("""
                sequence
                  behind [] or edge
                  byte [/]
                  group 1
                    repeat {1,} GREEDY
                      byte [^/]
                """, TreeText.of(parse("^/([^/]+)").root()));
    }

    @Test
    void shouldRefuseOnlyWithTypedErrors() {
        // Every two bytes behind an opening, which is where most of the syntax is.
        for (String begin : new String[] {"", "\\", "(?", "[", "a{", "(?<", "[[:", "\\x{"}) {
            for (int first = 0; first < 128; first++) {
                for (int second = 0; second < 128; second++) {
                    String pattern = begin + (char) first + (char) second;
                    try {
                        assertTrue(parse(pattern).groups() <= 2, pattern);
                    } catch (SyntaxException e) {
                        assertTrue(e.offset() <= pattern.length(), pattern);
                    } catch (IrregularException e) {
                        assertTrue(e.offset() <= pattern.length(), pattern);
                    }
                }
            }
        }
    }
}
