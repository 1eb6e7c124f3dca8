package net.modwsgialias.group;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The value of a process-group or application-group option, parsed. Immutable; any thread may use it.
 *
 * <p>mod_wsgi knows the forms <code>%{GLOBAL}</code>, <code>%{RESOURCE}</code>, <code>%{SERVER}</code>,
 * <code>%{HOST}</code> and <code>%{ENV:name}</code>, and each of them only as the whole value; every other value is
 * literal. That holds here too. In a WSGIScriptAliasMatch, moreover, {@code $0} to {@code $9} stand for the match and
 * its groups ({@code \$1} is a literal {@code $1}), and once a capture is used, the forms may stand anywhere in the
 * value. What a capture brings in is never read as a form.
 */
public final class GroupTemplate {

    private final List<Part> parts;
    private final boolean late;
    private final byte[] constant;

    private GroupTemplate(List<Part> parts) {
        this.parts = parts;
        late = anyLate(parts);
        constant = late || usesCapture(parts) ? null : joinConstant(parts);
    }

    // Loops, here and in Part, because every child runs this as it starts, and a first lambda costs it milliseconds.
    private static boolean anyLate(List<Part> parts) {
        for (Part part : parts) {
            if (part.isLate()) {
                return true;
            }
        }
        return false;
    }

    static boolean usesCapture(List<Part> parts) {
        for (Part part : parts) {
            if (part.usesCapture()) {
                return true;
            }
        }
        return false;
    }

    private static byte[] joinConstant(List<Part> parts) {
        ByteSink name = new ByteSink();
        for (Part part : parts) {
            part.append(null, null, name);
        }
        return name.toByteArray();
    }

    /**
     * Parses an option's value.
     *
     * @param withCaptures whether the alias has captures: it is a WSGIScriptAliasMatch
     * @param foldScriptName whether <code>%{RESOURCE}</code> has the script's name in lower case, as the mod_wsgi that
     *     is loaded has it
     */
    public static GroupTemplate parse(byte[] value, boolean withCaptures, boolean foldScriptName) {
        ServerNames names = new ServerNames(foldScriptName);
        List<Part> parts = withCaptures ? new TemplateParser(value, names).parse() : null;
        if (parts == null || !usesCapture(parts)) {
            byte[] text = withCaptures ? TemplateParser.unescape(value) : value;
            // An escaped $ is none of mod_wsgi's forms, so the unescaped text is literal or one whole form.
            parts = List.of(Part.ofWholeValue(text, names));
        }
        return new GroupTemplate(parts);
    }

    /** Whether the name depends on more than the URL, so that it can be told only when all of the request is known. */
    public boolean isLate() {
        return late;
    }

    /** The name that every request has, or null if it depends on the request. Not to be changed. */
    public byte[] constant() {
        return constant;
    }

    /** Appends the names of the variables that {@link #expand} will want, each ended by a NUL. */
    public void appendVariables(GroupRequest request, ByteSink names) {
        for (Part part : parts) {
            if (part instanceof Part.Variable variable) {
                variable.appendName(request, names);
                names.append((byte) 0);
            }
        }
    }

    /**
     * Appends the group's name.
     *
     * @param values of the variables, positioned at this template's first; moved behind its last
     * @throws GroupRefusedException if the name cannot be handed to mod_wsgi as a name
     */
    public void expand(GroupRequest request, VariableValues values, ByteSink name) throws GroupRefusedException {
        int start = name.length();
        for (Part part : parts) {
            part.append(request, values, name);
        }
        if (name.length() == start && usesCapture(parts)) {
            throw new GroupRefusedException("the request would make a group's name empty, which means %{GLOBAL}");
        }
        refuseForm(name, start);
    }

    /**
     * mod_wsgi looks at a name once more and replaces a form. A name that looks like a variable can be handed over
     * by way of a variable, one that looks like another form cannot: a client that makes the URL must not be able to
     * choose the group by it.
     */
    private static void refuseForm(ByteSink name, int start) throws GroupRefusedException {
        if (name.length() > start && name.array()[start] == '%') {
            byte[] bytes = Arrays.copyOfRange(name.array(), start, name.length());
            Form form = Form.ofWholeValue(bytes);
            if (form != null) {
                throw new GroupRefusedException("the request would make a group's name " + form.text());
            }
        }
    }

    /** The forms that take nothing but the request. */
    enum Form {
        GLOBAL, RESOURCE, SERVER, HOST;

        private final byte[] text = ("%{" + name() + "}").getBytes(StandardCharsets.US_ASCII);

        String text() {
            return new String(text, StandardCharsets.US_ASCII);
        }

        /** The form that begins at {@code at}, or null. */
        static Form at(byte[] value, int at) {
            for (Form form : values()) {
                int end = at + form.text.length;
                if (end <= value.length && Arrays.equals(value, at, end, form.text, 0, form.text.length)) {
                    return form;
                }
            }
            return null;
        }

        static Form ofWholeValue(byte[] value) {
            Form form = at(value, 0);
            return form != null && form.text.length == value.length ? form : null;
        }

        int length() {
            return text.length;
        }
    }
}
