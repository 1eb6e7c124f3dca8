package net.modwsgialias.lint;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.modwsgialias.regex.PatternSpec;
import net.modwsgialias.regex.PatternTree;
import net.modwsgialias.regex.Served;
import net.modwsgialias.syntax.IrregularException;
import net.modwsgialias.syntax.Node;
import net.modwsgialias.syntax.ParsedPattern;
import net.modwsgialias.syntax.SyntaxException;
import net.modwsgialias.table.Alias;
import net.modwsgialias.table.AliasSpec;

/** An alias, with the data that the checks need. For one thread. */
final class CheckedAlias {

    private final int server;
    private final AliasSpec spec;
    private final Alias alias;
    private final Served served;
    private final ParsedPattern parsed;
    private final List<byte[]> samples;

    /**
     * @param server whose own it is, by its place in the context
     * @param served which engine serves its pattern
     * @param parsed its pattern, if that is at hand; or null
     */
    CheckedAlias(int server, AliasSpec spec, Alias alias, Served served, ParsedPattern parsed) {
        this.server = server;
        this.spec = spec;
        this.alias = alias;
        this.served = served;
        this.parsed = parsed == null ? parse(spec.pattern()) : parsed;
        this.samples = this.parsed == null ? List.of() : new Samples(this.parsed.root());
    }

    private static ParsedPattern parse(PatternSpec pattern) {
        try {
            return PatternTree.of(pattern);
        } catch (SyntaxException | IrregularException e) {
            return null;
        }
    }

    int id() {
        return alias.id();
    }

    int server() {
        return server;
    }

    AliasSpec spec() {
        return spec;
    }

    Alias alias() {
        return alias;
    }

    Served served() {
        return served;
    }

    /** The tree of the pattern, or null if it has none. */
    Node tree() {
        return parsed == null ? null : parsed.root();
    }

    /** URLs that the pattern is likely to match; none if it has no tree. Not to be changed. */
    List<byte[]> samples() {
        return samples;
    }

    /** How many groups the pattern has. */
    int groups() {
        return parsed == null ? PatternChecks.countGroups(pattern()) : parsed.groups();
    }

    boolean isMatch() {
        return spec.isMatch();
    }

    /** The pattern as written, one char a byte. */
    String pattern() {
        return text(spec.pattern().text());
    }

    /** The target as written, one char a byte. */
    String target() {
        return text(spec.target());
    }

    /** The groups of the pattern that the file's name is made of. */
    Set<Integer> targetCaptures() {
        Set<Integer> groups = new TreeSet<>();
        for (byte group : alias.targetCaptures()) {
            groups.add((int) group);
        }
        return groups;
    }

    /** The alias as messages name it. */
    String directive() {
        return directive(spec);
    }

    /** An alias as messages name it. */
    static String directive(AliasSpec spec) {
        String pattern = text(spec.pattern().text());
        String shown = pattern.length() > 200 ? pattern.substring(0, 200) + "..." : pattern;
        return (spec.isMatch() ? "WSGIScriptAliasMatch " : "WSGIScriptAlias ") + shown;
    }

    Finding finding(FindingCode code, String cause, String cure) {
        return finding(code, cause, cure, null, null);
    }

    Finding finding(FindingCode code, String cause, String cure, String culprit, String example) {
        return new Finding(code, id(), spec.place(), directive(), cause, cure, culprit, example);
    }

    /** Bytes as a text, one char a byte. */
    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
