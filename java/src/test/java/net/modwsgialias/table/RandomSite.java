package net.modwsgialias.table;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Random aliases of a main server and some virtual hosts, and what becomes of them when a map changes. Table 0 is the main
 * server's. Of sections of hosts nothing is removed, and servers whose aliases have equal patterns lose the same ones: of
 * other changes nobody makes a patch.
 */
final class RandomSite {

    private static final List<String> NAMES = List.of("a.org", "*.a.org", "*.b.a.org", "b.a.org", "*.org", "b.org");
    /** Back-references, which PCRE2 serves, and often gives up; what can be empty; and what has the same beginning. */
    private static final List<String> PATTERNS = List.of("^/(.)(.*)\\1", "(a)(.?)\\1", "^/(?:(a)|b)\\1?", "(.)\\1",
            "(*LIMIT_MATCH=4)^/(.)(.*)\\1b", "(*LIMIT_MATCH=9)(.*)(a|w)\\2", "^(/?)", "(a*)", "^(?:a|/)*", "(?=/)(.)|a?",
            "^/a/(.*)$", "^/a/(.*)/b$", "^/(.*)$", "/a", "a/(.*)$", "/([^/]*)$");

    final List<List<Part>> servers;
    private final Random random;
    private final List<RandomAlias> pool;
    /** What is not in the site that this one was made of: lines, and sections. */
    private final Set<Object> added = Collections.newSetFromMap(new IdentityHashMap<>());

    /** An alias at its place; no other is equal to it. */
    static final class Line {

        final RandomAlias alias;

        Line(RandomAlias alias) {
            this.alias = alias;
        }

        @Override
        public String toString() {
            return alias.toString();
        }
    }

    /** A section, or an alias for all hosts, which has no names. */
    record Part(List<String> names, List<Line> lines) {

        boolean isSection() {
            return !names.isEmpty();
        }
    }

    private RandomSite(Random random, List<RandomAlias> pool, List<List<Part>> servers) {
        this.random = random;
        this.pool = pool;
        this.servers = servers;
    }

    static RandomSite make(Random random) {
        List<RandomAlias> pool = new ArrayList<>();
        for (int i = 3 + random.nextInt(12); i > 0; i--) {
            RandomAlias alias = RandomAlias.make(random);
            pool.add(random.nextInt(3) == 0 ? alias.with(PATTERNS.get(random.nextInt(PATTERNS.size()))) : alias);
        }
        RandomSite site = new RandomSite(random, pool, new ArrayList<>());
        for (int server = random.nextInt(5); server >= 0; server--) {
            site.servers.add(site.server());
        }
        return site;
    }

    private List<Part> server() {
        List<Part> parts = new ArrayList<>();
        if (!servers.isEmpty() && random.nextInt(3) == 0) {
            // The same patterns once more.
            servers.get(random.nextInt(servers.size())).forEach(part -> parts.add(new Part(part.names,
                    new ArrayList<>(part.lines.stream().map(line -> new Line(line.alias)).toList()))));
            return parts;
        }
        for (int i = random.nextInt(9); i > 0; i--) {
            parts.add(part());
        }
        for (int i = random.nextInt(2) * random.nextInt(5); i > 0 && !parts.isEmpty(); i--) {
            parts.add(random.nextInt(parts.size()), section());
        }
        return parts;
    }

    private Line line() {
        return new Line(pool.get(random.nextInt(pool.size())));
    }

    private Part part() {
        return new Part(List.of(), List.of(line()));
    }

    private Part section() {
        List<String> names = new ArrayList<>();
        for (int i = random.nextInt(2); i >= 0; i--) {
            names.add(NAMES.get(random.nextInt(NAMES.size())));
        }
        Part section = new Part(names, new ArrayList<>());
        for (int i = random.nextInt(4); i > 0; i--) {
            section.lines.add(line());
        }
        return section;
    }

    /** The site with some lines removed, added and changed. */
    RandomSite changed() {
        RandomSite changed = new RandomSite(random, pool, new ArrayList<>());
        Map<List<String>, Set<Integer>> removed = new HashMap<>();
        int often = 2 + random.nextInt(8);
        boolean removes = random.nextInt(4) > 0;
        for (List<Part> parts : servers) {
            List<String> patterns = parts.stream().flatMap(part -> part.lines.stream())
                    .map(line -> line.alias.match + line.alias.pattern).toList();
            boolean hasSections = parts.stream().anyMatch(Part::isSection);
            Set<Integer> places = new HashSet<>();
            for (int place = 0; place < parts.size(); place++) {
                if (removes && !parts.get(place).isSection() && random.nextInt(often) == 0) {
                    places.add(place);
                }
            }
            changed.servers.add(changed.change(parts, often,
                    hasSections ? places : removed.computeIfAbsent(patterns, key -> places)));
        }
        return changed;
    }

