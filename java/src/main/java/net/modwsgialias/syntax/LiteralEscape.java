package net.modwsgialias.syntax;

/** Escapes that stand for one byte, inside and outside of classes. */
final class LiteralEscape {

    /** The escape is not one of these; nothing was read. */
    static final int OTHER = -1;

    private LiteralEscape() {
    }

    /** Reads what follows a backslash: gives the byte, 0 to 255, or {@link #OTHER}. */
    static int read(PatternReader in) throws SyntaxException, IrregularException {
        int letter = in.peek();
        if (letter == PatternReader.END) {
            throw new SyntaxException("\\ at end of pattern", in.offset());
        }
        if (!Sets.ALNUM.contains(letter)) {
            in.skip(1);
            return letter;
        }
        int simple = switch (letter) {
            case 'a' -> 7;
            case 'e' -> 27;
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> OTHER;
        };
        if (simple != OTHER) {
            in.skip(1);
            return simple;
        }
        return numeric(in, letter);
    }

    private static int numeric(PatternReader in, int letter) throws SyntaxException, IrregularException {
        return switch (letter) {
            case '0' -> digits(in, 8, 3);
            case 'c' -> control(in);
            case 'o' -> {
                in.skip(1);
                yield braced(in, 8);
            }
            case 'x' -> {
                in.skip(1);
                yield in.peek() == '{' ? braced(in, 16) : hexadecimal(in);
            }
            default -> OTHER;
        };
    }

    private static int control(PatternReader in) throws SyntaxException {
        in.skip(1);
        int letter = in.next("\\c");
        if (letter < 32 || letter > 126) {
            throw new SyntaxException("\\c must be followed by a printable ASCII character", in.offset());
        }
        return Character.toUpperCase(letter) ^ 0x40;
    }

    private static int hexadecimal(PatternReader in) throws IrregularException {
        if (Character.digit(in.peek(), 16) < 0) {
            // A NUL up to 10.44, an error from 10.45 on.
            throw new IrregularException("\\x without digits", in.offset());
        }
        return digits(in, 16, 2);
    }

    /** As many digits as there are, up to {@code most}. */
    private static int digits(PatternReader in, int radix, int most) {
        int value = 0;
        for (int i = 0; i < most && Character.digit(in.peek(), radix) >= 0; i++) {
            value = value * radix + Character.digit(in.peek(), radix);
            in.skip(1);
        }
        return value & 0xff;
    }

    private static int braced(PatternReader in, int radix) throws SyntaxException, IrregularException {
        int begin = in.offset();
        if (!in.take('{')) {
            throw new SyntaxException("missing opening brace after \\o", begin);
        }
        int value = 0;
        int count = 0;
        while (Character.digit(in.peek(), radix) >= 0) {
            value = value * radix + Character.digit(in.peek(), radix);
            in.skip(1);
            count++;
            if (value > 255) {
                throw new SyntaxException("character code point value in \\x{} or \\o{} is too large", in.offset());
            }
        }
        if (count == 0 || !in.take('}')) {
            // PCRE2's versions differ in what else they take here.
            throw new IrregularException("unusual \\x{} or \\o{}", begin);
        }
        return value;
    }
}
