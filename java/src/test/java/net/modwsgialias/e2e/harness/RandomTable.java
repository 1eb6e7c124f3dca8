package net.modwsgialias.e2e.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** A random list of aliases for one virtual host, each with a callable of its own, so that the winner shows. */
public final class RandomTable {

    /** One alias: how it is configured, a URL path it was made for, and the directory it must not leave. */
    public record Alias(String line, String sample, String target) {
    }

    private static final List<String> SEGMENTS = List.of("a", "b", "ab", "app", "foo", "img", "x1", "A", "a.b", "~bob",
            "scripts", "a%20b", "..a", "é", "a b", "-");
    private static final List<String> PLAIN_TARGETS = List.of("${W}/app", "${W}/foo.wsgi", "${W}/scripts/",
            "${W}/scripts", "${W}/users/bob/app", "${W}/missing", "${W}/sub/dir/", "${W}/foo.wsgi/more", "${W}/scripts/.",
            "${W}/$1", "${W}//scripts//", "/nowhere/", "relative/app", "${W}/users/../scripts/", "${W}");
    private static final List<String> MATCH_TARGETS = List.of("${W}/$1.wsgi", "${W}/scripts/$1", "${W}/users/$1/app",
            "${W}/$1/$2", "${W}$0", "${W}/scripts/$1$2$3", "${W}/\\$1", "${W}/&", "${W}/$10", "${W}/x$", "/$1",
            "${W}/foo.wsgi/$1", "${W}/scripts/b/$2", "$1/x", "${W}/sub/dir/$9$1", "${W}/scripts/$0/../$1",
            "${W}/scripts\\/$1", "${W}/$x/$1");

    private final List<Alias> aliases = new ArrayList<>();
    private final List<String> settings = new ArrayList<>();

    private RandomTable() {
    }

    /** @param first the number of the first alias: those of the main server are numbered apart */
    public static RandomTable make(RandomGenerator random, int first, int size) {
        RandomTable table = new RandomTable();
        for (int i = 0; i < size; i++) {
            table.aliases.add(random.nextInt(5) < 2 ? prefix(random, first + i) : match(random, first + i));
        }
        if (random.nextInt(3) == 0) {
            table.settings.add("AllowEncodedSlashes " + (random.nextBoolean() ? "On" : "NoDecode"));
        }
        if (random.nextInt(3) == 0) {
            table.settings.add("MergeSlashes Off");
        }
        return table;
    }

    private static Alias prefix(RandomGenerator random, int number) {
        StringBuilder path = new StringBuilder(random.nextInt(20) == 0 ? "" : "/");
        int segments = random.nextInt(4);
        for (int i = 0; i < segments; i++) {
            path.append(i == 0 ? "" : pick(random, List.of("/", "/", "/", "//"))).append(pick(random, SEGMENTS));
        }
        path.append(path.isEmpty() ? "x" : pick(random, List.of("", "", "/", "//")));
        String target = pick(random, PLAIN_TARGETS);
        return new Alias(line("WSGIScriptAlias", path.toString(), target, random, number), path.toString(), target);
    }

    private static Alias match(RandomGenerator random, int number) {
        RandomRegex.Made regex = RandomRegex.make(random);
        String target = pick(random, random.nextInt(3) == 0 ? PLAIN_TARGETS : MATCH_TARGETS);
        return new Alias(line("WSGIScriptAliasMatch", regex.pattern(), target, random, number), regex.sample(), target);
    }

    // Application groups are few: each is a Python interpreter in every child.
    private static String line(String name, String alias, String target, RandomGenerator random, int number) {
        String groups = pick(random, List.of("", "", " application-group=%{GLOBAL}", " application-group=one"))
                + pick(random, List.of("", "", "", " process-group=%{GLOBAL}"));
        String authorization = pick(random, List.of("", " pass-authorization=On", " pass-authorization=Off"));
        return name + " " + quoted(alias) + " " + quoted(target) + groups + authorization
                + " callable-object=a" + number;
    }

    /** As one word of a configuration file: httpd reads a backslash before a quote or a backslash as an escape. */
    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static <T> T pick(RandomGenerator random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    public List<Alias> aliases() {
        return aliases;
    }

    /** How httpd is to read URLs. */
    public String settings() {
        return lines(settings);
    }

    /** The aliases and nothing else. */
    public String lines() {
        return lines(aliases.stream().map(Alias::line).toList());
    }

    public String config() {
        return settings() + lines();
    }

    private static String lines(List<String> lines) {
        StringBuilder out = new StringBuilder();
        lines.forEach(line -> out.append(line).append('\n'));
        return out.toString();
    }
}
