package net.modwsgialias.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request that is asked about: a line of the request file (native/src/report/mwa_report.h).
 *
 * @param address the IP address that it comes in at, or null: where httpd listens on the port
 * @param port the port that it comes in at, or 0: the first that httpd listens on
 * @param host of the Host header, or null
 * @param target of the request line, as a client sends it
 */
record Question(String address, int port, String host, String target) {

    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;
    private static final int HIGHEST_PORT = 65535;

    private static final String BYTE = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern IPV4 = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F.]*:[0-9a-fA-F:.]*");

    /**
     * What comes before the path. httpd takes more names of hosts than {@link java.net.URI}: with underscores, and with
     * digits at the beginning of the last label. A user is left out, as all credentials.
     */
    private static final Pattern BEGINNING = Pattern.compile(
            "(?i)(https?)://(?:[^/?#@\\[\\]]*@)?([a-z0-9._-]+|\\[[0-9a-f:.]+\\])(?::(\\d{0,5}))?(?=[/?#]|$)");

    /**
     * Reads a URL, or a path alone.
     *
     * @param address as above
     * @param host for a path alone; may be null
     */
    static Question parse(String text, String address, String host) throws CommandException {
        return parse(text, StandardCharsets.UTF_8, address, host);
    }

    /** Reads a line of a file, whose bytes are chars. */
    static Question parseBytes(String line, String address, String host) throws CommandException {
        return parse(line, StandardCharsets.ISO_8859_1, address, host);
    }

    private static Question parse(String text, Charset charset, String address, String host) throws CommandException {
        String url = encode(text, charset);
        if (url.startsWith("/")) {
            return new Question(address, 0, host, withoutFragment(url));
        }
        Matcher beginning = BEGINNING.matcher(url);
        if (!beginning.lookingAt()) {
            throw wrong(text);
        }
        int usual = beginning.group(1).equalsIgnoreCase("https") ? HTTPS_PORT : HTTP_PORT;
        String given = beginning.group(3);
        int port = given == null || given.isEmpty() ? usual : Integer.parseInt(given);
        if (port < 1 || port > HIGHEST_PORT) {
            throw wrong(text);
        }
        String header = beginning.group(2) + (port == usual ? "" : ":" + port);
        String path = withoutFragment(url.substring(beginning.end()));
        return new Question(address, port, header, path.startsWith("/") ? path : "/" + path);
    }

    /** Without what comes after a question mark, which no alias sees. */
    Question withoutQuery() {
        int query = target.indexOf('?');
        return query < 0 ? this : new Question(address, port, host, target.substring(0, query));
    }

    /** Whether a client could have sent it: no line of the request file can hold anything else. */
    boolean isSendable() {
        return isWord(target) && (host == null || isWord(host));
    }

    /** Whether a request line or a Host header can have it: httpd judges the rest. */
    static boolean isWord(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c != 127);
    }

    /** Whether it is an IP address. */
    static boolean isAddress(String text) {
        if (IPV4.matcher(text).matches()) {
            return true;
        }
        try {
            // With a colon, nothing is looked up.
            return IPV6.matcher(text).matches() && InetAddress.getByName(text) != null;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    String line() {
        return (address == null ? "-" : address) + '\t' + port + '\t' + (host == null ? "-" : host) + '\t' + target
                + '\n';
    }

    /** As a person would write it. */
    String show() {
        String scheme = port == HTTPS_PORT ? "https://" : "http://";
        return Bytes.show(host == null || !target.startsWith("/") ? target : scheme + host + target);
    }

    private static CommandException wrong(String text) {
        return new CommandException(ExitCode.USAGE, "'" + text + "' is neither http://HOST/PATH nor /PATH");
    }

    private static String withoutFragment(String url) {
        int fragment = url.indexOf('#');
        return fragment < 0 ? url : url.substring(0, fragment);
    }

    /** As a browser does: what cannot be in a request line is percent-encoded, and what is encoded stays. */
    private static String encode(String text, Charset charset) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(charset)) {
            if (b > ' ' && b < 127) {
                encoded.append((char) b);
            } else {
                encoded.append(String.format("%%%02X", b));
            }
        }
        return encoded.toString();
    }
}
