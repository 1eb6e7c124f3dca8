package net.modwsgialias.syntax;

/**
 * A quantifier in braces.
 *
 * @param min at least this many
 * @param max at most this many, or {@link Node.Repeat#UNBOUNDED}
 */
record Counts(int min, int max) {

    private static final int MOST = 65535;

    /** Reads what follows an opening brace; gives null, and reads nothing, if that brace is a literal. */
    static Counts read(PatternReader in, int offset) throws SyntaxException, IrregularException {
        int length = 0;
        while (isPart(in.peek(length))) {
            length++;
        }
        if (in.peek(length) != '}' || length == 0) {
            return null;
        }
        int min = number(in, offset);
        int max = min;
        if (in.take(',')) {
            max = in.peek() == '}' ? Node.Repeat.UNBOUNDED : number(in, offset);
        }
        if (!in.take('}')) {
            throw differsByVersion(offset);
        }
        if (min > max) {
            throw new SyntaxException("numbers out of order in {} quantifier", offset);
        }
        return new Counts(min, max);
    }

    private static boolean isPart(int value) {
        return value == ',' || value == ' ' || value == '\t' || (value >= '0' && value <= '9');
    }

    private static int number(PatternReader in, int offset) throws SyntaxException, IrregularException {
        if (in.peek() < '0' || in.peek() > '9') {
            throw differsByVersion(offset);
        }
        int value = 0;
        while (in.peek() >= '0' && in.peek() <= '9') {
            value = value * 10 + in.next("quantifier") - '0';
            if (value > MOST) {
                throw new SyntaxException("number too big in {} quantifier", offset);
            }
        }
        return value;
    }

    /** {@code {,3}} and {@code { 3 }} are literal up to 10.42 and quantifiers from 10.43 on. */
    private static IrregularException differsByVersion(int offset) {
        return new IrregularException("quantifier that not every PCRE2 version takes for one", offset);
    }
}
