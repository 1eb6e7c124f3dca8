package net.modwsgialias.cli;

/** Colours: on a terminal only, and not where NO_COLOR is set. */
final class Style {

    private final boolean colours;

    Style(boolean colours) {
        this.colours = colours;
    }

    /** Whether standard output wants colours. The script that starts Java tells whether it is a terminal. */
    static boolean isWanted() {
        String no = System.getenv("NO_COLOR");
        return Boolean.getBoolean("wsgi-alias.terminal") && (no == null || no.isEmpty())
                && !"dumb".equals(System.getenv("TERM"));
    }

    String bold(String text) {
        return paint("1", text);
    }

    String good(String text) {
        return paint("32", text);
    }

    String bad(String text) {
        return paint("31", text);
    }

    private String paint(String code, String text) {
        return colours ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
