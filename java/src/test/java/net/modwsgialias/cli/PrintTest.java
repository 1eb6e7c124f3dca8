package net.modwsgialias.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is printed of a report, against files with what is expected. */
class PrintTest {

    @TempDir
    private Path directory;

    private final Map<Question, Integer> questions = new LinkedHashMap<>();
    private final StringWriter printed = new StringWriter();

    @BeforeEach
    void ask() throws CommandException {
        List<String> urls = List.of("http://one.test/t-red/home", "/nowhere%E9%1B", "http://one.test/shop",
                "http://one.test/t-..");
        List<Integer> counts = List.of(5, 4, 1, 1);
        for (int i = 0; i < urls.size(); i++) {
            questions.put(Question.parse(urls.get(i), null, null), counts.get(i));
        }
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = PrintTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Report read(String text) throws IOException, CommandException {
        return Report.read(Files.writeString(directory.resolve("report"), text));
    }

    private Report report() throws IOException, CommandException {
        return read(resource("report.jsonl"));
    }

    private void explain(boolean colours) throws IOException, CommandException {
        Report report = report();
        ExplanationText text = new ExplanationText(new PrintWriter(printed), new Style(colours));
        int at = 0;
        try (WhyNot whyNot = new WhyNot()) {
            for (Question question : questions.keySet()) {
                text.print(Explanation.of(report, question, 1, report.answers().get(at++), whyNot, 5));
            }
        }
    }

    @Test
    void shouldExplainInWords() throws IOException, CommandException {
        explain(false);
        assertEquals(resource("explained.txt"), printed.toString());
    }

    @Test
    void shouldUseColoursWhereTheyAreWanted() throws IOException, CommandException {
        explain(true);
        assertTrue(printed.toString().contains("\u001b[32mthe script runs\u001b[0m"), printed.toString());
        assertEquals(resource("explained.txt"), printed.toString().replaceAll("\u001b\\[\\d+m", ""));
    }

    @Test
    void shouldSumUp() throws IOException, CommandException {
        Summary summary = new Summary();
        summary.add(report(), questions);
        summary.print(new Volume(11, 4, true, 2), new PrintWriter(printed), new Style(false));
        assertEquals(resource("summary.txt"), printed.toString());
    }

    @Test
    void shouldAddUpWhatComesInBatches() throws IOException, CommandException {
        Summary summary = new Summary();
        summary.add(report(), questions);
        Summary.Totals once = summary.totals(new Volume(11, 4, true, 0));
        summary.add(report(), questions);
        Summary.Totals twice = summary.totals(new Volume(22, 8, false, 0));
        for (int i = 0; i < once.hits().size(); i++) {
            assertEquals(2 * once.hits().get(i).hits(), twice.hits().get(i).hits());
            assertEquals(once.hits().get(i).example(), twice.hits().get(i).example());
        }
        assertEquals(once.rest().get(0).what(), twice.rest().get(0).what());
        assertEquals(2 * once.rest().get(0).requests(), twice.rest().get(0).requests());
    }

    @Test
    void shouldNotAddUpAnswersOfTwoConfigurations() throws IOException, CommandException {
        Summary summary = new Summary();
        summary.add(report(), questions);
        Report other = read(resource("report.jsonl").replace("\"line\":7", "\"line\":8"));
        assertEquals(ExitCode.NO_REPORT,
                assertThrows(CommandException.class, () -> summary.add(other, questions)).exitCode());
    }

    @Test
    void shouldTellHowOftenAUrlCame() {
        assertEquals("", Volume.times(1));
        assertEquals("  (7 times)", Volume.times(7));
        assertEquals("9 requests, at most 8 different URLs", new Volume(9, 8, false, 0).toString());
    }

    @Test
    void shouldFindNoChangeWhereOnlyLinesMoved() throws IOException, CommandException {
        Report moved = read(resource("report.jsonl").replace("\"line\":7", "\"line\":8"));
        assertEquals(List.of(), Comparison.changes(report(), moved, questions));
    }

    @Test
    void shouldTellWhatChanged() throws IOException, CommandException {
        Report other = read(resource("report.jsonl").replace("\"scriptName\":\"/t-red\"", "\"scriptName\":\"\""));
        List<Comparison.Change> changes = Comparison.changes(report(), other, questions);
        assertEquals(List.of(new Comparison.Change("http://one.test/t-red/home", 5,
                Map.of("SCRIPT_NAME", new Comparison.Values("/t-red", "")))), changes);
    }

    /** The names of groups stay as they are: where one is, and what an option comes to, is a change all the same. */
    @Test
    void shouldTellThatAnotherMachineAnswers() throws IOException, CommandException {
        String remote = "\"processGroup\":\"red\",\"remote\":\"http://127.0.0.%d\"";
        Report there = read(resource("report.jsonl").replace("\"processGroup\":\"red\"", remote.formatted(2)));
        Report elsewhere = read(resource("report.jsonl").replace("\"processGroup\":\"red\"", remote.formatted(3))
                .replace("\"passAuthorization\":\"On\"", "\"passAuthorization\":\"Off\""));
        assertEquals(Map.of("remote", new Comparison.Values("http://127.0.0.2", "http://127.0.0.3"),
                "authorization", new Comparison.Values("On", "Off")),
                Comparison.changes(there, elsewhere, questions).get(0).differences());
        assertEquals(Map.of("remote", new Comparison.Values(null, "http://127.0.0.2"),
                "status", new Comparison.Values("the script runs", "the remote group answers")),
                Comparison.changes(report(), there, questions).get(0).differences());
    }

    /** Thousands of aliases that no answer has to do with must not make it slow. */
    @Test
    void shouldParseOnlyWhatAnAnswerNeeds() throws IOException, CommandException {
        String alias = "{\"record\":\"alias\",\"id\":";
        Report report = read("{\"record\":\"answer\",\"server\":0,\"alias\":5}\n"
                + "{\"record\":\"server\",\"id\":0,no server\n" + alias + "2,no alias\n" + alias + "5,\"line\":7}\n"
                + "{\"record\":\"end\",\"aliases\":9}\n");
        assertEquals(7, report.aliasOf(report.answers().get(0)).line());
        assertEquals(List.of(2, 1, 9),
                List.of(report.aliases().size(), report.servers().size(), report.aliasCount()));
    }

    @Test
    void shouldNotBelieveAReportWithoutAnEnd() throws IOException {
        String cut = resource("report.jsonl").replace("{\"record\":\"end\",\"aliases\":2}\n", "");
        assertEquals(ExitCode.NO_REPORT, assertThrows(CommandException.class, () -> read(cut)).exitCode());
    }
}
