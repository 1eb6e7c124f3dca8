package net.modwsgialias.table;

import java.util.ArrayList;
import java.util.List;
import net.modwsgialias.group.ByteSink;
import net.modwsgialias.regex.MatchScratch;

/**
 * The second argument of an alias: the file name, or the beginning of it. Immutable; any thread may use it.
 *
 * <p>In a WSGIScriptAliasMatch, {@code $0} to {@code $9} stand for the match and its groups, empty where a group took
 * no part; a backslash makes the byte behind it literal; all else is literal, a lone {@code $} too. That is httpd's
 * {@code ap_pregsub}. In a WSGIScriptAlias everything is literal.
 */
final class Target {

    /** An expansion of that many bytes, or more, is none: httpd's {@code AP_PREGSUB_MAXLEN}. */
    private static final int TOO_LONG = 64 * 1024;

    /** Literal runs and captures in turn: {@code literals[0] $captures[0] literals[1] ...}; one more literal. */
    private final byte[][] literals;
    private final byte[] captures;
    private final byte[] beginning;

    private Target(List<byte[]> literals, byte[] captures, byte[] beginning) {
        this.literals = literals.toArray(new byte[0][]);
        this.captures = captures;
        this.beginning = beginning;
    }

    static Target literal(byte[] text) {
        return new Target(List.of(text), new byte[0], text);
    }

    static Target withCaptures(byte[] text) {
        List<byte[]> literals = new ArrayList<>();
        ByteSink captures = new ByteSink();
        ByteSink literal = new ByteSink();
        byte[] beginning = null;
        for (int i = 0; i < text.length; i++) {
            boolean followed = i + 1 < text.length;
            if (text[i] == '$' && beginning == null) {
                beginning = literal.toByteArray();
            }
            if (text[i] == '$' && followed && text[i + 1] >= '0' && text[i + 1] <= '9') {
                literals.add(literal.toByteArray());
                literal.clear();
                captures.append((byte) (text[++i] - '0'));
            } else if (text[i] == '\\' && followed) {
                literal.append(text[++i]);
            } else {
                literal.append(text[i]);
            }
        }
        literals.add(literal.toByteArray());
        return new Target(literals, captures.toByteArray(), beginning != null ? beginning : literals.get(0));
    }

    /** The groups that are expanded, in the order in which they stand. Not to be changed. */
    byte[] captures() {
        return captures;
    }

    /** The literal runs before, between and behind the captures: one more than there are. Not to be changed. */
    byte[][] literals() {
        return literals;
    }

    /** What precedes the first {@code $}: every file name that is made begins with it. */
    byte[] beginning() {
        return beginning;
    }

    /**
     * Appends the file name that a match makes.
     *
     * @param groups of the match in {@code uri}
     * @return false, and nothing is appended, if it is too long
     */
    boolean expand(byte[] uri, MatchScratch groups, ByteSink name) {
        int start = name.length();
        name.append(literals[0]);
        for (int i = 0; i < captures.length; i++) {
            int from = groups.start(captures[i]);
            int to = groups.end(captures[i]);
            // \K in a look-ahead can put the start behind the end.
            if (from >= 0 && from < to) {
                name.append(uri, from, to);
            }
            name.append(literals[i + 1]);
        }
        if (captures.length > 0 && name.length() - start >= TOO_LONG) {
            name.truncate(start);
            return false;
        }
        return true;
    }
}
