package net.modwsgialias.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Totals for many URLs. Each batch adds only numbers and a few examples. */
final class Summary {

    /** How many examples of one kind are kept. */
    private static final int EXAMPLES = 3;

    private final Map<Integer, Count> hits = new LinkedHashMap<>();
    private final Map<String, Count> rest = new LinkedHashMap<>();
    private List<Report.Alias> aliases = List.of();

    /** Requests of one kind. */
    private static final class Count {

        private final List<String> examples = new ArrayList<>();
        private long requests;

        void add(Question question, int times, int most) {
            requests += times;
            if (examples.size() < most) {
                examples.add(question.show());
            }
        }
    }

    /** @param example the first URL, or null */
    record Hits(Explanation.AliasLine alias, long hits, String example) {
    }

    /** @param what became of URLs that no alias took; examples are some of these */
    record Rest(String what, long requests, List<String> examples) {
    }

    /**
     * As {@code --json} has it.
     *
     * @param hits by alias, in configuration order; aliases without hits too
     * @param rest URLs that no alias takes or that would be refused, by what becomes of them
     */
    record Totals(long requests, long urls, long unreadable, List<Hits> hits, List<Rest> rest) {
    }

    /** Whether a report is about the same aliases as those before. */
    boolean isAbout(Report report) {
        return aliases.isEmpty() || aliases.equals(report.aliases());
    }

    /**
     * Adds the answers to a batch.
     *
     * @throws CommandException if they are about other aliases than those before
     */
    void add(Report report, Map<Question, Integer> questions) throws CommandException {
        if (!isAbout(report)) {
            throw new CommandException(ExitCode.NO_REPORT, "the configuration changed while wsgi-alias was reading it");
        }
        aliases = report.aliases();
        int at = 0;
        for (Map.Entry<Question, Integer> entry : questions.entrySet()) {
            Report.Answer answer = report.answers().get(at++);
            if (answer.alias() != null) {
                hits.computeIfAbsent(answer.alias(), alias -> new Count()).add(entry.getKey(), entry.getValue(), 1);
            }
            if (!answer.runs()) {
                rest.computeIfAbsent(what(answer), what -> new Count())
                        .add(entry.getKey(), entry.getValue(), EXAMPLES);
            }
        }
    }

    /** What becomes of a URL whose script does not run. */
    static String what(Report.Answer answer) {
        return switch (answer.outcome()) {
            case "declined" -> "no alias matches";
            case "script" -> "no alias matches, and it is a script all the same, answered with " + answer.status();
            case "module" -> Report.nameOf(answer.module()) + " takes it first";
            case "refused" -> "httpd refuses it with " + answer.status();
            default -> "answered with " + answer.status();
        };
    }

    Totals totals(Volume volume) {
        List<Hits> all = new ArrayList<>();
        for (Report.Alias alias : aliases) {
            Count count = hits.getOrDefault(alias.id(), new Count());
            all.add(new Hits(Explanation.AliasLine.of(alias), count.requests,
                    count.examples.isEmpty() ? null : count.examples.get(0)));
        }
        List<Rest> others = new ArrayList<>();
        rest.forEach((what, count) -> others.add(new Rest(what, count.requests, List.copyOf(count.examples))));
        return new Totals(volume.requests(), volume.urls(), volume.unreadable(), all, others);
    }

    void print(Volume volume, PrintWriter out, Style style) {
        Totals totals = totals(volume);
        out.printf("%s%n%n", volume);
        for (Hits line : totals.hits()) {
            String count = String.format("%10d", line.hits());
            out.printf("%s  %s%n", line.hits() == 0 ? style.bad(count) : count, line.alias());
            if (line.example() != null) {
                out.printf("%10s  %s%n", "", line.example());
            }
        }
        if (!totals.rest().isEmpty()) {
            out.printf("%n%s%n", style.bold("Not served by a script:"));
        }
        for (Rest kind : totals.rest()) {
            out.printf("%10d  %s%n", kind.requests(), kind.what());
            kind.examples().forEach(example -> out.printf("%10s  %s%n", "", example));
        }
    }
}
