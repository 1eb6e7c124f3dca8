package net.modwsgialias.syntax;

import java.util.ArrayList;
import java.util.List;

/** One branch of an alternation. */
final class BranchParser {

    /** What a quantifier may do with the item before it. */
    private enum Before { NOTHING, ITEM, CONDITION, QUANTIFIER }

    /** PCRE2's own default limit for nested parentheses. */
    private static final int DEEPEST = 250;

    private final Parser parser;
    private final PatternReader in;
    private final List<Node> items = new ArrayList<>();
    private Before before = Before.NOTHING;
    /** Whether the last item is in parentheses. */
    private boolean isGroup;

    BranchParser(Parser parser) {
        this.parser = parser;
        this.in = parser.in;
    }

    /** Reads up to the end of the branch, which stays unread. */
    Node parse() throws SyntaxException, IrregularException {
        while (true) {
            if (parser.skipIgnored()) {
                continue;
            }
            if (in.atEnd() || (!parser.quoting && (in.peek() == '|' || in.peek() == ')'))) {
                return branch();
            }
            item();
        }
    }

    private Node branch() {
        boolean taken = false;
        for (int i = 0; i < items.size() - 1; i++) {
            // Before everything else PCRE2 10.42 takes the look-ahead's first byte for the match's own: (?=a)b?a misses a.
            if (taken && items.get(i) instanceof Node.Tail tail) {
                items.set(i, new Node.Ahead(tail.body(), false, tail.offset()));
            }
            taken |= !items.get(i).isNullable();
        }
        return items.size() == 1 ? items.get(0) : new Node.Concat(List.copyOf(items));
    }

    private void item() throws SyntaxException, IrregularException {
        int offset = in.offset();
        int next = in.next("pattern");
        if (parser.quoting) {
            add(literal(next));
            return;
        }
        switch (next) {
            case '^' -> addAnchor(Conditions.circumflex(parser.options));
            case '$' -> addAnchor(Conditions.dollar(parser.options, offset));
            case '.' -> dot();
            case '[' -> add(new Node.Bytes(ClassParser.parse(in, parser.options)));
            case '\\' -> escape(offset);
            case '(' -> group(offset);
            case '*' -> quantify(0, Node.Repeat.UNBOUNDED, offset);
            case '+' -> plus(offset);
            case '?' -> questionMark(offset);
            case '{' -> brace(offset);
            default -> add(literal(next));
        }
    }

    private Node literal(int value) {
        ByteSet set = ByteSet.of(value);
        return new Node.Bytes(Options.has(parser.options, Options.CASELESS) ? set.foldCase() : set);
    }

    private void add(Node node) {
        items.add(node);
        before = Before.ITEM;
        isGroup = false;
    }

    private void addGroup(Node node) {
        add(node);
        isGroup = true;
    }

    private void addAnchor(Node node) {
        parser.conditional |= node instanceof Node.Tail || node instanceof Node.Ahead;
        items.add(node);
        before = Before.NOTHING;
    }

    private void escape(int offset) throws SyntaxException, IrregularException {
        int value = LiteralEscape.read(in);
        if (value != LiteralEscape.OTHER) {
            add(literal(value));
            return;
        }
        int letter = in.next("escape");
        ByteSet set = Sets.escape(letter);
        if (set != null) {
            parser.mistaken.add(MistakenPairs.bit(letter), offset);
            add(new Node.Bytes(set));
            return;
        }
        switch (letter) {
            case 'A', 'G' -> addAnchor(Node.Look.BEGIN);
            case 'z' -> addAnchor(Node.Look.END);
            case 'Z' -> addAnchor(Conditions.endOrLastNewline(offset));
            case 'b' -> addAnchor(Conditions.WORD_BOUNDARY);
            case 'B' -> addAnchor(Conditions.NOT_WORD_BOUNDARY);
            case 'R' -> lineBreak(offset);
            case 'N' -> notNewline(offset);
            default -> throw irregularEscape(letter, offset);
        }
    }

    private void dot() {
        boolean any = Options.has(parser.options, Options.DOTALL);
        parser.mistaken.add(any ? 0 : MistakenPairs.NOT_NEWLINE, in.offset());
        add(new Node.Bytes(any ? ByteSet.ALL : Sets.NOT_NEWLINE));
    }

    private void lineBreak(int offset) {
        parser.mistaken.add(MistakenPairs.LINE_BREAK, offset);
        add(Conditions.LINE_BREAK);
    }

