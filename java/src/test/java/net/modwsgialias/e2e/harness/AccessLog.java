package net.modwsgialias.e2e.harness;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The observations of one server: which file, handler and notes each request ended with. Not thread-safe. */
public final class AccessLog {

    private static final List<String> FIELDS = List.of("log.status", "handler", "file", "path_info", "note.pg",
            "note.ag", "note.callable", "note.auth");

    private final Path path;
    private final Map<String, Map<String, String>> lines = new HashMap<>();
    private long read;

    public AccessLog(Path path) {
        this.path = path;
    }

    /** The observations of the given requests; a line is written after the response went out, so this may wait. */
    public Map<String, Map<String, String>> await(Collection<String> ids) {
        Await.until(Duration.ofSeconds(60), () -> "no line in the access log for some of " + ids.size() + " requests",
                () -> {
                    readOn();
                    return lines.keySet().containsAll(ids);
                });
        Map<String, Map<String, String>> found = new HashMap<>();
        ids.forEach(id -> found.put(id, lines.remove(id)));
        return found;
    }

    private void readOn() {
        try {
            if (Files.size(path) == read) {
                return;
            }
            String text = tail();
            int end = text.lastIndexOf('\n') + 1;
            read += end;
            text.substring(0, end).lines().forEach(this::keep);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + path, e);
        }
    }

    private String tail() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            byte[] bytes = new byte[Math.toIntExact(file.length() - read)];
            file.seek(read);
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }

    private void keep(String line) {
        String[] values = line.split("\t", -1);
        if (values.length != FIELDS.size() + 2) {
            throw new IllegalStateException("not a line of the observed format: " + line);
        }
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i < FIELDS.size(); i++) {
            fields.put(FIELDS.get(i), values[i + 1]);
        }
        lines.put(values[0], fields);
    }
}
