package net.modwsgialias.e2e.harness;

import java.util.List;
import java.util.random.RandomGenerator;

/** URIs near the aliases of a table: hits, near misses, and all that a client may do to a path. */
public final class RandomUri {

    private static final List<String> TAILS = List.of("", "", "/", "/x", "x", "/foo.wsgi", "/app/x", "../secret.wsgi",
            "..", "/..", "/../secret.wsgi", ".wsgi", "//y", "/b/b.wsgi", "?q=1", ";p", "../../w/app", "foo.wsgi/z",
            "%2F", "%2e%2e/secret.wsgi", "..%2Fsecret.wsgi", "/./a", "-", "/%2e%2e/");

    private RandomUri() {
    }

    public static String make(RandomGenerator random, List<RandomTable.Alias> aliases) {
        String path = aliases.get(random.nextInt(aliases.size())).sample();
        String sample = path.startsWith("/") || random.nextInt(20) == 0 ? path : "/" + path;
        String encoded = encode(random, mutate(random, sample));
        String tail = TAILS.get(random.nextInt(TAILS.size()));
        String uri = encoded + tail;
        return uri.startsWith("/") ? uri : "/" + uri;
    }

    private static String mutate(RandomGenerator random, String path) {
        StringBuilder out = new StringBuilder(path);
        if (out.isEmpty()) {
            return "";
        }
        int at = random.nextInt(out.length());
        switch (random.nextInt(10)) {
            case 0 -> out.insert(at, (char) (1 + random.nextInt(255)));
            case 1 -> out.insert(at, '/');
            case 2 -> out.setLength(at);
            case 3 -> out.insert(0, "/x");
            case 4 -> out.setCharAt(at, Character.toUpperCase(out.charAt(at)));
            case 5 -> out.append(out.substring(at));
            default -> { }
        }
        return out.toString();
    }

    // What cannot stand in a request line is always encoded, the rest now and then.
    private static String encode(RandomGenerator random, String path) {
        StringBuilder out = new StringBuilder();
        boolean often = random.nextInt(8) == 0;
        for (char c : path.toCharArray()) {
            boolean plain = c > ' ' && c < 127 && "%?#".indexOf(c) < 0;
            boolean keep = plain && (!often || c == '/' || random.nextInt(3) > 0);
            out.append(keep ? Character.toString(c) : Bytes.escape(c & 255));
        }
        return out.toString();
    }
}
