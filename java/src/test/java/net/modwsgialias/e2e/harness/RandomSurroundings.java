package net.modwsgialias.e2e.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * What else decides about the URLs of a virtual host: some of the cases of {@code surroundings.txt}, about the paths of
 * its aliases.
 *
 * @param titles of the cases
 * @param config lines of configuration
 * @param htaccess lines of the host's own .htaccess file
 * @param uris that they are about
 */
public record RandomSurroundings(List<String> titles, String config, String htaccess, List<String> uris) {

    private static final List<CaseFile.Case> ALL = CaseFile.read("surroundings.txt");
    private static final int MOST = 4;
    private static final String HTACCESS = "htaccess ";
    private static final String URI = "uri ";

    /** @param number of the host */
    public static RandomSurroundings make(RandomGenerator random, int number, List<RandomTable.Alias> aliases) {
        List<String> titles = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (int count = random.nextInt(MOST + 1); count > 0; count--) {
            CaseFile.Case one = ALL.get(random.nextInt(ALL.size()));
            String first = path(random, aliases);
            String second = path(random, aliases);
            titles.add(one.title());
            one.config().forEach(line -> lines.add(fill(line, number, first, second)));
        }
        return new RandomSurroundings(titles,
                join(lines.stream().filter(line -> !line.startsWith(HTACCESS) && !line.startsWith(URI)).toList()),
                join(behind(HTACCESS, lines)), behind(URI, lines));
    }

    private static List<String> behind(String word, List<String> lines) {
        return lines.stream().filter(line -> line.startsWith(word)).map(line -> line.substring(word.length())).toList();
    }

    private static String fill(String line, int number, String first, String second) {
        return line.replace("{P}", first).replace("{Q}", second).replace("{N}", Integer.toString(number));
    }

    private static String join(List<String> lines) {
        return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    /** A path that an alias was made for, or its beginning, if it can stand in a pattern as it is. */
    private static String path(RandomGenerator random, List<RandomTable.Alias> aliases) {
        String sample = aliases.get(random.nextInt(aliases.size())).sample();
        String path = sample.replaceFirst("/+$", "");
        int slash = path.indexOf('/', 1);
        if (slash > 0 && random.nextInt(3) == 0) {
            path = path.substring(0, slash);
        }
        return path.matches("(/[A-Za-z0-9~-]+)+") ? path : "/app";
    }
}
