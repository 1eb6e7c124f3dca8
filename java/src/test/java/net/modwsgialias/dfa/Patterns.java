package net.modwsgialias.dfa;

import java.nio.charset.StandardCharsets;
import net.modwsgialias.nfa.SetPool;
import net.modwsgialias.syntax.Node;
import net.modwsgialias.syntax.Options;
import net.modwsgialias.syntax.Parser;

/** Lists of patterns for the tests of this package: a union, its classes, and walks through it. */
final class Patterns {

    final Union union;
    final ByteClasses classes;
    private final Stepper stepper;

    /** Each list is an array of patterns; they are numbered through all lists. */
    Patterns(String[]... lists) throws Exception {
        SetPool sets = new SetPool();
        UnionBuilder builder = new UnionBuilder(sets, 2000);
        int pattern = 0;
        for (int list = 0; list < lists.length; list++) {
            if (list > 0) {
                builder.nextList();
            }
            for (String text : lists[list]) {
                builder.add(pattern++, tree(text));
            }
        }
        union = builder.build();
        classes = new ByteClasses(sets);
        stepper = new Stepper(union, classes);
    }

    static Node tree(String text) throws Exception {
        return Parser.parse(text.getBytes(StandardCharsets.ISO_8859_1), Options.DOTALL | Options.DOLLAR_ENDONLY).root();
    }

    int symbol(char letter) {
        return classes.classOf()[letter];
    }

    /** The lowest pattern of some lists that matches a subject, or -1. */
    int match(String subject, int... lists) {
        Threads from = new Threads();
        Threads to = new Threads();
        stepper.begin(lists, Stepper.NO_MATCH, from);
        int match = Stepper.NO_MATCH;
        for (int at = 0; at <= subject.length(); at++) {
            int symbol = at < subject.length() ? symbol(subject.charAt(at)) : classes.count();
            match = stepper.step(from, symbol, match, to);
            from.copyFrom(to);
        }
        return match == Stepper.NO_MATCH ? -1 : match;
    }
}
