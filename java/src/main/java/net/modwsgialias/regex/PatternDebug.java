package net.modwsgialias.regex;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.modwsgialias.nfa.Code;
import net.modwsgialias.nfa.Compiler;
import net.modwsgialias.nfa.Program;
import net.modwsgialias.nfa.ProgramText;
import net.modwsgialias.nfa.SetPool;
import net.modwsgialias.syntax.IrregularException;
import net.modwsgialias.syntax.ParsedPattern;
import net.modwsgialias.syntax.Parser;
import net.modwsgialias.syntax.SyntaxException;
import net.modwsgialias.syntax.TreeText;

/**
 * Prints what becomes of patterns at each stage: tree, program, engine and reason; and of all together the byte
 * classes, and the states that the given subjects lead to.
 *
 * <p>Usage: {@code PatternDebug [-i] [-m] [-s] [-d] PATTERN... [-- SUBJECT...]}. The options switch
 * {@code RegexDefaultOptions} about: caseless on, multi-line on, DOTALL off, DOLLAR_ENDONLY off.
 */
public final class PatternDebug {

    private final PrintStream out;
    private int flags = PatternSpec.DOTALL | PatternSpec.DOLLAR_ENDONLY;

    private PatternDebug(PrintStream out) {
        this.out = out;
    }

    /** The command. */
    public static void main(String[] args) throws PatternException, MatchLimitException {
        new PatternDebug(System.out).run(Arrays.asList(args));
    }

    static void print(PrintStream out, List<String> args) throws PatternException, MatchLimitException {
        new PatternDebug(out).run(args);
    }

    private void run(List<String> args) throws PatternException, MatchLimitException {
        int separator = args.contains("--") ? args.indexOf("--") : args.size();
        List<PatternSpec> specs = new ArrayList<>();
        for (String arg : args.subList(0, separator)) {
            if (!isFlag(arg)) {
                specs.add(new PatternSpec(PatternSpec.Kind.REGEX, bytes(arg), flags));
            }
        }
        PatternSet set = PatternSet.compile(specs);
        for (int index = 0; index < specs.size(); index++) {
            printPattern(specs.get(index), index, set.served(index));
        }
        try (MatchScratch scratch = new MatchScratch()) {
            for (String subject : args.subList(Math.min(separator + 1, args.size()), args.size())) {
                printMatch(set, subject, scratch);
            }
        }
        out.print(set.describe());
    }

    private boolean isFlag(String arg) {
        int flag = switch (arg) {
            case "-i" -> PatternSpec.CASELESS;
            case "-m" -> PatternSpec.MULTILINE;
            case "-s" -> PatternSpec.DOTALL;
            case "-d" -> PatternSpec.DOLLAR_ENDONLY;
            default -> 0;
        };
        flags ^= flag;
        return flag != 0;
    }

    private void printPattern(PatternSpec spec, int index, Served served) {
        out.println("pattern " + index + ": " + new String(spec.text(), StandardCharsets.ISO_8859_1));
        out.println("engine " + served.engine() + (served.reason().isEmpty() ? "" : ": " + served.reason()
                + " at offset " + served.offset()));
        try {
            ParsedPattern parsed = Parser.parse(spec.text(), SyntaxFlags.of(spec.flags()));
            SetPool sets = new SetPool();
            int groups = Math.min(parsed.groups(), MatchScratch.GROUPS - 1);
            Program program = Compiler.compile(parsed.root(), groups, new Code(), sets,
                    PatternSet.MOST_INSTRUCTIONS);
            out.print("tree:\n" + TreeText.of(parsed.root()));
            out.print("program: " + ProgramText.of(program, sets));
        } catch (SyntaxException | IrregularException e) {
            out.println("no tree: " + e.getMessage());
        }
    }

    private void printMatch(PatternSet set, String subject, MatchScratch scratch) throws MatchLimitException {
        byte[] bytes = bytes(subject);
        int index = set.match(bytes, bytes.length, scratch);
        out.print("subject " + subject + ": " + (index < 0 ? "no match" : "pattern " + index));
        for (int group = 0; index >= 0 && group < MatchScratch.GROUPS; group++) {
            if (scratch.start(group) != MatchScratch.ABSENT) {
                out.print(" $" + group + "=" + scratch.start(group) + "-" + scratch.end(group));
            }
        }
        out.println();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
