package net.modwsgialias.e2e.harness;

import java.util.ArrayList;
import java.util.List;

/**
 * The words behind an arrow in a case file: a status; {@code declined} or {@code mapped}; {@code name=value} for a field
 * of the answer; {@code has=text} for a part of the body. {@code {NAME}} is the name of the virtual host.
 */
public final class Expectation {

    private Expectation() {
    }

    /** What is not as expected; empty if all is. */
    public static List<String> unmet(List<String> words, Answer answer, String host) {
        List<String> found = new ArrayList<>();
        for (String word : words) {
            if (!met(word.replace("{NAME}", host), answer)) {
                found.add("expected " + word);
            }
        }
        return found;
    }

    private static boolean met(String word, Answer answer) {
        if (word.matches("\\d{3}")) {
            return answer.get("status").equals(word);
        }
        if (word.equals("declined")) {
            return answer.declined();
        }
        if (word.equals("mapped")) {
            return !answer.declined();
        }
        int equals = word.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException("no such expectation: " + word);
        }
        String name = word.substring(0, equals);
        String value = word.substring(equals + 1);
        return name.equals("has") ? answer.get("body").contains(value.replace('_', ' ')) : answer.get(name).equals(value);
    }
}
