package net.modwsgialias.regex;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Every pattern of a given size over a few atoms and operators, and every subject up to a length. */
final class SmallWorld {

    private static final List<String> UNARY =
            List.of("(?:%s)*", "(?:%s)*?", "(?:%s)+", "(?:%s)?", "(?:%s)??", "(%s)", "(?:%s){2}");

    private final List<String> atoms;
    private final List<List<String>> bySize = new ArrayList<>();

    SmallWorld(String... atoms) {
        this.atoms = List.of(atoms);
        bySize.add(List.of());
        bySize.add(this.atoms);
    }

    /** Gives every pattern of exactly {@code size} atoms and operators; those of smaller sizes are kept. */
    void patterns(int size, Consumer<String> action) {
        if (size == 1) {
            atoms.forEach(action);
            return;
        }
        for (String operator : UNARY) {
            known(size - 1).forEach(body -> action.accept(String.format(operator, body)));
        }
        for (int left = 1; left < size - 1; left++) {
            for (String first : known(left)) {
                for (String second : known(size - 1 - left)) {
                    action.accept(first + second);
                    action.accept("(?:" + first + "|" + second + ")");
                }
            }
        }
    }

    private List<String> known(int size) {
        while (bySize.size() <= size) {
            List<String> patterns = new ArrayList<>();
            patterns(bySize.size(), patterns::add);
            bySize.add(patterns);
        }
        return bySize.get(size);
    }

    /** Every string over the alphabet, up to a length. */
    static List<byte[]> subjects(String alphabet, int longest) {
        List<byte[]> subjects = new ArrayList<>();
        List<String> level = List.of("");
        for (int length = 0; length <= longest; length++) {
            List<String> longer = new ArrayList<>();
            for (String text : level) {
                subjects.add(Bytes.of(text));
                alphabet.chars().forEach(letter -> longer.add(text + (char) letter));
            }
            level = longer;
        }
        return subjects;
    }
}
