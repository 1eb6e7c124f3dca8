package net.modwsgialias.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
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
        description = "Shows what happens to URLs: which alias matches, which script runs, and in which groups.")
final class Explain implements Callable<Integer> {

    /** How many of the aliases that did not match are shown without --verbose. */
    private static final int FEW = 5;

    @Spec
    private CommandSpec spec;

    @Mixin
    private HttpdOptions httpd;

    @Mixin
    private OtherMaps maps;

    @Parameters(paramLabel = "URL", arity = "0..*", description = "http://HOST[:PORT]/PATH, or /PATH")
    private List<String> urls = new ArrayList<>();

    @Option(names = "--urls", paramLabel = "FILE", description = "a file with a URL on each line; - is standard input")
    private String urlFile;

    @Option(names = "--log", paramLabel = "FILE",
            description = "an access log in the format common, combined or vhost_combined; - is standard input")
    private String logFile;

    @Option(names = "--against", paramLabel = "FILE",
            description = "a second configuration: print only the URLs whose answer changes; with --map, the one that "
                    + "reads the other files")
    private String against;

    @Option(names = "--each", description = "with --urls or --log, explain each URL before the summary")
    private boolean each;

    @Option(names = "--follow", description = "with --log, go on reading as the log grows or is rotated, and tell each URL"
            + " as it comes; a summary follows at the end")
    private boolean follow;

    @Option(names = "--host", paramLabel = "NAME", description = "the Host header for URLs without a host")
    private String host;

    @Option(names = "--address", paramLabel = "IP", description = "the server address that the requests are sent to")
    private String address;

    @Option(names = "--offline",
            description = "do not start httpd out of sight: then other modules and access control are not known")
    private boolean offline;

    @Option(names = "--live", paramLabel = "PAGE", description = "ask the running server by its status page, such as"
            + " http://localhost/wsgi-alias-status")
    private String live;

    @Option(names = "--json", description = "print JSON, one object per line")
    private boolean json;

    @Option(names = {"-v", "--verbose"},
            description = "show for every alias why it does not match, not only for the first five")
    private boolean verbose;

    private LivePage page;
    private boolean hasWarned;

    private final Gson gson = new GsonBuilder().disableHtmlEscaping().create();

    /** Handles the answers to one batch of questions. */
    private interface Batch {
        /** @return whether all of them are as they should be */
        boolean tell(Map<Question, Integer> questions) throws IOException, InterruptedException, CommandException;
    }

    @Override
    public Integer call() throws IOException, InterruptedException, CommandException {
        boolean compares = against != null || !maps.isEmpty();
        if (each && compares) {
            throw new CommandException(ExitCode.USAGE, (against != null ? "--against" : "--map")
                    + " only prints what changes: do not use --each with it");
        }
        if (follow && (logFile == null || compares)) {
            throw new CommandException(ExitCode.USAGE,
                    "--follow needs --log, and neither --against nor --map can be used with it");
        }
        if (live != null) {
            checkLive();
            page = new LivePage(live, Main.version());
        }
        try (Questions questions = open()) {
            return follow ? follow(questions) : compares ? compare(questions) : explain(questions);
        }
    }

    private void checkLive() throws CommandException {
        if (offline || against != null || !maps.isEmpty()) {
            throw new CommandException(ExitCode.USAGE, "--live asks the running server alone: do not use --offline,"
                    + " --against or --map with it");
        }
        for (String option : List.of("--httpd", "-f", "-d", "-D")) {
            if (spec.commandLine().getParseResult().hasMatchedOption(option)) {
                throw new CommandException(ExitCode.USAGE, "--live asks a server that has its configuration: do not use "
                        + option + " with it");
            }
        }
    }

    private Questions open() throws IOException, CommandException {
        if ((urls.isEmpty() ? 0 : 1) + (urlFile == null ? 0 : 1) + (logFile == null ? 0 : 1) != 1) {
            throw new CommandException(ExitCode.USAGE, "give either URLs, --urls or --log");
        }
        if (address != null && !Question.isAddress(address)) {
            throw new CommandException(ExitCode.USAGE, "--address takes an IP address, and '" + address + "' is none");
        }
        if (host != null && !Question.isWord(host)) {
            throw new CommandException(ExitCode.USAGE, "--host takes a name, and '" + host + "' is none");
        }
        return urlFile != null ? Questions.ofFile(urlFile, address, host)
                : follow ? Questions.ofGrowingLog(logFile, address, host)
                : logFile != null ? Questions.ofLog(logFile, address, host) : Questions.ofUrls(urls, address, host);
    }

