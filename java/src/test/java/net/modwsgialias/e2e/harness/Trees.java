package net.modwsgialias.e2e.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.stream.Stream;

/** Temporary directories that httpd's children, who are another user, may read. */
public final class Trees {

    private Trees() {
    }

    // The name stays short: the path of a daemon process's socket may have 107 bytes.
    public static Path temporary(String name) throws IOException {
        Path path = Files.createTempDirectory(name).toRealPath();
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        return path;
    }

    /** Whether another user may go through all the directories down to this one. */
    public static boolean othersMayEnter(Path directory) {
        try {
            for (Path at = directory.toRealPath(); at != null; at = at.getParent()) {
                if (!Files.getPosixFilePermissions(at).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            throw new IllegalStateException("cannot look at " + directory, e);
        }
    }

    public static void delete(Path root) {
        if (root == null || !Files.exists(root)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot delete " + root, e);
        }
    }
}
