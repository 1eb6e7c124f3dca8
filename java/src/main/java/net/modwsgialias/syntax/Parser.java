package net.modwsgialias.syntax;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads a pattern as PCRE2 reads it: bytes, no UTF, newline is LF, {@code \R} is any Unicode line break.
 * Where versions of PCRE2 differ, or the answer is not certain to be PCRE2's, the pattern is irregular.
 */
public final class Parser {


    final PatternReader in;
    int options;
    int groups;
    int depth;
    /** How many (?| groups are open. */
    int resets;
    boolean quoting;
    /** Whether the tree has a part that an automaton may only have under conditions. */
    boolean conditional;
    final MistakenPairs mistaken = new MistakenPairs();

    private Parser(byte[] text, int options) {
        this.in = new PatternReader(text);
        this.options = options;
    }

    /**
     * Parses a pattern.
     *
     * @param text the pattern's bytes
     * @param options the sum of the public constants of {@link Options}
     * @throws SyntaxException if the text is not a pattern
     * @throws IrregularException if the pattern is PCRE2's business
     */
    public static ParsedPattern parse(byte[] text, int options) throws SyntaxException, IrregularException {
        Parser parser = new Parser(text, options);
        Node root = parser.whole();
        parser.mistaken.check();
        if (parser.conditional) {
            Regularity.check(root);
        }
        return new ParsedPattern(root, parser.groups);
    }

    /**
     * Parses a pattern that may be PCRE2's business, to look at its tree: what no automaton could honour, such as a
     * possessive repeat, is in there as it is written.
     *
     * @throws IrregularException all the same, if the pattern has a part that has no tree
     */
    public static Node outline(byte[] text, int options) throws SyntaxException, IrregularException {
        return new Parser(text, options).whole();
    }

    private Node whole() throws SyntaxException, IrregularException {
        Node root = alternation(false);
        if (!in.atEnd()) {
            throw new SyntaxException("unmatched closing parenthesis", in.offset());
        }
        return root;
    }

    /** Reads branches up to a closing parenthesis or the end, which stays unread. */
    Node alternation(boolean sameGroups) throws SyntaxException, IrregularException {
        int firstGroup = groups;
        int mostGroups = groups;
        List<Node> branches = new ArrayList<>();
        do {
            groups = sameGroups ? firstGroup : groups;
            branches.add(new BranchParser(this).parse());
            mostGroups = Math.max(mostGroups, groups);
        } while (!in.atEnd() && in.take('|'));
        groups = mostGroups;
        return branches.size() == 1 ? branches.get(0) : new Node.Alternation(branches);
    }

    /** Skips what stands for nothing; true if something was skipped. */
    boolean skipIgnored() throws SyntaxException, IrregularException {
        if (quoting) {
            boolean end = in.take("\\E");
            quoting = !end;
            return end;
        }
        if (in.take("\\Q")) {
            quoting = true;
            return true;
        }
        return in.take("\\E") || skipComment() || (Options.has(options, Options.EXTENDED) && skipExtended());
    }

    private boolean skipComment() throws SyntaxException {
        int begin = in.offset();
        if (!in.take("(?#")) {
            return false;
        }
        while (!in.take(')')) {
            if (in.atEnd()) {
                throw new SyntaxException("missing ) after (?# comment", begin);
            }
            in.skip(1);
        }
        return true;
    }

    private boolean skipExtended() throws IrregularException {
        int next = in.peek();
        if (next == 0x85) {
            throw new IrregularException("next-line under (?x)", in.offset());
        }
        if (next == '#') {
            while (!in.atEnd() && !in.take('\n')) {
                in.skip(1);
            }
            return true;
        }
        if (next != PatternReader.END && Sets.SPACE.contains(next)) {
            in.skip(1);
            return true;
        }
        return false;
    }
}
