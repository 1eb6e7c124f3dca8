package net.modwsgialias.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.modwsgialias.regex.MatchScratch;
import net.modwsgialias.regex.PatternSet;

/**
 * A table of patterns, and URIs to look up in it: half of them hits spread over all aliases, half near misses, in
 * random order. The same name always gives the same data, to engines in Java and, through {@link WorkloadFiles}, to
 * those in C.
 *
 * @param patterns in the order in which they are asked
 * @param uris all different
 */
record Workload(String name, List<String> patterns, List<String> uris) {

    private static final int WARM = 1_000;
    private static final int DISTINCT = 100_000;
    private static final long SEED = 3;

    /**
     * Makes the data.
     *
     * @param name a shape and the number of aliases, such as {@code tenant-100}; with {@code -distinct} behind it there
     *        are 100,000 URIs, otherwise 1,000
     */
    static Workload named(String name) {
        String[] parts = name.split("-");
        boolean distinct = parts.length == 3 && parts[2].equals("distinct");
        if (parts.length != 2 && !distinct) {
            throw new IllegalArgumentException("not SHAPE-N or SHAPE-N-distinct: " + name);
        }
        Shape shape = Shape.named(parts[0]);
        int aliases = Integer.parseInt(parts[1]);
        if (shape instanceof RestRoutes routes && routes.size() != aliases) {
            throw new IllegalArgumentException("there are " + routes.size() + " routes, not " + aliases);
        }
        List<String> patterns = IntStream.range(0, aliases).mapToObj(shape::pattern).toList();
        return new Workload(name, patterns, uris(shape, patterns, distinct ? DISTINCT : WARM));
    }

    private static List<String> uris(Shape shape, List<String> patterns, int count) {
        Random random = new Random(SEED);
        PatternSet judge = Ours.compile(patterns);
        MatchScratch scratch = new MatchScratch();
        Set<String> uris = new LinkedHashSet<>();
        List<Integer> order = new ArrayList<>(IntStream.range(0, patterns.size()).boxed().toList());
        Collections.shuffle(order, random);
        for (int i = 0; uris.size() < count; i++) {
            boolean hit = uris.size() % 2 == 0;
            int alias = order.get(i / 2 % order.size());
            String uri = hit ? shape.hit(alias, random) : shape.nearMiss(alias, random);
            if (hit == (Ours.lookup(judge, bytes(uri), scratch) != PatternSet.NO_MATCH)) {
                uris.add(uri);
            }
        }
        List<String> shuffled = new ArrayList<>(uris);
        Collections.shuffle(shuffled, random);
        return List.copyOf(shuffled);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
