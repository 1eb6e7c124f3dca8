package net.modwsgialias.cli;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a line of an access log in one of httpd's formats common, combined and vhost_combined. What follows the
 * request is not looked at.
 */
final class LogLine {

    /**
     * Client, identity, user; before them, in vhost_combined, server and port, where the server is no IPv6 address unless
     * in brackets: that is a client. Then time, and the request begins.
     */
    private static final Pattern BEGINNING = Pattern.compile(
            "(?:([^\\s:]+|\\[[^\\s\\]]*\\]):(\\d{1,5}) )?\\S+ \\S+ .*? ?\\[[^\\]]*\\] \"");

    private static final int HIGHEST_PORT = 65535;

    /** What stands behind a backslash for a byte, and those bytes; others are \xhh. */
    private static final String LETTERS = "bnrtv\\\"";
    private static final String BYTES = "\b\n\r\t\u000b\\\"";

    private LogLine() {
    }

    /**
     * The request of a line, without its query; null if the line has no request that httpd could read.
     *
     * @param line one char a byte
     * @param address where it is to come in, or null
     * @param host for a line without a server; may be null
     */
    static Question parse(String line, String address, String host) {
        Matcher matcher = BEGINNING.matcher(line);
        String request = matcher.lookingAt() ? unescape(line, matcher.end()) : null;
        String[] words = request == null ? new String[0] : request.split(" ");
        if (words.length != 3 || words[0].equals("CONNECT") || words[1].equals("*")) {
            return null;
        }
        String server = matcher.group(1);
        int port = server == null ? 0 : Integer.parseInt(matcher.group(2));
        Question question = new Question(address, port, server == null ? host : server + ":" + port, words[1])
                .withoutQuery();
        return port <= HIGHEST_PORT && question.isSendable() ? question : null;
    }

    /**
     * What httpd logged between quotes: ap_escape_logitem() undone. Null if there is no second quote, or what httpd
     * would not write.
     */
    private static String unescape(String line, int from) {
        StringBuilder out = new StringBuilder();
        for (int i = from; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                return out.toString();
            }
            if (c != '\\') {
                out.append(c);
            } else if (line.startsWith("x", i + 1)) {
                int high = i + 3 < line.length() ? Character.digit(line.charAt(i + 2), 16) : -1;
                int low = high < 0 ? -1 : Character.digit(line.charAt(i + 3), 16);
                if (low < 0) {
                    return null;
                }
                out.append((char) (16 * high + low));
                i += 3;
            } else {
                i++;
                int letter = i < line.length() ? LETTERS.indexOf(line.charAt(i)) : -1;
                if (letter < 0) {
                    return null;
                }
                out.append(BYTES.charAt(letter));
            }
        }
        return null;
    }
}
