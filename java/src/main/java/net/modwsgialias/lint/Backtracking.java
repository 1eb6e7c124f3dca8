package net.modwsgialias.lint;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.modwsgialias.syntax.ByteSet;
import net.modwsgialias.syntax.First;
import net.modwsgialias.syntax.IrregularException;
import net.modwsgialias.syntax.Node;
import net.modwsgialias.syntax.Options;
import net.modwsgialias.syntax.Parser;
import net.modwsgialias.syntax.SyntaxException;

/**
 * Finds repeats for which a backtracker can divide the same text in very many ways: a repeat in a repeat whose rounds
 * can be cut anywhere (exponentially many ways), and repeats one behind the other that can take the same text (a power
 * of its length). Look-around and back references are left out of the view, so it neither finds all nor proves any.
 */
final class Backtracking {

    /** So many repeats with something between them make a power that matters: two are everyday. */
    private static final int CHAIN = 3;

    private Backtracking() {
    }

    /**
     * Looks at a pattern.
     *
     * @return what is found, in words, or null
     */
    static String find(String pattern) {
        try {
            byte[] text = withoutConditions(pattern).getBytes(StandardCharsets.ISO_8859_1);
            return find(Parser.outline(text, Options.DOTALL | Options.DOLLAR_ENDONLY));
        } catch (SyntaxException | IrregularException e) {
            return null;
        }
    }

    /** The pattern with an empty group in place of each look-around and each back reference. */
    private static String withoutConditions(String pattern) {
        String text = pattern.replaceAll("(?<!\\\\)((?:\\\\\\\\)*)\\\\(?:[1-9]|k[<{'][^>}']*[>}']|g\\{[^}]*\\}|K)",
                "$1(?:)");
        StringBuilder out = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            if (text.startsWith("(?=", at) || text.startsWith("(?!", at) || text.startsWith("(?<=", at)
                    || text.startsWith("(?<!", at)) {
                at = behindGroup(text, at);
                out.append("(?:)");
            } else {
                int length = text.charAt(at) == '\\' && at + 1 < text.length() ? 2 : 1;
                out.append(text, at, at + length);
                at += length;
            }
        }
        return out.toString();
    }

    private static int behindGroup(String text, int from) {
        int depth = 0;
        int at = from;
        while (at < text.length()) {
            char letter = text.charAt(at++);
            if (letter == '\\') {
                at++;
            } else if (letter == '(') {
                depth++;
            } else if (letter == ')' && --depth == 0) {
                break;
            }
        }
        return Math.min(at, text.length());
    }

    private static String find(Node node) {
        if (node instanceof Node.Repeat repeat && isLoop(repeat) && canBeCutAnywhere(repeat.body())) {
            return "a repeat contains another one that can match the same text";
        }
        if (node instanceof Node.Concat && hasChain(node)) {
            return "several repeats in a row can match the same text";
        }
        for (Node child : Trees.children(node)) {
            String found = find(child);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static boolean isLoop(Node.Repeat repeat) {
        return repeat.max() == Node.Repeat.UNBOUNDED && repeat.greed() != Node.Greed.POSSESSIVE;
    }

    /** Whether one round could as well be two: it ends in a loop over what a round can begin with. */
    private static boolean canBeCutAnywhere(Node body) {
        if (body instanceof Node.Alternation alternation && haveSingleOverlap(alternation.branches())) {
            return true;
        }
        ByteSet first = First.of(body, First.NOTHING).set();
        return endsInLoop(body, first);
    }

    private static boolean haveSingleOverlap(List<Node> branches) {
        ByteSet seen = ByteSet.NONE;
        for (Node branch : branches) {
            if (branch instanceof Node.Bytes bytes) {
                if (bytes.set().intersects(seen)) {
                    return true;
                }
                seen = seen.union(bytes.set());
            }
        }
        return false;
    }

    private static boolean endsInLoop(Node node, ByteSet first) {
        if (node instanceof Node.Repeat repeat) {
            return isLoop(repeat) && First.of(repeat.body(), First.NOTHING).set().intersects(first)
                    || repeat.max() != Node.Repeat.UNBOUNDED && endsInLoop(repeat.body(), first);
        } else if (node instanceof Node.Concat concat) {
            for (int i = concat.items().size() - 1; i >= 0; i--) {
                if (endsInLoop(concat.items().get(i), first)) {
                    return true;
                }
                if (!concat.items().get(i).isNullable()) {
                    return false;
                }
            }
            return false;
        } else if (node instanceof Node.Atomic) {
            return false;
        }
        for (Node child : Trees.children(node)) {
            if (endsInLoop(child, first)) {
                return true;
            }
        }
        return false;
    }

    /** Loops with nothing that must stand between them, or several with nothing but bytes that they can take too. */
    private static boolean hasChain(Node concat) {
        List<Node> items = new ArrayList<>();
        flatten(concat, items);
        for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof Node.Repeat repeat && isLoop(repeat)
                    && repeat.body() instanceof Node.Bytes bytes && chainFrom(items, i, bytes.set())) {
                return true;
            }
        }
        return false;
    }

    private static boolean chainFrom(List<Node> items, int from, ByteSet set) {
        int loops = 1;
        boolean touching = true;
        for (int i = from + 1; i < items.size(); i++) {
            Node item = items.get(i);
            if (item instanceof Node.Repeat repeat && isLoop(repeat) && repeat.body() instanceof Node.Bytes bytes
                    && bytes.set().intersects(set)) {
                loops++;
                if (touching && repeat.min() == 0 || loops >= CHAIN) {
                    return true;
                }
            } else if (item instanceof Node.Bytes bytes && bytes.set().intersects(set)) {
                touching = false;
            } else if (!item.isNullable()) {
                return false;
            }
        }
        return false;
    }

    private static void flatten(Node node, List<Node> items) {
        if (node instanceof Node.Concat concat) {
            for (Node item : concat.items()) {
                flatten(item, items);
            }
        } else if (node instanceof Node.Capture capture) {
            flatten(capture.body(), items);
        } else {
            items.add(node);
        }
    }
}