    private int explain(Questions questions) throws IOException, InterruptedException, CommandException {
        Summary summary = new Summary();
        boolean many = urls.isEmpty();
        int code;
        try (WhyNot whyNot = new WhyNot()) {
            code = inBatches(questions, batch -> {
                Report report = ask(httpd.arguments(), batch, questions.volume(), many ? "aliases" : "");
                summary.add(report, batch);
                if (each || !many) {
                    printExplanations(report, batch, whyNot);
                }
                return report.answers().stream().allMatch(Report.Answer::runs);
            });
        }
        if (many && json) {
            printJson(Map.of("summary", summary.totals(questions.volume())));
        } else if (many) {
            summary.print(questions.volume(), out(), style());
        }
        return code;
    }

    private int follow(Questions questions) throws IOException, InterruptedException, CommandException {
        Following following = new Following(out(), style(), json ? gson : null);
        following.endWithCommand();
        boolean fine = true;
        try (WhyNot whyNot = new WhyNot()) {
            while (questions.await()) {
                Map<Question, Integer> batch = questions.next();
                Report report = ask(httpd.arguments(), batch, questions.volume(), "aliases");
                fine &= report.answers().stream().allMatch(Report.Answer::runs);
                following.tell(report, batch, questions.volume(), (answers, asked) -> {
                    if (each || json) {
                        printExplanations(answers, asked, whyNot);
                    } else {
                        following.printLines(answers, asked);
                    }
                });
                if (out().checkError()) {
                    // Nobody reads any more, as behind head(1).
                    return ExitCode.NO_REPORT;
                }
            }
        }
        following.end();
        return fine ? ExitCode.FINE : ExitCode.FINDINGS;
    }

    private int compare(Questions questions) throws IOException, InterruptedException, CommandException {
        List<String> second = maps.after(against == null ? httpd.arguments() : httpd.argumentsFor(against));
        long[] changed = new long[1];
        int code = inBatches(questions, batch -> {
            List<Comparison.Change> changes = changes(second, batch, questions.volume());
            changed[0] += changes.size();
            changes.forEach(json ? this::printJson : change -> Comparison.print(change, out(), style()));
            return changes.isEmpty();
        });
        Volume volume = questions.volume();
        if (json) {
            printJson(Map.of("summary", new Comparison.Totals(volume.requests(), volume.urls(), volume.unreadable(),
                    changed[0])));
        } else {
            out().printf("%s, %d with a different answer%n", volume, changed[0]);
        }
        return code;
    }

    private List<Comparison.Change> changes(List<String> second, Map<Question, Integer> batch, Volume volume)
            throws IOException, InterruptedException, CommandException {
        Report before = ask(httpd.arguments(), batch, volume, "");
        Report after = ask(second, batch, volume, "");
        if ((before.reason() == null) != (after.reason() == null)) {
            // What only a started httpd knows would look like a change.
            offline = true;
            return changes(second, batch, volume);
        }
        return Comparison.changes(before, after, batch);
    }

    /**
     * The first batch is asked about even if it is empty: the configuration may be wrong. None is, once nobody reads the
     * answers.
     */
    private int inBatches(Questions questions, Batch batch)
            throws IOException, InterruptedException, CommandException {
        boolean fine = true;
        do {
            Waiting.reached(questions.part());
            fine &= batch.tell(questions.next());
        } while (!out().checkError() && questions.hasNext());
        questions.checkReadable();
        return fine ? ExitCode.FINE : ExitCode.FINDINGS;
    }

    /** @param more what to report beside the answers, and what they are about */
    private Report ask(List<String> arguments, Map<Question, Integer> questions, Volume volume, String more)
            throws IOException, InterruptedException, CommandException {
        String what = "asking httpd; " + volume.requests() + " requests read";
        if (page != null) {
            return page.explain(questions.keySet(), what, more);
        }
        Report report = new Asking(httpd.program(), questions.keySet(), what).explain(arguments, offline, more);
        if (report.reason() != null && !hasWarned && !offline) {
            hasWarned = true;
            spec.commandLine().getErr().println("wsgi-alias: other modules and access control are not known: "
                    + report.reason());
        }
        return report;
    }

    private void printExplanations(Report report, Map<Question, Integer> questions, WhyNot whyNot) {
        ExplanationText text = new ExplanationText(out(), style());
        int at = 0;
        for (Map.Entry<Question, Integer> question : questions.entrySet()) {
            Explanation explanation = Explanation.of(report, question.getKey(), question.getValue(),
                    report.answers().get(at++), whyNot, verbose ? Integer.MAX_VALUE : FEW);
            if (json) {
                printJson(explanation);
            } else {
                text.print(explanation);
            }
        }
    }

    private void printJson(Object value) {
        out().println(gson.toJson(value));
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private static Style style() {
        return new Style(Style.isWanted());
    }
}
