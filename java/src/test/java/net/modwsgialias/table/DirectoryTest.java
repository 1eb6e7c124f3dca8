package net.modwsgialias.table;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectoryTest {

    @ParameterizedTest(name = "beginning {0}, file {1}: inside is {2}")
    @CsvSource({
        "/w/scripts/, /w/scripts/a.wsgi, true",
        "/w/scripts/, /w/scripts/, true",
        "/w/scripts/, /w/scripts/../secret.wsgi, false",
        "/w/scripts/, /w/scripts/..secret.wsgi, true",
        "/w/scripts/, /w/scripts/a../secret.wsgi, true",
        "/w/scripts/, /w/scripts/a/../../secret.wsgi, false",
        "/w/scripts/, /w/scripts/a/../b, true",
        "/w/scripts/, /w/scripts/../scripts/b, true",
        "/w/scripts/, /w/scripts/../scripts2/b, false",
        "/w/scripts/, /w/scripts/..//scripts/./b, true",
        "/w/scripts/, /w/scripts/.., false",
        "/w/scripts/, /w/scripts/../../../../w/scripts/x, true",
        "/w/app.wsgi, /w/app.wsgi/../x, true",
        "/w/app.wsgi, /w/app.wsgi/../../x, false",
        "/w//scripts/, /w//scripts//x, true",
        "/w/../w/scripts/, /w/../w/scripts/x, true",
        "/w/../w/scripts/, /w/../w/scripts/../x, false",
        "/, /../../etc/passwd, true",
        "/x, /x/../../etc, true",
        "w/, w/x, true",
        "w/, w/../x, false",
        "../w/, ../w/x, true",
        "../w/, ../w/../x, false",
        "../, ../x, true",
        "../, ../../x, false",
        "app, app/z, true",
        "app, app/../z, true",
        "app, app/../../z, false",
        "'', x, true",
        "'', ../x, false",
        "'', /etc/passwd, false",
        "./w/, ./w/x/../y, true",
    })
    void shouldHoldTheFile(String beginning, String file, boolean expected) {
        assertEquals(expected, holds(beginning, file));
    }

    @Test
    void shouldAgreeWithTheFileSystemsOwnRules() {
        long seed = Long.getLong("mwa.seed", 20261122L);
        Random random = new Random(seed);
        String[] pieces = {"a", "b", "..", ".", "", "a..", "..b"};
        int outside = 0;
        for (int i = 0; i < 200_000; i++) {
            String beginning = "/" + path(random, pieces, 3) + "/";
            String file = beginning + path(random, pieces, 5);
            boolean expected = Path.of(file).normalize().startsWith(Path.of(beginning).normalize());
            outside += expected ? 0 : 1;
            assertEquals(expected, holds(beginning, file), () -> "seed " + seed + ": " + beginning + " " + file);
        }
        assertEquals(true, outside > 1000, "too few files lie outside to prove anything: " + outside);
    }

    private static String path(Random random, String[] pieces, int longest) {
        StringBuilder path = new StringBuilder();
        for (int i = random.nextInt(longest + 1); i > 0; i--) {
            path.append(pieces[random.nextInt(pieces.length)]).append(i > 1 ? "/" : "");
        }
        return path.toString();
    }

    private static boolean holds(String beginning, String file) {
        byte[] name = file.getBytes(ISO_8859_1);
        return new Directory(beginning.getBytes(ISO_8859_1)).contains(name, name.length);
    }
}
