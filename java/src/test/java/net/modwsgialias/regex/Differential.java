package net.modwsgialias.regex;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import net.modwsgialias.nfa.Backtracker;
import net.modwsgialias.nfa.Code;
import net.modwsgialias.nfa.Compiler;
import net.modwsgialias.nfa.NfaScratch;
import net.modwsgialias.nfa.PikeVm;
import net.modwsgialias.nfa.Program;
import net.modwsgialias.nfa.SetPool;
import net.modwsgialias.syntax.IrregularException;
import net.modwsgialias.syntax.ParsedPattern;
import net.modwsgialias.syntax.Parser;
import net.modwsgialias.syntax.SyntaxException;

/** Compares every engine with PCRE2 itself, on one pattern and many subjects. */
final class Differential implements AutoCloseable {

    private static final long CACHE_BYTES = 64 * 1024;
    /** In front of every pattern, so that PCRE2 itself does not take seconds; it changes no answer. */
    private static final String LIMITS = "(*LIMIT_MATCH=200000)(*LIMIT_DEPTH=20000)(*LIMIT_HEAP=20000)";

    private final long cacheBytes;
    private final MatchScratch expected = new MatchScratch();
    private final MatchScratch found = new MatchScratch();
    private final NfaScratch nfa = new NfaScratch();
    private final Code code = new Code();
    private String lastMatched;
    private long slow;
    private long comparisons;
    private long beginnings;
    private long irregular;
    private long invalid;

    Differential() {
        this(CACHE_BYTES);
    }

    /** @param cacheBytes of the sets that are compared */
    Differential(long cacheBytes) {
        this.cacheBytes = cacheBytes;
    }

    long comparisons() {
        return comparisons;
    }

    String summary() {
        return comparisons + " comparisons with PCRE2 " + Pcre2Version.text() + ", " + beginnings
                + " with other subjects that begin so, " + irregular
                + " patterns for PCRE2, " + invalid + " invalid patterns, " + slow + " too slow for the slow backtracker";
    }

    /** Fails the test on the first difference. */
    void check(String pattern, int flags, List<byte[]> subjects) {
        PatternSpec spec = new PatternSpec(PatternSpec.Kind.REGEX, Bytes.of(pattern), flags);
        Pcre2Pattern pcre2;
        try {
            pcre2 = Pcre2Pattern.compile(limited(spec), 0);
        } catch (PatternException e) {
            invalid++;
            shouldRefuse(spec);
            return;
        }
        try {
            check(spec, pcre2, Parser.parse(spec.text(), SyntaxFlags.of(flags)), subjects);
        } catch (IrregularException e) {
            irregular++;
        } catch (SyntaxException e) {
            throw new AssertionError("refused, but PCRE2 takes it: " + describe(spec) + ": " + e.getMessage() + " at "
                    + e.offset());
        } catch (MatchLimitException e) {
            // PCRE2 has no answer to compare with.
            invalid++;
        }
    }

    private static PatternSpec limited(PatternSpec spec) {
        byte[] limits = Bytes.of(LIMITS);
        byte[] text = Arrays.copyOf(limits, limits.length + spec.text().length);
        System.arraycopy(spec.text(), 0, text, limits.length, spec.text().length);
        return new PatternSpec(spec.kind(), text, spec.flags());
    }

    private void shouldRefuse(PatternSpec spec) {
        try {
            // PCRE2 refuses what would be too large for it; for ours it then is by far.
            Compiler.compile(Parser.parse(spec.text(), SyntaxFlags.of(spec.flags())).root(), 0, code, new SetPool(),
                    PatternSet.MOST_INSTRUCTIONS);
            throw new AssertionError("taken, but PCRE2 refuses it: " + describe(spec));
        } catch (SyntaxException | IrregularException e) {
            // Either sends it to PCRE2, whose error it then is.
        }
    }

    private void check(PatternSpec spec, Pcre2Pattern pcre2, ParsedPattern parsed, List<byte[]> subjects)
            throws IrregularException, MatchLimitException {
        SetPool sets = new SetPool();
        Program program = Compiler.compile(parsed.root(), Math.min(parsed.groups(), MatchScratch.GROUPS - 1), code,
                sets, 5000);
        // Twice the same pattern keeps the automaton from leaving the decision to the one-pass program.
        PatternSet alone = set(spec);
        PatternSet twice = set(spec, spec);
        for (byte[] subject : subjects) {
            Pcre2Matcher matcher = expected.pcre2();
            matcher.setSubject(subject, subject.length);
            boolean matches = matcher.search(pcre2, 0, expected);
            lastMatched = matches ? groups(expected) : null;
            compare("backtracker", spec, subject, matches, program,
                    Backtracker.search(program, sets.bits(), subject, subject.length, nfa));
            compare("pike", spec, subject, matches, program,
                    PikeVm.search(program, sets.bits(), subject, subject.length, nfa));
            compareOracle(spec, subject, parsed);
            compareSet("set of one", alone, spec, subject, matches);
            compareSet("set of two", twice, spec, subject, matches);
            comparisons++;
        }
    }

