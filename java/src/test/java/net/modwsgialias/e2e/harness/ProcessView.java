package net.modwsgialias.e2e.harness;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What /proc tells of a process. */
public final class ProcessView {

    private final Path directory;

    public ProcessView(long pid) {
        directory = Path.of("/proc", Long.toString(pid));
    }

    /** The files that are mapped, each once for every mapping. */
    public List<String> mappedFiles() {
        return lines("maps").stream().filter(line -> line.indexOf('/') > 0)
                .map(line -> line.substring(line.indexOf('/'))).toList();
    }

    public boolean hasJvm() {
        return mappedFiles().stream().anyMatch(file -> file.contains("/libjvm.so"));
    }

    /** What the open files are: a path, or such as {@code socket:[4711]}. */
    public List<String> openFiles() {
        List<String> files = new ArrayList<>();
        try (DirectoryStream<Path> links = Files.newDirectoryStream(directory.resolve("fd"))) {
            for (Path link : links) {
                addTarget(link, files);
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the open files of " + directory, e);
        }
        return files;
    }

    private static void addTarget(Path link, List<String> files) throws IOException {
        try {
            files.add(Files.readSymbolicLink(link).toString());
        } catch (NoSuchFileException e) {
            // Closed meanwhile.
        }
    }

    /** What the process listens on: the ports of TCP, and the paths of Unix' own sockets. */
    public List<String> listensOn() {
        List<String> own = openFiles();
        List<String> found = new ArrayList<>();
        for (String table : new String[] {"net/tcp", "net/tcp6", "net/unix"}) {
            boolean unix = table.endsWith("unix");
            for (String line : lines(table)) {
                String[] columns = line.strip().split("\\s+");
                // Columns: local address, state and inode; or flags, inode and path. 0A and 10000 are "listens".
                boolean listens = unix ? columns[3].equals("00010000") : columns[3].equals("0A");
                if (listens && own.contains("socket:[" + columns[unix ? 6 : 9] + "]")) {
                    found.add(unix ? columns[columns.length - 1]
                            : String.valueOf(Integer.parseInt(columns[1].replaceFirst(".*:", ""), 16)));
                }
            }
        }
        return found;
    }

    /** The names of the threads. */
    public List<String> threadNames() {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(directory.resolve("task"))) {
            for (Path task : tasks) {
                addName(task, names);
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the threads of " + directory, e);
        }
        return names;
    }

    private static void addName(Path task, List<String> names) {
        try {
            names.add(Files.readString(task.resolve("comm")).strip());
        } catch (IOException e) {
            // Ended meanwhile; the kernel says so in more than one way.
        }
    }

    private List<String> lines(String file) {
        try {
            return Files.readAllLines(directory.resolve(file), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + file + " of " + directory, e);
        }
    }

    /** Kilobytes of memory that the process shares with no other. */
    public long privateKilobytes() {
        return sum("smaps_rollup", "Private_");
    }

    public int threads() {
        return (int) sum("status", "Threads:");
    }

    /** Of the lines of a file of /proc that begin so, the numbers. */
    private long sum(String file, String beginning) {
        return lines(file).stream().filter(line -> line.startsWith(beginning))
                .mapToLong(line -> Long.parseLong(line.split("\\s+")[1])).sum();
    }

    /** Where the process sees /tmp: it may have one of its own. */
    public Path temporaryDirectory() {
        return directory.resolve("root/tmp");
    }
}