    private void notNewline(int offset) throws IrregularException {
        if (in.peek() == '{') {
            throw new IrregularException("\\N{", offset);
        }
        parser.mistaken.add(MistakenPairs.NOT_NEWLINE, offset);
        add(new Node.Bytes(Sets.NOT_NEWLINE));
    }

    private IrregularException irregularEscape(int letter, int offset) {
        String what = switch (letter) {
            case '1', '2', '3', '4', '5', '6', '7', '8', '9', 'k' -> "back reference";
            case 'g' -> "back reference or subroutine call";
            case 'K' -> "match start reset";
            case 'X' -> "extended grapheme cluster";
            case 'C' -> "single code unit";
            case 'p', 'P' -> "Unicode property";
            default -> "unrecognized escape";
        };
        return new IrregularException(what + " \\" + (char) letter, offset);
    }

    private void group(int offset) throws SyntaxException, IrregularException {
        if (in.peek() == '*') {
            throw new IrregularException("backtracking verb or pattern option", offset);
        }
        if (!in.take('?')) {
            boolean captures = !Options.has(parser.options, Options.NO_AUTO_CAPTURE);
            addGroup(captures ? capture(offset) : enclosed(false, offset));
            return;
        }
        int next = in.peek();
        switch (next) {
            case ':' -> addGroup(enclosedBehind(1, false, offset));
            case '|' -> branchReset(offset);
            case '>' -> atomic(offset);
            case '=' -> addCondition(new Node.Tail(lookBody(1, offset), offset));
            // Groups in there are never set once it has held.
            case '!' -> addCondition(Conditions.negativeLookAhead(enclosedBehind(1, false, offset), offset));
            case '<' -> angle(offset);
            case '\'' -> named(1, '\'', offset);
            case 'P' -> pythonGroup(offset);
            case 'R', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '+', '&' ->
                throw new IrregularException("recursion or subroutine call", offset);
            case '(' -> throw new IrregularException("conditional group", offset);
            case 'C' -> throw new IrregularException("callout", offset);
            case '*' -> throw new IrregularException("non-atomic look-around", offset);
            default -> optionSetting(offset);
        }
    }

    private void branchReset(int offset) throws SyntaxException, IrregularException {
        parser.resets++;
        addGroup(enclosedBehind(1, true, offset));
        parser.resets--;
    }

    private void atomic(int offset) throws SyntaxException, IrregularException {
        parser.conditional = true;
        Node body = enclosedBehind(1, false, offset);
        rejectEmptyAtomic(body.isNullable(), items.size(), offset);
        addGroup(new Node.Atomic(body, offset));
    }

    /**
     * PCRE2 forgets that such a group may be skipped, and makes a repeat before it possessive: unless a byte stands
     * between the two.
     */
    private void rejectEmptyAtomic(boolean nullable, int index, int offset) throws IrregularException {
        if (nullable && !(index > 0 && items.get(index - 1) instanceof Node.Bytes)) {
            throw new IrregularException("atomic or possessive group that can be empty", offset);
        }
    }

    private void angle(int offset) throws SyntaxException, IrregularException {
        switch (in.peek(1)) {
            case '=' -> addCondition(Conditions.lookBehind(lookBody(2, offset), offset));
            case '!' -> addCondition(Conditions.negativeLookBehind(lookBody(2, offset), offset));
            case '*' -> throw new IrregularException("non-atomic look-around", offset);
            default -> named(1, '>', offset);
        }
    }

    private void addCondition(Node node) {
        parser.conditional |= node instanceof Node.Tail || node instanceof Node.Ahead;
        items.add(node);
        before = Before.CONDITION;
    }

    private void pythonGroup(int offset) throws SyntaxException, IrregularException {
        if (in.peek(1) != '<') {
            throw new IrregularException("back reference or subroutine call by name", offset);
        }
        named(2, '>', offset);
    }

    private void named(int skipped, int closing, int offset) throws SyntaxException, IrregularException {
        in.skip(skipped);
        int begin = in.offset();
        boolean digitFirst = Sets.DIGIT.contains(Math.max(in.peek(), 0));
        while (in.peek() != PatternReader.END && Sets.WORD.contains(in.peek())) {
            in.skip(1);
        }
        int length = in.offset() - begin;
        // Within (?| a number must always have the same name; PCRE2 checks that.
        if (length == 0 || length > 32 || digitFirst || parser.resets > 0 || !in.take(closing)) {
            throw new IrregularException("unusual group name", begin);
        }
        addGroup(capture(offset));
    }

