package net.modwsgialias.group;

import java.util.ArrayList;
import java.util.List;

/** Parses a value in which captures may stand, and forms anywhere. */
final class TemplateParser {

    private final byte[] value;
    private final ServerNames names;
    private int at;

    TemplateParser(byte[] value, ServerNames names) {
        this.value = value;
        this.names = names;
    }

    List<Part> parse() {
        return parse(value.length);
    }

    /** The value with every escaped {@code $} that would be a capture made a plain one. */
    static byte[] unescape(byte[] value) {
        ByteSink text = new ByteSink();
        for (int i = 0; i < value.length; i++) {
            if (!isEscapedCapture(value, i, value.length)) {
                text.append(value[i]);
            }
        }
        return text.toByteArray();
    }

    private List<Part> parse(int end) {
        List<Part> parts = new ArrayList<>();
        ByteSink literal = new ByteSink();
        while (at < end) {
            if (isEscapedCapture(value, at, end)) {
                literal.append(value, at + 1, at + 3);
                at += 3;
                continue;
            }
            Part part = parseSpecial(end);
            if (part == null) {
                literal.append(value[at++]);
            } else {
                flush(literal, parts);
                parts.add(part);
            }
        }
        flush(literal, parts);
        return parts;
    }

    /** Reads a capture or a form, if one begins here. */
    private Part parseSpecial(int end) {
        if (isCapture(value, at, end)) {
            at += 2;
            return new Part.Capture(value[at - 1] - '0');
        }
        GroupTemplate.Form form = GroupTemplate.Form.at(value, at);
        if (form != null && at + form.length() <= end) {
            at += form.length();
            return new Part.Named(form, names);
        }
        return parseVariable(end);
    }

    private Part parseVariable(int end) {
        int close = at;
        while (close < end && value[close] != '}') {
            close++;
        }
        if (close == end || !Part.Variable.opensAt(value, at)) {
            return null;
        }
        at += Part.Variable.OPENING.length;
        List<Part> name = parse(close);
        at = close + 1;
        return new Part.Variable(name, names);
    }

    private static void flush(ByteSink literal, List<Part> parts) {
        if (literal.length() > 0) {
            parts.add(new Part.Literal(literal.toByteArray()));
            literal.clear();
        }
    }

    private static boolean isCapture(byte[] value, int at, int end) {
        return at + 1 < end && value[at] == '$' && value[at + 1] >= '0' && value[at + 1] <= '9';
    }

    private static boolean isEscapedCapture(byte[] value, int at, int end) {
        return value[at] == '\\' && isCapture(value, at + 1, end);
    }
}
