package net.modwsgialias.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code wsgi-alias explain}. */
@Command(name = "explain", mixinStandardHelpOptions = true,
        description = "Tells what becomes of URLs: which alias takes each, which script runs, and with what.")
final class Explain implements Callable<Integer> {

    /** Of the aliases that did not match, how many are told without --verbose. */
    private static final int FEW = 5;

    @Spec
    private CommandSpec spec;

    @Mixin
    private HttpdOptions httpd;

    @Parameters(paramLabel = "URL", arity = "0..*", description = "http://HOST[:PORT]/PATH, or /PATH")
    private List<String> urls = new ArrayList<>();

    @Option(names = "--urls", paramLabel = "FILE", description = "a file with a URL on each line; - is standard input")
    private String urlFile;

    @Option(names = "--log", paramLabel = "FILE",
            description = "an access log: common, combined or vhost_combined; - is standard input")
    private String logFile;

    @Option(names = "--against", paramLabel = "FILE",
            description = "another configuration: tell only of URLs that it answers otherwise")
    private String against;

    @Option(names = "--host", paramLabel = "NAME", description = "the Host header of URLs that name no host")
    private String host;

    @Option(names = "--address", paramLabel = "IP", description = "the address that the requests come in at")
    private String address;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Option(names = {"-v", "--verbose"}, description = "tell of every alias why it does not match")
    private boolean verbose;

    /** Requests, each once, and how often they were asked about. */
    private final Map<Question, Integer> questions = new LinkedHashMap<>();
    private long unreadable;

    @Override
    public Integer call() throws IOException, InterruptedException, CommandException {
        readQuestions();
        Report report = ConfigTest.run(httpd.program(), httpd.arguments(), questions.keySet(), "");
        if (against != null) {
            Report other = ConfigTest.run(httpd.program(), httpd.argumentsFor(against), questions.keySet(), "");
            return printComparison(Comparison.of(report, other, questions));
        }
        if (urls.isEmpty()) {
            printSummary(Summary.of(report, questions, unreadable));
        } else {
            printExplanations(report);
        }
        return report.answers().stream().allMatch(Report.Answer::runs) ? ExitCode.FINE : ExitCode.FINDINGS;
    }

    private void readQuestions() throws IOException, CommandException {
        if ((urls.isEmpty() ? 0 : 1) + (urlFile == null ? 0 : 1) + (logFile == null ? 0 : 1) != 1) {
            throw new CommandException(ExitCode.USAGE, "give URLs, or --urls, or --log");
        }
        for (String url : urls) {
            add(Question.parse(url, address, host));
        }
        if (urlFile != null) {
            readUrls();
        }
        if (logFile != null) {
            readLog();
        }
    }

    private void readUrls() throws IOException, CommandException {
        try (BufferedReader lines = open(urlFile)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank()) {
                    String text = new String(Bytes.of(line.strip()), StandardCharsets.UTF_8);
                    add(Question.parse(text, address, host).withoutQuery());
                }
            }
        }
    }

    private void readLog() throws IOException, CommandException {
        try (BufferedReader lines = open(logFile)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Question question = LogLine.parse(line, address, host);
                if (question == null) {
                    unreadable++;
                } else {
                    add(question);
                }
            }
        }
    }

    private void add(Question question) throws CommandException {
        if (!question.isSendable()) {
            throw new CommandException(ExitCode.USAGE, "no client can ask for '" + question.show() + "'");
        }
        questions.merge(question, 1, Integer::sum);
    }

    private static BufferedReader open(String file) throws IOException, CommandException {
        if (file.equals("-")) {
            return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.ISO_8859_1));
        }
        try {
            return Files.newBufferedReader(Path.of(file), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new CommandException(ExitCode.USAGE, "there is no file " + file);
        }
    }

    private void printExplanations(Report report) {
        List<Explanation> explanations = new ArrayList<>();
        int at = 0;
        try (WhyNot whyNot = new WhyNot()) {
            for (Question question : questions.keySet()) {
                explanations.add(Explanation.of(report, question, report.answers().get(at++), whyNot,
                        verbose ? Integer.MAX_VALUE : FEW));
            }
        }
        if (json) {
            printJson(explanations);
        } else {
            ExplanationText text = new ExplanationText(out(), style());
            explanations.forEach(text::print);
        }
    }

    private void printSummary(Summary summary) {
        if (json) {
            printJson(summary);
        } else {
            summary.print(out(), style());
        }
    }

    private int printComparison(Comparison comparison) {
        if (json) {
            printJson(comparison);
        } else {
            comparison.print(out(), style());
        }
        return comparison.changes().isEmpty() ? ExitCode.FINE : ExitCode.FINDINGS;
    }

    private void printJson(Object value) {
        Gson gson = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
        out().println(gson.toJson(value));
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private static Style style() {
        return new Style(Style.isWanted());
    }
}
