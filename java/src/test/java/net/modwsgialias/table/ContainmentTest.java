package net.modwsgialias.table;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * No file outside its alias' directory, and none inside refused, over generated targets, patterns and URLs; what lies
 * where is {@link ContainmentJudge}'s to say. {@code -Dmwa.containment=N} sets how many, {@code -Dmwa.seed=N} the seed,
 * which is printed. A triple that fails becomes a line of {@code containment.csv}.
 */
class ContainmentTest {

    private static final int TRIPLES = Integer.getInteger("mwa.containment", 1_000_000);
    private static final long SEED = Long.getLong("mwa.seed", 20260101L);
    private static final int ALIASES = 50;
    private static final int URLS = 100;

    /** What is told of each triple. */
    private interface Witness {
        /** @param file that the alias makes of the URL, or null if it does not take it */
        void tell(RandomAlias alias, String uri, Outcome outcome, String file);
    }

    /** Wrong ideas of containment, as they are found in the field. */
    enum Mistake {
        COMPARES_BEGINNINGS {
            @Override
            boolean admits(String directory, String file) {
                return file.startsWith(directory);
            }
        },
        LOOKS_FOR_DOTS_BETWEEN_SLASHES {
            @Override
            boolean admits(String directory, String file) {
                return file.startsWith(directory) && !file.contains("/../");
            }
        },
        REMOVES_DOTS_AS_TEXT {
            @Override
            boolean admits(String directory, String file) {
                return file.replace("/../", "/").startsWith(directory) && !file.endsWith("/..");
            }
        },
        FORGETS_THE_LAST_SLASH {
            @Override
            boolean admits(String directory, String file) {
                String resolved = Path.of(printable(file)).normalize().toString();
                return resolved.startsWith(Path.of(printable(directory)).normalize().toString());
            }

            private String printable(String name) {
                return name.replaceAll("[^ -~]", "?");
            }
        },
        READS_BEYOND_A_NUL {
            @Override
            boolean admits(String directory, String file) {
                return ContainmentJudge.isInside(false, directory, file.replace('\0', '?'));
            }
        };

        abstract boolean admits(String directory, String file);
    }

    @Test
    void shouldLetNoFileOutAndRefuseNoneInside() throws Exception {
        int[] outcomes = new int[Outcome.values().length];
        int triples = generate(true, TRIPLES, (alias, uri, outcome, file) -> {
            outcomes[outcome.ordinal()]++;
            if (outcome != Outcome.DECLINED) {
                boolean inside = ContainmentJudge.isInside(alias.match, alias.target, file);
                assertEquals(inside ? Outcome.MATCHED : Outcome.OUTSIDE, outcome,
                        () -> "seed " + SEED + ": " + printable(alias + " on " + uri + " makes " + file));
            }
        });
        System.out.printf("containment: seed %d, %d triples, %d inside, %d outside, %d declined%n", SEED, triples,
                outcomes[Outcome.MATCHED.ordinal()], outcomes[Outcome.OUTSIDE.ordinal()],
                outcomes[Outcome.DECLINED.ordinal()]);
        assertTrue(outcomes[Outcome.MATCHED.ordinal()] > triples / 5, "too few files lie inside");
        assertTrue(outcomes[Outcome.OUTSIDE.ordinal()] > triples / 20, "too few files lie outside");
    }

    /** The test above can fail: whoever decides by one of these lets a file out. */
    @ParameterizedTest
    @EnumSource
    void shouldCatchWhoeverMakesAMistake(Mistake mistake) throws Exception {
        List<String> escaped = new ArrayList<>();
        generate(false, 50_000, (alias, uri, outcome, file) -> {
            boolean mayShow = mistake == Mistake.READS_BEYOND_A_NUL || file != null && file.indexOf('\0') < 0;
            if (outcome == Outcome.MATCHED && mayShow && !ContainmentJudge.isInside(alias.match, alias.target, file)
                    && mistake.admits(ContainmentJudge.directory(alias.match, alias.target), file)) {
                escaped.add(printable(alias + " on " + uri + " makes " + file));
            }
        });
        assertTrue(!escaped.isEmpty(), "seed " + SEED + ": no file got out");
        System.out.println(mistake + ": " + escaped.size() + " files got out, such as " + escaped.get(0));
    }

    @ParameterizedTest(name = "{0} {1} {2} on {3}: {4}")
    @CsvFileSource(resources = "containment.csv", delimiterString = " | ", useHeadersInDisplayName = true)
    void shouldDecide(String kind, String pattern, String target, String uri, Outcome expected) throws Exception {
        boolean match = kind.equals("M");
        String text = uri.replace("<NUL>", "\0");
        AliasTables tables = SpecWriter.load(new SpecWriter().alias(match, pattern, target, null, null)
                .table(true, 0, 1, 0, 0).table(false, 0, 1, 0, 0).write());
        try (Lookup lookup = new Lookup()) {
            byte[] bytes = text.getBytes(ISO_8859_1);
            assertEquals(expected, tables.table(0).lookUp(bytes, bytes.length, AliasTable.NO_HOST, 0, lookup));
            assertEquals(Outcome.MATCHED, tables.table(1).lookUp(bytes, bytes.length, AliasTable.NO_HOST, 0, lookup));
            String file = new String(lookup.filename().toByteArray(), ISO_8859_1);
            assertEquals(expected == Outcome.MATCHED, ContainmentJudge.isInside(match, target, file), file);
        }
    }

    /** Makes triples until there are {@code wanted} of them. @return how many there were */
    private static int generate(boolean contained, int wanted, Witness witness) throws Exception {
        Random random = new Random(SEED);
        int triples = 0;
        try (Lookup lookup = new Lookup(); Beginnings beginnings = new Beginnings(random)) {
            while (triples < wanted) {
                List<RandomAlias> aliases = new ArrayList<>();
                SpecWriter specs = new SpecWriter();
                for (int i = 0; i < ALIASES; i++) {
                    RandomAlias alias = RandomAlias.make(random);
                    aliases.add(alias);
                    specs.alias(alias.match, alias.pattern, alias.target, null, null).table(contained, i, 1, 0, 0);
                }
                AliasTables tables = AliasTables.compile(specs.write());
                for (int i = 0; i < ALIASES; i++) {
                    for (int url = 0; url < URLS; url++) {
                        RandomAlias alias = aliases.get(i);
                        String uri = alias.uri(random);
                        Outcome outcome = ask(tables.table(i), alias, uri, lookup, witness);
                        beginnings.check(tables.table(i), uri, "", outcome, lookup,
                                "seed " + SEED + ": " + printable(alias + " on " + uri));
                    }
                }
                triples += ALIASES * URLS;
            }
            assertTrue(beginnings.asked() > triples / 10, "too few answers hang on less than the URL");
        }
        return triples;
    }

    private static Outcome ask(AliasTable table, RandomAlias alias, String uri, Lookup lookup, Witness witness)
            throws UndecidedException {
        byte[] bytes = uri.getBytes(ISO_8859_1);
        Outcome outcome = table.lookUp(bytes, bytes.length, AliasTable.NO_HOST, 0, lookup);
        String file = outcome == Outcome.DECLINED ? null
                : new String(lookup.filename().array(), 0, lookup.filename().length(), ISO_8859_1);
        witness.tell(alias, uri, outcome, file);
        return outcome;
    }

    private static String printable(String text) {
        return text.replace("\0", "<NUL>").replace("\n", "<LF>");
    }
}
