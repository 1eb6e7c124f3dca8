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
                text.print(Explanation.of(report, question, report.answers().get(at++), whyNot, 5));
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
        Summary.of(report(), questions, 2).print(new PrintWriter(printed), new Style(false));
        assertEquals(resource("summary.txt"), printed.toString());
    }

    @Test
    void shouldFindNoChangeWhereOnlyLinesMoved() throws IOException, CommandException {
        Report moved = read(resource("report.jsonl").replace("\"line\":7", "\"line\":8"));
        assertEquals(List.of(), Comparison.of(report(), moved, questions).changes());
    }

    @Test
    void shouldTellWhatChanged() throws IOException, CommandException {
        Report other = read(resource("report.jsonl").replace("\"scriptName\":\"/t-red\"", "\"scriptName\":\"\""));
        Comparison comparison = Comparison.of(report(), other, questions);
        assertEquals(1, comparison.changes().size());
        assertEquals("http://one.test/t-red/home", comparison.changes().get(0).url());
        assertEquals(Map.of("SCRIPT_NAME", new Comparison.Values("/t-red", "")),
                comparison.changes().get(0).differences());
    }

    @Test
    void shouldNotBelieveAReportWithoutAnEnd() throws IOException {
        String cut = resource("report.jsonl").replace("{\"record\":\"end\"}\n", "");
        assertEquals(ExitCode.NO_REPORT, assertThrows(CommandException.class, () -> read(cut)).exitCode());
    }
}
