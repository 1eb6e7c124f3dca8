package net.modwsgialias.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A route table as a real site has it: different lengths, shared beginnings, captures of three kinds. */
final class RestRoutes implements Shape {

    private static final Pattern PARAMETER = Pattern.compile("\\{[a-z]+([#*]?)\\}");

    private final List<String> templates = read("rest-routes.txt");

    private static List<String> read(String resource) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                RestRoutes.class.getResourceAsStream(resource), StandardCharsets.US_ASCII))) {
            return reader.lines().filter(line -> !line.startsWith("#")).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int size() {
        return templates.size();
    }

    @Override
    public String pattern(int index) {
        return "^" + fill(index, kind -> switch (kind) {
            case "#" -> "([0-9]+)";
            case "*" -> "(.*)";
            default -> "([^/]+)";
        }) + "$";
    }

    @Override
    public String hit(int index, Random random) {
        return fill(index, kind -> switch (kind) {
            case "#" -> Words.number(random, 100_000);
            case "*" -> Words.path(random, 3);
            default -> Words.word(random);
        });
    }

    @Override
    public String nearMiss(int index, Random random) {
        String hit = hit(index, random);
        int slash = 1 + random.nextInt(hit.length());
        return switch (random.nextInt(3)) {
            case 0 -> hit + "/" + Words.word(random);
            case 1 -> hit + "/";
            default -> hit.substring(0, slash) + "/" + hit.substring(slash);
        };
    }

    private String fill(int index, Function<String, String> parameter) {
        Function<MatchResult, String> one = match -> parameter.apply(match.group(1));
        return PARAMETER.matcher(templates.get(index)).replaceAll(one);
    }
}
