package net.modwsgialias.cli;

import com.google.gson.Gson;
import java.io.PrintWriter;
import java.util.Map;

/**
 * What is told while a log is followed: each URL as it comes, and a summary at the end, which is the command's: its
 * input's end, or a signal. Any thread may call; nothing is told behind the summary.
 */
final class Following {

    private final PrintWriter out;
    private final Style style;
    private final Gson gson;
    private Summary summary = new Summary();
    private Volume volume = new Volume(0, 0, true, 0);
    /** What had been read when the summary began. */
    private Volume before = volume;
    private boolean ended;

    /** How the URLs of a batch are told. */
    interface Teller {
        void tell(Report report, Map<Question, Integer> questions);
    }

    /** @param gson writes the summary; null for people */
    Following(PrintWriter out, Style style, Gson gson) {
        this.out = out;
        this.style = style;
        this.gson = gson;
    }

    /** Prints the summary when a signal ends the command. */
    void endWithCommand() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "summary"));
    }

    /** Tells of a batch. Where the configuration has changed, the summary begins anew. */
    synchronized void tell(Report report, Map<Question, Integer> questions, Volume read, Teller teller)
            throws CommandException {
        if (ended) {
            return;
        }
        if (!summary.isAbout(report)) {
            printSummary();
            summary = new Summary();
            before = volume;
        }
        summary.add(report, questions);
        volume = read;
        teller.tell(report, questions);
        out.flush();
    }

    /** A line for each URL. */
    void printLines(Report report, Map<Question, Integer> questions) {
        int at = 0;
        for (Map.Entry<Question, Integer> question : questions.entrySet()) {
            Report.Answer answer = report.answers().get(at++);
            Report.Alias alias = answer.alias() == null ? null : report.aliases().get(answer.alias());
            String what = answer.runs() ? style.good("runs") : style.bad(Summary.what(answer));
            out.printf("%s%s  %s%s%n", question.getKey().show(), Volume.times(question.getValue()), what,
                    alias == null ? "" : "  " + Explanation.AliasLine.of(alias));
        }
    }

    /** Prints the summary, once. */
    synchronized void end() {
        if (!ended) {
            ended = true;
            printSummary();
            out.flush();
        }
    }

    private void printSummary() {
        Volume summarized = volume.since(before);
        if (gson != null) {
            out.println(gson.toJson(Map.of("summary", summary.totals(summarized))));
        } else {
            out.println();
            summary.print(summarized, out, style);
        }
    }
}
