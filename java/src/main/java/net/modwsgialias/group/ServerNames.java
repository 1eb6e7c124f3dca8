package net.modwsgialias.group;

import java.nio.charset.StandardCharsets;

/** The names that mod_wsgi forms from a request: {@code %{SERVER}}, {@code %{HOST}} and {@code %{RESOURCE}}. */
final class ServerNames {

    private static final int HTTP_PORT = 80;
    private static final int HTTPS_PORT = 443;

    private final boolean foldScriptName;

    /** @param foldScriptName whether {@code %{RESOURCE}} has the script's name in lower case */
    ServerNames(boolean foldScriptName) {
        this.foldScriptName = foldScriptName;
    }

    void appendServer(GroupRequest request, ByteSink sink) {
        appendWithPort(request.serverName(), request.port(), sink);
    }

    void appendHost(GroupRequest request, ByteSink sink) {
        appendWithPort(request.host() != null ? request.host() : request.serverName(), request.port(), sink);
    }

    void appendResource(GroupRequest request, ByteSink sink) {
        appendServer(request, sink);
        sink.append((byte) '|');
        byte previous = 0;
        for (byte next : request.scriptName()) {
            if (next != '/' || previous != '/') {
                sink.append(foldScriptName ? toLowerCase(next) : next);
            }
            previous = next;
        }
    }

    private static void appendWithPort(byte[] name, int port, ByteSink sink) {
        sink.append(name);
        if (port != HTTP_PORT && port != HTTPS_PORT) {
            sink.append((":" + port).getBytes(StandardCharsets.US_ASCII));
        }
    }

    private static byte toLowerCase(byte letter) {
        return letter >= 'A' && letter <= 'Z' ? (byte) (letter + 'a' - 'A') : letter;
    }
}