    private void optionSetting(int offset) throws SyntaxException, IrregularException {
        if (in.peek() == '-' && Sets.DIGIT.contains(Math.max(in.peek(1), 0))) {
            throw new IrregularException("subroutine call", offset);
        }
        int changed = Options.read(in, parser.options);
        if (in.take(')')) {
            // In force up to the end of the group, across its branches.
            parser.options = changed;
            before = Before.NOTHING;
            return;
        }
        in.skip(1);
        int saved = parser.options;
        parser.options = changed;
        Node body = enclosed(false, offset);
        parser.options = saved;
        addGroup(body);
    }

    private Node capture(int offset) throws SyntaxException, IrregularException {
        parser.groups++;
        int group = parser.groups;
        return new Node.Capture(group, enclosed(false, offset));
    }

    private Node enclosedBehind(int skipped, boolean sameGroups, int offset)
            throws SyntaxException, IrregularException {
        in.skip(skipped);
        return enclosed(sameGroups, offset);
    }

    /** The body of a look-around that must match; groups in it are not for the automaton. */
    private Node lookBody(int skipped, int offset) throws SyntaxException, IrregularException {
        int known = parser.groups;
        Node body = enclosedBehind(skipped, false, offset);
        if (parser.groups > known) {
            throw new IrregularException("capture in a look-around", offset);
        }
        return body;
    }

    /** Reads branches and the closing parenthesis; parser.options set within end with them. */
    private Node enclosed(boolean sameGroups, int offset) throws SyntaxException, IrregularException {
        int saved = parser.options;
        parser.depth++;
        if (parser.depth > DEEPEST) {
            throw new IrregularException("parentheses nested too deeply", offset);
        }
        Node body = parser.alternation(sameGroups);
        parser.depth--;
        if (!in.take(')')) {
            throw new SyntaxException("missing closing parenthesis", in.offset());
        }
        parser.options = saved;
        return body;
    }

    private void plus(int offset) throws SyntaxException, IrregularException {
        if (before == Before.QUANTIFIER) {
            changeGreed(Node.Greed.POSSESSIVE);
        } else {
            quantify(1, Node.Repeat.UNBOUNDED, offset);
        }
    }

    private void questionMark(int offset) throws SyntaxException, IrregularException {
        if (before == Before.QUANTIFIER) {
            changeGreed(Options.has(parser.options, Options.UNGREEDY) ? Node.Greed.GREEDY : Node.Greed.LAZY);
        } else {
            quantify(0, 1, offset);
        }
    }

    private void changeGreed(Node.Greed greed) throws IrregularException {
        int last = items.size() - 1;
        Node.Repeat repeat = (Node.Repeat) items.get(last);
        if (greed == Node.Greed.POSSESSIVE) {
            parser.conditional = true;
            rejectEmptyAtomic(isGroup && repeat.isNullable(), last, repeat.offset());
        }
        items.set(last, new Node.Repeat(repeat.body(), repeat.min(), repeat.max(), greed, repeat.offset()));
        before = Before.NOTHING;
    }

    private void quantify(int min, int max, int offset) throws SyntaxException, IrregularException {
        if (before == Before.CONDITION) {
            throw new IrregularException("quantified look-around", offset);
        }
        if (before != Before.ITEM) {
            throw new SyntaxException("quantifier does not follow a repeatable item", offset);
        }
        Node.Greed greed = Options.has(parser.options, Options.UNGREEDY) ? Node.Greed.LAZY : Node.Greed.GREEDY;
        int last = items.size() - 1;
        if (max == 0 && !(items.get(last) instanceof Node.Bytes)) {
            // PCRE2 takes a ^ in a later branch of such a group for an anchor of the whole pattern.
            throw new IrregularException("group repeated zero times", offset);
        }
        items.set(last, new Node.Repeat(items.get(last), min, max, greed, offset));
        before = Before.QUANTIFIER;
    }

    /** A brace is a quantifier if it has the form of one, and a literal otherwise. */
    private void brace(int offset) throws SyntaxException, IrregularException {
        Counts counts = Counts.read(in, offset);
        if (counts == null) {
            add(literal('{'));
        } else {
            quantify(counts.min(), counts.max(), offset);
        }
    }
}
