package net.modwsgialias.e2e.harness;

/** Text in which each char is a byte (ISO-8859-1), as it goes over the wire. */
public final class Bytes {

    private Bytes() {
    }

    /** As Python's quote(): what is not a letter, a digit or harmless punctuation becomes %XX. */
    public static String quote(String text) {
        StringBuilder out = new StringBuilder();
        for (char c : text.toCharArray()) {
            if (c < 128 && (Character.isLetterOrDigit(c) || "/:=_.~|-".indexOf(c) >= 0)) {
                out.append(c);
            } else {
                out.append(escape(c));
            }
        }
        return out.toString();
    }

    public static String escape(int value) {
        return String.format("%%%02X", value);
    }

    public static String printable(String text) {
        StringBuilder out = new StringBuilder();
        for (char c : text.toCharArray()) {
            out.append(c > ' ' && c < 127 ? Character.toString(c) : String.format("\\x%02x", (int) c));
        }
        return out.toString();
    }
}
