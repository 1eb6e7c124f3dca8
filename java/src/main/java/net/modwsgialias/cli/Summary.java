package net.modwsgialias.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What many URLs came to.
 *
 * @param requests how many there were
 * @param urls how many different ones
 * @param unreadable lines that told of no request
 * @param hits by alias, in configuration order; aliases without hits too
 * @param rest URLs that no alias takes or that would be refused, by what becomes of them
 */
record Summary(long requests, int urls, long unreadable, List<Hits> hits, List<Rest> rest) {

    /** How many examples of one kind are kept. */
    private static final int EXAMPLES = 3;

    /** @param example the first URL, or null */
    record Hits(Explanation.AliasLine alias, long hits, String example) {
    }

    record Rest(String what, long requests, List<String> examples) {
    }

    static Summary of(Report report, Map<Question, Integer> questions, long unreadable) {
        long[] hits = new long[report.aliases().size()];
        String[] examples = new String[hits.length];
        Map<String, long[]> restCounts = new LinkedHashMap<>();
        Map<String, List<String>> restExamples = new LinkedHashMap<>();
        long requests = 0;
        int at = 0;
        for (Map.Entry<Question, Integer> entry : questions.entrySet()) {
            Report.Answer answer = report.answers().get(at++);
            requests += entry.getValue();
            if (answer.alias() != null) {
                hits[answer.alias()] += entry.getValue();
                if (examples[answer.alias()] == null) {
                    examples[answer.alias()] = entry.getKey().show();
                }
            }
            if (!answer.runs()) {
                String what = what(answer);
                restCounts.computeIfAbsent(what, key -> new long[1])[0] += entry.getValue();
                List<String> some = restExamples.computeIfAbsent(what, key -> new ArrayList<>());
                if (some.size() < EXAMPLES) {
                    some.add(entry.getKey().show());
                }
            }
        }
        List<Hits> all = new ArrayList<>();
        for (Report.Alias alias : report.aliases()) {
            all.add(new Hits(Explanation.AliasLine.of(alias), hits[alias.id()], examples[alias.id()]));
        }
        List<Rest> rest = new ArrayList<>();
        restCounts.forEach((what, count) -> rest.add(new Rest(what, count[0],
                Collections.unmodifiableList(restExamples.get(what)))));
        return new Summary(requests, questions.size(), unreadable, all, rest);
    }

    private static String what(Report.Answer answer) {
        return switch (answer.outcome()) {
            case "declined" -> "no alias takes it";
            case "module" -> answer.module().replace(".c", "") + " takes it first";
            case "refused" -> "httpd refuses it with " + answer.status();
            default -> "answered with " + answer.status();
        };
    }

    void print(PrintWriter out, Style style) {
        out.printf("%d requests, %d different URLs%s%n%n", requests, urls,
                unreadable == 0 ? "" : ", " + unreadable + " lines that tell of none");
        for (Hits line : hits) {
            String count = String.format("%10d", line.hits());
            out.printf("%s  %s%n", line.hits() == 0 ? style.bad(count) : count, line.alias());
            if (line.example() != null) {
                out.printf("%10s  %s%n", "", line.example());
            }
        }
        if (!rest.isEmpty()) {
            out.printf("%n%s%n", style.bold("Not served by a script:"));
        }
        for (Rest kind : rest) {
            out.printf("%10d  %s%n", kind.requests(), kind.what());
            kind.examples().forEach(example -> out.printf("%10s  %s%n", "", example));
        }
    }
}