    private void compare(String engine, PatternSpec spec, byte[] subject, boolean matches, Program program,
            boolean found) {
        String wanted = matches ? groups(expected) : "no match";
        String got = found ? groups(nfa.slots(), program.slots()) : "no match";
        if (!wanted.equals(got)) {
            throw new AssertionError(engine + ": " + describe(spec) + " on '" + Bytes.text(subject) + "': PCRE2 "
                    + wanted + ", ours " + got);
        }
    }

    private void compareOracle(PatternSpec spec, byte[] subject, ParsedPattern parsed) {
        try {
            int[] groups = SlowBacktracker.search(parsed.root(), subject);
            boolean matches = groups != null;
            // The tree and what becomes of it are judged apart.
            boolean same = Objects.equals(lastMatched, matches ? groups(groups, groups.length) : null);
            if (!same) {
                throw new AssertionError("slow backtracker: " + describe(spec) + " on '" + Bytes.text(subject) + "': "
                        + (matches ? groups(groups, groups.length) : "no match") + ", PCRE2 " + lastMatched);
            }
        } catch (SlowBacktracker.TooSlow e) {
            slow++;
        }
    }

    private PatternSet set(PatternSpec... specs) {
        try {
            return PatternSet.compile(List.of(specs), cacheBytes);
        } catch (PatternException e) {
            throw new AssertionError("compiled before: " + describe(specs[0]), e);
        }
    }

    private void compareSet(String engine, PatternSet set, PatternSpec spec, byte[] subject, boolean matches)
            throws MatchLimitException {
        String wanted = matches && expected.end(0) > 0 ? groups(expected) : "no match";
        String got = set.match(subject, subject.length, found) == 0 ? groups(found) : "no match";
        if (!wanted.equals(got)) {
            throw new AssertionError(engine + " " + set.served(0) + ": " + describe(spec) + " on '"
                    + Bytes.text(subject) + "': PCRE2 " + wanted + ", ours " + got);
        }
        compareBeginnings(engine, set, spec, subject, got);
    }

    /** What a result does not hang on can be another, or not be there. */
    private void compareBeginnings(String engine, PatternSet set, PatternSpec spec, byte[] subject, String wanted)
            throws MatchLimitException {
        int read = Math.max(1, found.read());
        byte[] other = Arrays.copyOf(subject, Math.max(read, subject.length + 1));
        for (int length = read; length <= subject.length; length += 1 + (subject.length - read) / 2) {
            Arrays.fill(other, read, length, other[read - 1]);
            String got = set.match(other, length, found) == 0 ? groups(found) : "no match";
            if (!wanted.equals(got)) {
                throw new AssertionError(engine + " " + set.served(0) + ": " + describe(spec) + " on '"
                        + Bytes.text(subject) + "' hangs on " + read + " bytes, but '"
                        + Bytes.text(Arrays.copyOf(other, length)) + "' has " + got + " in place of " + wanted);
            }
            beginnings++;
        }
    }

    static String describe(PatternSpec spec) {
        return Bytes.text(spec.text()) + String.format(" (flags 0x%x)", spec.flags());
    }

    static String groups(MatchScratch scratch) {
        StringBuilder out = new StringBuilder();
        for (int group = 0; group < MatchScratch.GROUPS; group++) {
            out.append(scratch.start(group)).append('-').append(scratch.end(group)).append(' ');
        }
        return out.toString();
    }

    private static String groups(int[] slots, int count) {
        StringBuilder out = new StringBuilder();
        for (int slot = 0; slot < 2 * MatchScratch.GROUPS; slot += 2) {
            // A slot pair counts only when both are set, as in PCRE2 it is set when the group closes.
            boolean set = slot < count && slots[slot + 1] >= 0;
            out.append(set ? slots[slot] : -1).append('-').append(set ? slots[slot + 1] : -1).append(' ');
        }
        return out.toString();
    }

    @Override
    public void close() {
        expected.close();
        found.close();
    }
}
