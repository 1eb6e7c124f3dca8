package net.modwsgialias;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** The bytes that a fuzz target reads piece by piece; behind the last one come zeros. */
public final class FuzzInput {

    private final byte[] bytes;
    private int at;

    public FuzzInput(byte[] bytes) {
        this.bytes = bytes;
    }

    public boolean isAtEnd() {
        return at >= bytes.length;
    }

    /** The next byte, from 0 to 255. */
    public int next() {
        return at < bytes.length ? bytes[at++] & 0xff : 0;
    }

    /** The next four bytes. */
    public int nextInt() {
        return next() << 24 | next() << 16 | next() << 8 | next();
    }

    /** As many bytes as are wanted, or as are left. */
    public byte[] take(int length) {
        byte[] taken = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + length));
        at += taken.length;
        return taken;
    }

    /** The lines of a resource beside a class: bytes in hexadecimal, and behind a {@code #} what they are. */
    public static List<byte[]> readCases(Class<?> beside, String name) throws IOException {
        List<byte[]> cases = new ArrayList<>();
        try (BufferedReader in = new BufferedReader(
                new InputStreamReader(beside.getResourceAsStream(name), StandardCharsets.US_ASCII))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String hex = line.replaceFirst("#.*", "").strip();
                if (!hex.isEmpty()) {
                    cases.add(HexFormat.of().parseHex(hex));
                }
            }
        }
        return cases;
    }

    /** Writes seeds for a fuzzer to begin with into a directory; into none if it is null. */
    public static void write(List<byte[]> seeds, String directory) throws IOException {
        if (directory != null) {
            Files.createDirectories(Path.of(directory));
            for (int i = 0; i < seeds.size(); i++) {
                Files.write(Path.of(directory, "seed-" + i), seeds.get(i));
            }
        }
    }

    /** A seed with the end of another, and some bytes of it changed. */
    public static byte[] damaged(List<byte[]> seeds, Random random) {
        byte[] first = seeds.get(random.nextInt(seeds.size()));
        byte[] second = seeds.get(random.nextInt(seeds.size()));
        int kept = random.nextInt(first.length + 1);
        int from = random.nextInt(second.length + 1);
        byte[] data = Arrays.copyOf(first, kept + second.length - from);
        System.arraycopy(second, from, data, kept, second.length - from);
        for (int i = data.length == 0 ? 0 : random.nextInt(4); i > 0; i--) {
            data[random.nextInt(data.length)] = second[random.nextInt(second.length)];
        }
        return data;
    }
}
