package net.modwsgialias.table;

import java.util.HashMap;
import java.util.Map;

/**
 * Says whether a file leaves the directory of its alias, by walking both names from place to place as a kernel does
 * where no component is a symbolic link. Shares no code with {@link Directory} and {@link Target}. Names are one char a
 * byte.
 */
final class ContainmentJudge {

    private ContainmentJudge() {
    }

    /** @param captures whether the target is of a WSGIScriptAliasMatch, where {@code $} and a backslash mean something */
    static boolean isInside(boolean captures, String target, String file) {
        String directory = directory(captures, target);
        if (file.indexOf('\0') >= 0 || file.startsWith("/") != directory.startsWith("/")) {
            // C would read no further than to the NUL, and so another name.
            return false;
        }
        Place start = new Place(directory.startsWith("/") ? null : Place.UNKNOWN);
        Place named = start.walk(directory);
        for (Place place = start.walk(file); place != null && place != Place.UNKNOWN; place = place.above) {
            if (place == named) {
                return true;
            }
        }
        return false;
    }

    /** Up to the last slash before the first {@code $} that no backslash precedes, or before the end. */
    static String directory(boolean captures, String target) {
        StringBuilder literal = new StringBuilder();
        int at = 0;
        while (at < target.length() && !(captures && target.charAt(at) == '$')) {
            boolean escapes = captures && target.charAt(at) == '\\' && at + 1 < target.length();
            literal.append(target.charAt(escapes ? at + 1 : at));
            at += escapes ? 2 : 1;
        }
        return literal.substring(0, literal.lastIndexOf("/") + 1);
    }

    /** A directory or a file. The root has nothing above it; what is above the working directory has no name. */
    private static final class Place {

        static final Place UNKNOWN = new Place(null);

        private Place above;
        private final Map<String, Place> below = new HashMap<>(4);

        Place(Place above) {
            this.above = above;
        }

        Place walk(String name) {
            Place at = this;
            int from = 0;
            while (from < name.length()) {
                int slash = name.indexOf('/', from);
                int end = slash < 0 ? name.length() : slash;
                at = at.step(name.substring(from, end));
                from = end + 1;
            }
            return at;
        }

        private Place step(String component) {
            if (component.isEmpty() || component.equals(".")) {
                return this;
            }
            return component.equals("..") ? up() : below.computeIfAbsent(component, name -> new Place(this));
        }

        private Place up() {
            if (above == UNKNOWN) {
                above = new Place(UNKNOWN);
            }
            return above == null ? this : above;
        }
    }
}
