package net.modwsgialias.e2e.harness;

import java.util.ArrayList;
import java.util.List;

/**
 * One request. Its target is what stands in the request line, each char a byte: nothing is encoded, decoded or
 * normalised on the way. Immutable.
 */
public record Request(String method, String target, String host, List<String> headers, String address) {

    /** Where servers listen as a rule. */
    public static final String LOCAL = "127.0.0.1";

    /**
     * What ends a target whose answer no thread remembers but for this very target: if each is another one, Java is
     * asked each time (decision 0051).
     */
    public static final String ASKED_OF_JAVA = "/a..b";

    public static Request get(String target) {
        return new Request("GET", target, "main.test", List.of(), LOCAL);
    }

    public Request method(String value) {
        return new Request(value, target, host, headers, address);
    }

    public Request host(String value) {
        return new Request(method, target, value, headers, address);
    }

    /** Sent to another address of the server. */
    public Request to(String value) {
        return new Request(method, target, host, headers, value);
    }

    public Request header(String line) {
        List<String> more = new ArrayList<>(headers);
        more.add(line);
        return new Request(method, target, host, List.copyOf(more), address);
    }

    @Override
    public String toString() {
        String shown = target.length() > 300 ? target.substring(0, 300) + "... (" + target.length() + ")" : target;
        return method + " " + Bytes.printable(shown) + " of " + host + (headers.isEmpty() ? "" : " " + headers);
    }
}
