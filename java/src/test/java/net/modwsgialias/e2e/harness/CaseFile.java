package net.modwsgialias.e2e.harness;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Cases as data. A line {@code case: title} begins a case that lives in a virtual host of its own,
 * {@code alone: title} one that needs a server of its own, {@code refused: title} and {@code accepted: title} one for
 * {@code httpd -t}. Indented lines below are configuration, except {@code ask METHOD TARGET | Header: value ->
 * expectation ...}, the same with {@code stock}, and {@code says text}.
 */
public final class CaseFile {

    private static final String INDENT = "    ";

    private CaseFile() {
    }

    /** A question and what is known of the answer. */
    public record Ask(String method, String target, List<String> headers, List<String> expected) {

        public Request of(String host) {
            Request request = Request.get(target.replace("{NAME}", host)).method(method).host(host);
            for (String line : headers) {
                String header = line.replace("{NAME}", host);
                request = header.startsWith("Host:") ? request.host(header.substring(5).strip())
                        : request.header(header);
            }
            return request;
        }
    }

    /** A configuration with its questions. */
    public record Case(String kind, String title, List<String> config, List<Ask> asks, List<Ask> stock, List<String> says) {

        public boolean alone() {
            return kind.equals("alone");
        }


        public String configText() {
            return String.join("\n", config) + "\n";
        }
    }

    public static List<Case> read(String name) {
        List<Case> cases = new ArrayList<>();
        String text = new String(Site.resource(name), StandardCharsets.UTF_8);
        for (String line : text.lines().toList()) {
            if (line.matches("(case|alone|refused|accepted): .+")) {
                cases.add(begin(line));
            } else if (line.startsWith(INDENT)) {
                add(cases.get(cases.size() - 1), line.substring(INDENT.length()));
            } else if (!line.isBlank() && !line.startsWith("#")) {
                throw new IllegalArgumentException(name + ": neither a title, nor indented, nor a comment: " + line);
            }
        }
        return cases;
    }

    private static Case begin(String line) {
        int colon = line.indexOf(": ");
        return new Case(line.substring(0, colon), line.substring(colon + 2), new ArrayList<>(), new ArrayList<>(),
                new ArrayList<>(), new ArrayList<>());
    }

    private static void add(Case one, String line) {
        if (line.startsWith("ask ")) {
            one.asks().add(ask(line.substring(4)));
        } else if (line.startsWith("stock ")) {
            one.stock().add(ask(line.substring(6)));
        } else if (line.startsWith("says ")) {
            one.says().add(line.substring(5));
        } else {
            one.config().add(line);
        }
    }

    private static Ask ask(String line) {
        int arrow = line.lastIndexOf(" -> ");
        if (arrow < 0) {
            throw new IllegalArgumentException("no expectation: " + line);
        }
        String[] question = line.substring(0, arrow).strip().split(" +\\| +");
        String[] words = question[0].split(" +");
        List<String> headers = List.of(question).subList(1, question.length);
        return new Ask(words[0], words[1], headers, List.of(line.substring(arrow + 4).strip().split(" +")));
    }
}
