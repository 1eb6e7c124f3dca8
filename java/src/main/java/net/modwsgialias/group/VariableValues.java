package net.modwsgialias.group;

import java.util.Arrays;

/** Reads one value after the other from {@link GroupRequest#variables()}. */
public final class VariableValues {

    private final byte[] values;
    private int at;

    /** @param values may be null if no variable was asked for */
    public VariableValues(byte[] values) {
        this.values = values;
    }

    /**
     * The next value, or null if the variable is not set.
     *
     * @throws IllegalStateException if there is none
     */
    byte[] next() {
        int start = at;
        while (values != null && at < values.length && values[at] != 0) {
            at++;
        }
        if (values == null || at == values.length) {
            throw new IllegalStateException("the values of the variables end too early");
        }
        int end = at++;
        return values[start] == '+' ? Arrays.copyOfRange(values, start + 1, end) : null;
    }
}
