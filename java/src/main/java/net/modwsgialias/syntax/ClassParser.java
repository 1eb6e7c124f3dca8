package net.modwsgialias.syntax;

/** Character classes in square brackets. */
final class ClassParser {

    private final PatternReader in;
    private final boolean caseless;
    private final boolean skipBlanks;
    private final int begin;
    private ByteSet set = ByteSet.NONE;

    private ClassParser(PatternReader in, int options) {
        this.in = in;
        this.caseless = Options.has(options, Options.CASELESS);
        this.skipBlanks = Options.has(options, Options.EXTENDED_MORE);
        this.begin = in.offset();
    }

    /** Reads a class whose opening bracket has been read. */
    static ByteSet parse(PatternReader in, int options) throws SyntaxException, IrregularException {
        return new ClassParser(in, options).parse();
    }

    private ByteSet parse() throws SyntaxException, IrregularException {
        rejectPosixOutside();
        boolean negated = in.take('^');
        // A bracket that comes first is a member.
        boolean first = true;
        while (first || in.peek() != ']') {
            first = false;
            item();
        }
        in.skip(1);
        return negated ? set.complement() : set;
    }

    private void rejectPosixOutside() throws IrregularException {
        int kind = in.peek();
        if (kind != ':' && kind != '.' && kind != '=') {
            return;
        }
        for (int i = 1; in.peek(i) != ']'; i++) {
            int next = in.peek(i);
            boolean closing = next == kind && in.peek(i + 1) == ']';
            if (closing || next == '[' || next == '\\' || next == PatternReader.END) {
                // [:alpha:] without a class around it is an error, [:a] is a class; PCRE2 tells such apart.
                throw new IrregularException("class that begins like a POSIX class", begin);
            }
        }
    }

    private void item() throws SyntaxException, IrregularException {
        if (in.peek() == '[' && isPosix()) {
            add(posix());
            rejectRange();
            return;
        }
        int low = member();
        if (low < 0) {
            rejectRange();
        } else if (in.peek() == '-' && in.peek(1) != ']' && in.peek(1) != PatternReader.END) {
            range(low);
        } else {
            addLiteral(ByteSet.of(low));
        }
    }

    private boolean isPosix() {
        return in.peek(1) == ':' || in.peek(1) == '.' || in.peek(1) == '=';
    }

    /** Reads one byte, plain or escaped; a set escape is added, and gives -1. */
    private int member() throws SyntaxException, IrregularException {
        int offset = in.offset();
        int value = in.next("character class");
        if (skipBlanks && (value == ' ' || value == '\t')) {
            throw new IrregularException("blank in a class under (?xx)", offset);
        }
        if (value != '\\') {
            return value;
        }
        int literal = LiteralEscape.read(in);
        if (literal != LiteralEscape.OTHER) {
            return literal;
        }
        int letter = in.next("escape");
        if (letter == 'b') {
            return '\b';
        }
        ByteSet escaped = Sets.escape(letter);
        if (escaped == null) {
            throw new IrregularException("escape \\" + (char) letter + " in a class", offset);
        }
        add(escaped);
        return -1;
    }

    private void range(int low) throws SyntaxException, IrregularException {
        in.skip(1);
        int offset = in.offset();
        if (in.peek() == '[' && isPosix()) {
            throw new IrregularException("range that ends in a class", offset);
        }
        int high = member();
        if (high < 0) {
            throw new IrregularException("range that ends in a class", offset);
        }
        if (high < low) {
            throw new SyntaxException("range out of order in character class", offset);
        }
        addLiteral(ByteSet.range(low, high));
    }

    /** A hyphen behind a set is an error, or a member if it is the last: PCRE2 tells them apart. */
    private void rejectRange() throws IrregularException {
        if (in.peek() == '-' && in.peek(1) != ']') {
            throw new IrregularException("range that begins with a class", in.offset());
        }
    }

    private ByteSet posix() throws SyntaxException, IrregularException {
        int offset = in.offset();
        if (in.peek(1) != ':') {
            // An error where .] or =] follows, and else a bracket that is a member: PCRE2 tells them apart.
            throw new IrregularException("collating element or equivalence class", offset);
        }
        in.skip(2);
        boolean negated = in.take('^');
        StringBuilder name = new StringBuilder();
        while (Sets.ALPHA.contains(Math.max(in.peek(), 0))) {
            name.append((char) in.next("POSIX class"));
        }
        ByteSet named = Sets.posix(name.toString(), caseless);
        if (named == null || !in.take(":]")) {
            // Not one of the names, or a bracket that only looks like the beginning of one.
            throw new IrregularException("unknown POSIX class", offset);
        }
        return negated ? named.complement() : named;
    }

    private void add(ByteSet more) {
        set = set.union(more);
    }

    private void addLiteral(ByteSet more) {
        set = set.union(caseless ? more.foldCase() : more);
    }
}
