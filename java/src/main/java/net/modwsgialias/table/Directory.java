package net.modwsgialias.table;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * The directory that the literal beginning of a target names, up to its last slash: no request may leave it.
 * Immutable; any thread may use it.
 *
 * <p>A beginning without a slash names the directory that relative names are relative to; an absolute file does not
 * lie in it.
 */
final class Directory {

    private final byte[] text;

    /** @param beginning the target's literal beginning */
    Directory(byte[] beginning) {
        int end = beginning.length;
        while (end > 0 && beginning[end - 1] != '/') {
            end--;
        }
        text = Arrays.copyOf(beginning, end);
    }

    /**
     * Whether a file lies in the directory or is the directory itself, once {@code .} and {@code ..} are resolved in
     * both. Symbolic links are not looked at: they are the administrator's, not the request's. A name with a NUL lies
     * nowhere: C would read another one, which ends there.
     *
     * @param name holds the file's name in its first {@code length} bytes
     */
    boolean contains(byte[] name, int length) {
        boolean below = length >= text.length && Arrays.equals(name, 0, text.length, text, 0, text.length);
        if (below && text.length > 0 && isPlain(name, text.length, length)) {
            return true;
        }
        return containsResolved(Arrays.copyOf(name, length));
    }

    /**
     * Whether all files surely lie in the directory whose names go on where this one, which does, ends: those whose names
     * have no {@code ..} in them, nor a NUL. {@code mwa_memo.c} looks for it from the last byte on that is known here.
     *
     * @param name holds the name in its first {@code length} bytes
     */
    boolean containsOneThatGoesOn(byte[] name, int length) {
        if (text.length == 0 || length < text.length || !Arrays.equals(name, 0, text.length, text, 0, text.length)) {
            return false;
        }
        for (int i = 1; i < length; i++) {
            if (name[i] == '.' && name[i - 1] == '.') {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return text.length == 0 ? "(relative)" : new String(text, StandardCharsets.UTF_8);
    }

    private boolean containsResolved(byte[] name) {
        if (isAbsolute(name) != isAbsolute(text) || hasNul(name)) {
            return false;
        }
        Iterator<String> file = resolve(name).iterator();
        for (String component : resolve(text)) {
            if (!file.hasNext() || !file.next().equals(component)) {
                return false;
            }
        }
        return !file.hasNext() || !file.next().equals("..");
    }

    /** Whether neither {@code ..} is a component of the bytes between the two offsets nor NUL one of them. */
    private static boolean isPlain(byte[] name, int from, int to) {
        for (int i = from; i < to; i++) {
            boolean parent = name[i] == '.' && i + 1 < to && name[i + 1] == '.' && (i == from || name[i - 1] == '/')
                    && (i + 2 == to || name[i + 2] == '/');
            if (parent || name[i] == 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasNul(byte[] name) {
        for (byte one : name) {
            if (one == 0) {
                return true;
            }
        }
        return false;
    }

    private static boolean isAbsolute(byte[] name) {
        return name.length > 0 && name[0] == '/';
    }

    /** The components without {@code .} and {@code ..}; a relative name keeps the {@code ..} it begins with. */
    private static List<String> resolve(byte[] name) {
        Deque<String> components = new ArrayDeque<>();
        // One char a byte, so that no two names become equal.
        for (String component : new String(name, StandardCharsets.ISO_8859_1).split("/")) {
            boolean parent = component.equals("..");
            if (parent && !components.isEmpty() && !components.getLast().equals("..")) {
                components.removeLast();
            } else if (parent ? !isAbsolute(name) : !component.isEmpty() && !component.equals(".")) {
                components.addLast(component);
            }
        }
        return new ArrayList<>(components);
    }
}
