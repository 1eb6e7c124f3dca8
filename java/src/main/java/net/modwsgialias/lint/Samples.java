package net.modwsgialias.lint;

import java.io.ByteArrayOutputStream;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.RandomAccess;
import net.modwsgialias.syntax.ByteSet;
import net.modwsgialias.syntax.Node;

/**
 * Texts that a pattern is likely to match, made from its tree; whether it does is for the engine to say. They begin with
 * a slash, and are made when they are first wanted: the first will do for most patterns. For one thread.
 */
final class Samples extends AbstractList<byte[]> implements RandomAccess {

    private static final String READABLE = "xyabcdefghijklmnopqrstuvw0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
    private static final int COUNT = 4;
    private static final int MOST_BYTES = 200;
    /** Parts written for a text: repeats of what takes no byte never come to the bound of bytes. */
    private static final int MOST_PARTS = 10_000;

    private final Node tree;
    private final List<byte[]> made = new ArrayList<>();
    private final Random random = new Random(1);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int parts;

    Samples(Node tree) {
        this.tree = tree;
    }

    @Override
    public int size() {
        return COUNT;
    }

    @Override
    public byte[] get(int index) {
        Objects.checkIndex(index, COUNT);
        while (made.size() <= index) {
            made.add(make());
        }
        return made.get(index);
    }

    private byte[] make() {
        out.reset();
        parts = 0;
        write(tree);
        byte[] text = out.toByteArray();
        if (text.length > 0 && text[0] == '/') {
            return text;
        }
        byte[] longer = new byte[text.length + 1];
        longer[0] = '/';
        System.arraycopy(text, 0, longer, 1, text.length);
        return longer;
    }

    private void write(Node node) {
        parts++;
        if (node instanceof Node.Bytes bytes) {
            out.write(choose(bytes.set()));
        } else if (node instanceof Node.Concat concat) {
            writeAll(concat.items());
        } else if (node instanceof Node.Alternation alternation) {
            write(alternation.branches().get(random.nextInt(alternation.branches().size())));
        } else if (node instanceof Node.Repeat repeat) {
            // Of the first one as few as can be: httpd may make one slash of several.
            int rounds = made.isEmpty() ? repeat.min() : Math.min(repeat.max(), repeat.min() + random.nextInt(3));
            for (int i = 0; i < rounds && out.size() < MOST_BYTES && parts < MOST_PARTS; i++) {
                write(repeat.body());
            }
        } else if (!(node instanceof Node.Tail)) {
            writeAll(Trees.children(node));
        }
    }

    private void writeAll(List<Node> nodes) {
        for (Node node : nodes) {
            write(node);
        }
    }

    private int choose(ByteSet set) {
        int only = set.only();
        if (only >= 0) {
            return only;
        }
        int begin = random.nextInt(4);
        for (int i = 0; i < READABLE.length(); i++) {
            char letter = READABLE.charAt((begin + i) % READABLE.length());
            if (set.contains(letter)) {
                return letter;
            }
        }
        return set.contains('/') ? '/' : set.first() & 0xff;
    }
}