    private List<Part> change(List<Part> parts, int often, Set<Integer> removed) {
        List<Part> changed = new ArrayList<>();
        boolean hasLines = false;
        for (int place = 0; place <= parts.size(); place++) {
            while (random.nextInt(often) == 0) {
                Part one = random.nextInt(4) == 0 ? section() : part();
                // With no other line, C cannot tell of an empty section in a patch.
                if (hasLines || !one.lines.isEmpty()) {
                    changed.add(add(one));
                    hasLines = true;
                }
            }
            if (place < parts.size() && !removed.contains(place)) {
                Part kept = parts.get(place);
                changed.add(kept);
                if (kept.isSection() && random.nextInt(often) == 0) {
                    Part more = new Part(kept.names, new ArrayList<>(kept.lines));
                    Line line = line();
                    added.add(line);
                    more.lines.add(random.nextInt(more.lines.size() + 1), line);
                    changed.set(changed.size() - 1, more);
                    hasLines = true;
                }
            }
        }
        return changed;
    }

    private Part add(Part part) {
        added.addAll(part.lines);
        added.add(part.names);
        return part;
    }

    /** As C writes the whole site. */
    ByteBuffer specs(int cache) {
        return specs(cache, line -> true, part -> true);
    }

    /** As C writes what this site has and the one that it was made of has not. */
    ByteBuffer patch(int cache) {
        return specs(cache, added::contains,
                part -> added.contains(part.names) || part.lines.stream().anyMatch(added::contains));
    }

    private ByteBuffer specs(int cache, Predicate<Line> lines, Predicate<Part> parts) {
        SpecWriter writer = new SpecWriter().cache(cache);
        int first = 0;
        int main = -1;
        int table = 0;
        for (List<Part> server : servers) {
            int id = first;
            int count = (int) server.stream().flatMap(part -> part.lines.stream()).filter(lines).count();
            for (Part part : server) {
                List<Line> written = part.lines.stream().filter(lines).toList();
                for (Line line : written) {
                    writer.alias(line.alias.match, line.alias.pattern, line.alias.target, null, null);
                }
                if (part.isSection() && count > 0 && parts.test(part)) {
                    writer.hosts(written.isEmpty() ? first : id, written.size(), part.names.toArray(new String[0]));
                }
                id += written.size();
            }
            writer.table(table++ % 3 != 1, count > 0 ? first : 0, count, 0, Math.max(0, main));
            main = main < 0 ? count : main;
            first += count;
        }
        return writer.write();
    }

    /** How the lines of this site stand in the whole that it was made of, and in the patch. */
    IntBuffer runs(RandomSite whole) {
        Map<Line, Integer> ids = new IdentityHashMap<>();
        whole.lines().forEach(line -> ids.put(line, ids.size()));
        List<Integer> runs = new ArrayList<>();
        int next = 0;
        int id = 0;
        boolean wasAdded = false;
        int before = -2;
        for (Line line : lines()) {
            boolean isAdded = added.contains(line);
            int from = isAdded ? next++ : ids.get(line);
            if (id == 0 || isAdded != wasAdded || from != before + 1) {
                runs.addAll(List.of(id, from, isAdded ? 1 : 0));
            }
            wasAdded = isAdded;
            before = from;
            id++;
        }
        return IntBuffer.wrap(runs.stream().mapToInt(Integer::intValue).toArray());
    }

    /** Whether an alias of this site is not in the one that it was made of. */
    boolean isAdded(int id) {
        return added.contains(lines().get(id));
    }

    List<Line> lines() {
        return servers.stream().flatMap(List::stream).flatMap(part -> part.lines.stream()).toList();
    }

    /** A URL's path, often one that some alias takes or has taken. */
    String uri() {
        return pool.get(random.nextInt(pool.size())).uri(random);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (List<Part> server : servers) {
            text.append("\nserver");
            for (Part part : server) {
                text.append("\n  ").append(part.names);
                part.lines.forEach(line -> text.append("\n    ").append(added.contains(line) ? "+ " : "  ").append(line));
            }
        }
        return text.toString();
    }
}
