package net.modwsgialias.group;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** A piece of a {@link GroupTemplate}. */
sealed interface Part {

    /** Appends what the piece stands for. */
    void append(GroupRequest request, VariableValues values, ByteSink name);

    default boolean isLate() {
        return false;
    }

    default boolean usesCapture() {
        return false;
    }

    /** The one piece that a value without captures is: a form if it is one from end to end, else literal. */
    static Part ofWholeValue(byte[] value, ServerNames names) {
        GroupTemplate.Form form = GroupTemplate.Form.ofWholeValue(value);
        if (form != null) {
            return new Named(form, names);
        }
        if (Variable.opensAt(value, 0) && value[value.length - 1] == '}') {
            byte[] name = Arrays.copyOfRange(value, Variable.OPENING.length, value.length - 1);
            return new Variable(List.of(new Literal(name)), names);
        }
        return new Literal(value);
    }

    /** Bytes that stand for themselves. */
    record Literal(byte[] text) implements Part {
        @Override
        public void append(GroupRequest request, VariableValues values, ByteSink name) {
            name.append(text);
        }
    }

    /** {@code $0} to {@code $9}. */
    record Capture(int group) implements Part {
        @Override
        public void append(GroupRequest request, VariableValues values, ByteSink name) {
            request.appendCapture(group, name);
        }

        @Override
        public boolean usesCapture() {
            return true;
        }
    }

    /** <code>%{GLOBAL}</code>, <code>%{RESOURCE}</code>, <code>%{SERVER}</code> or <code>%{HOST}</code>. */
    record Named(GroupTemplate.Form form, ServerNames names) implements Part {
        @Override
        public void append(GroupRequest request, VariableValues values, ByteSink name) {
            switch (form) {
                case GLOBAL -> { }
                case RESOURCE -> names.appendResource(request, name);
                case SERVER -> names.appendServer(request, name);
                case HOST -> names.appendHost(request, name);
            }
        }

        @Override
        public boolean isLate() {
            return form != GroupTemplate.Form.GLOBAL;
        }
    }

    /**
     * <code>%{ENV:name}</code>; the name may hold captures.
     *
     * <p>A variable that is not set leaves the text as it is. A value that is itself a form is replaced once more,
     * but a variable in a variable is not.
     */
    record Variable(List<Part> name, ServerNames names) implements Part {

        static final byte[] OPENING = "%{ENV:".getBytes(StandardCharsets.US_ASCII);

        static boolean opensAt(byte[] value, int at) {
            int end = at + OPENING.length;
            return end < value.length && Arrays.equals(value, at, end, OPENING, 0, OPENING.length);
        }

        void appendName(GroupRequest request, ByteSink sink) {
            for (Part part : name) {
                part.append(request, null, sink);
            }
        }

        @Override
        public void append(GroupRequest request, VariableValues values, ByteSink sink) {
            byte[] value = values.next();
            if (value == null) {
                sink.append(OPENING);
                appendName(request, sink);
                sink.append((byte) '}');
                return;
            }
            GroupTemplate.Form form = GroupTemplate.Form.ofWholeValue(value);
            if (form == null) {
                sink.append(value);
            } else {
                new Named(form, names).append(request, values, sink);
            }
        }

        @Override
        public boolean isLate() {
            return true;
        }

        @Override
        public boolean usesCapture() {
            return GroupTemplate.usesCapture(name);
        }
    }
}
