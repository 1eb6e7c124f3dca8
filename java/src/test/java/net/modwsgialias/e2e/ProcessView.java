package net.modwsgialias.e2e;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What /proc tells of a process. */
final class ProcessView {

    private final Path directory;

    ProcessView(long pid) {
        directory = Path.of("/proc", Long.toString(pid));
    }

    /** The files that are mapped, each once for every mapping. */
    List<String> mappedFiles() {
        try {
            return Files.readAllLines(directory.resolve("maps"), StandardCharsets.ISO_8859_1).stream()
                    .filter(line -> line.indexOf('/') > 0).map(line -> line.substring(line.indexOf('/'))).toList();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the maps of " + directory, e);
        }
    }

    boolean hasJvm() {
        return mappedFiles().stream().anyMatch(file -> file.contains("/libjvm.so"));
    }

    /** What the open files are: a path, or such as {@code socket:[4711]}. */
    List<String> openFiles() {
        List<String> files = new ArrayList<>();
        try (DirectoryStream<Path> links = Files.newDirectoryStream(directory.resolve("fd"))) {
            for (Path link : links) {
                files.add(Files.readSymbolicLink(link).toString());
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the open files of " + directory, e);
        }
        return files;
    }

    /** Kilobytes of memory that the process shares with no other. */
    long privateKilobytes() {
        return sum("smaps_rollup", "Private_");
    }

    int threads() {
        return (int) sum("status", "Threads:");
    }

    /** Of the lines of a file of /proc that begin so, the numbers. */
    private long sum(String file, String beginning) {
        try {
            return Files.readAllLines(directory.resolve(file), StandardCharsets.ISO_8859_1).stream()
                    .filter(line -> line.startsWith(beginning)).mapToLong(line -> Long.parseLong(line.split("\\s+")[1])).sum();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + file + " of " + directory, e);
        }
    }

    /** Where the process sees /tmp: it may have one of its own. */
    Path temporaryDirectory() {
        return directory.resolve("root/tmp");
    }
}
