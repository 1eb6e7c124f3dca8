package net.modwsgialias.regex;

import java.util.ArrayList;
import java.util.List;
import net.modwsgialias.syntax.ByteSet;
import net.modwsgialias.syntax.Node;

/** A URL prefix by the rule that mod_alias and mod_wsgi share. Immutable; any thread may use it. */
final class Prefix {

    private final byte[] text;

    Prefix(byte[] text) {
        this.text = text.clone();
    }

    /**
     * How much of the URL the prefix takes. A run of slashes in the prefix takes a run of slashes, of one at
     * least; all else is compared byte by byte; behind the last component the URL must end or go on with a slash,
     * unless the prefix itself ends in one.
     *
     * @return the number of bytes taken, and what follows them decides too; if the prefix does not match, the
     *     complement of how many bytes, from the first, that hangs on, {@code length + 1} if on the end too
     */
    int match(byte[] subject, int length) {
        return match(text, 0, text.length, subject, length);
    }

    /** The same for a prefix whose text stands between two offsets of an array. */
    static int match(byte[] texts, int from, int to, byte[] subject, int length) {
        int at = 0;
        int i = from;
        while (i < to) {
            if (at == length || subject[at] != texts[i]) {
                return ~(at + 1);
            }
            if (texts[i] == '/') {
                i = afterSlashes(texts, i, to);
                at = afterSlashes(subject, at, length);
            } else {
                i++;
                at++;
            }
        }
        boolean wholeComponent = texts[to - 1] == '/' || at == length || subject[at] == '/';
        return wholeComponent ? at : ~(at + 1);
    }

    /** The prefix as the tree of a pattern that decides the same. */
    Node tree() {
        List<Node> items = new ArrayList<>();
        items.add(Node.Look.BEGIN);
        int i = 0;
        while (i < text.length) {
            Node one = new Node.Bytes(ByteSet.of(text[i] & 0xff));
            boolean slash = text[i] == '/';
            items.add(slash ? new Node.Repeat(one, 1, Node.Repeat.UNBOUNDED, Node.Greed.GREEDY, i) : one);
            i = slash ? afterSlashes(text, i, text.length) : i + 1;
        }
        if (text[text.length - 1] != '/') {
            items.add(new Node.Look(true, ByteSet.of('/'), true));
        }
        return new Node.Concat(items);
    }

    private static int afterSlashes(byte[] bytes, int from, int length) {
        int at = from;
        while (at < length && bytes[at] == '/') {
            at++;
        }
        return at;
    }
}
