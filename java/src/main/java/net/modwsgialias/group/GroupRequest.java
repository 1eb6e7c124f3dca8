package net.modwsgialias.group;

/**
 * What a request contributes to a group's name. Before all of the request is known, only the URL and the captures
 * are set; all else is null.
 *
 * @param uri the URL's path as it was matched
 * @param bounds start and end in {@code uri} of {@code $0} to {@code $9}; a group that took no part has -1
 * @param serverName the server's ServerName
 * @param port the port the server answers on
 * @param host the name in the Host header, or null if there is none
 * @param scriptName the URL's path without the path info
 * @param variables the values that {@link GroupTemplate#appendVariables} asked for, in the same order: of each a
 *     {@code +} and the value, or a {@code -} if it is not set, ended by a NUL
 */
public record GroupRequest(byte[] uri, int[] bounds, byte[] serverName, int port, byte[] host, byte[] scriptName,
        byte[] variables) {

    /** A request of which only the match is known. */
    public static GroupRequest ofMatch(byte[] uri, int[] bounds) {
        return new GroupRequest(uri, bounds, null, 0, null, null, null);
    }

    void appendCapture(int group, ByteSink sink) {
        int start = bounds[2 * group];
        int end = bounds[2 * group + 1];
        // \K in a look-ahead can put the start behind the end.
        if (start >= 0 && start < end) {
            sink.append(uri, start, end);
        }
    }
}
