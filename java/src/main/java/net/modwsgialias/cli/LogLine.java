package net.modwsgialias.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a line of an access log in one of httpd's formats common, combined and vhost_combined. What follows the
 * request is not looked at.
 */
final class LogLine {

    /** Client, identity, user; before them, in vhost_combined, server and port. Then time and request. */
    private static final Pattern LINE = Pattern.compile(
            "(?:(\\S+):(\\d+) )?\\S+ \\S+ .*? ?\\[[^\\]]*\\] \"((?:[^\"\\\\]|\\\\.)*)\".*", Pattern.DOTALL);

    private LogLine() {
    }

    /**
     * The request of a line, without its query; null if the line tells of none that httpd could read.
     *
     * @param line one char a byte
     * @param address where it is to come in, or null
     * @param host for a line without a server; may be null
     */
    static Question parse(String line, String address, String host) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            return null;
        }
        String[] words = unescape(matcher.group(3)).split(" ");
        if (words.length != 3 || words[0].equals("CONNECT")) {
            return null;
        }
        boolean tells = hasServer(line);
        int port = tells ? Integer.parseInt(matcher.group(2)) : 0;
        Question question = new Question(address, port, tells ? matcher.group(1) + ":" + port : host, words[1])
                .withoutQuery();
        return question.isSendable() ? question : null;
    }

    /** An IPv6 client looks like a server and a port, but then a word is missing before the time. */
    private static boolean hasServer(String line) {
        String before = line.substring(0, line.indexOf('['));
        String[] words = before.trim().split(" ");
        return words.length > 3 && words[0].matches(".+:\\d{1,5}");
    }

    /** Undoes what httpd does to a request that it logs. */
    private static String unescape(String text) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                out.append(c);
            } else if (text.charAt(i + 1) == 'x' && i + 3 < text.length()) {
                out.append((char) Integer.parseInt(text.substring(i + 2, i + 4), 16));
                i += 3;
            } else {
                i++;
                int control = "bnrtv".indexOf(text.charAt(i));
                out.append(control < 0 ? text.charAt(i) : "\b\n\r\t\u000b".charAt(control));
            }
        }
        return out.toString();
    }
}
