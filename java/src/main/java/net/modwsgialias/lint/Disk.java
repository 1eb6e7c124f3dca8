package net.modwsgialias.lint;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is on disk where a target says. As the process sees it: what it may not reach is not there. Looks once at each
 * place, as long as there are not too many. For one thread.
 */
final class Disk {

    private enum Kind { FILE, DIRECTORY, OTHER }

    private static final int MOST_KEPT = 10_000;
    private static final int LONGEST_TEXT = 64 * 1024;

    private final boolean there;
    private final Map<String, Kind> kinds = new HashMap<>();

    /** @param there false to look at nothing, so that all depends on the names alone */
    Disk(boolean there) {
        this.there = there;
    }

    /** Whether the name is that of a directory, by its last slash or on disk. */
    boolean isDirectory(String name) {
        return name.endsWith("/") || is(name, true);
    }

    /** Whether the name is there, or goes on behind the name of a file, as what becomes PATH_INFO does. */
    boolean exists(String name) {
        return !there || is(name, true) || file(name) != null;
    }

    /** Whether a file of that very name is there. */
    boolean isFile(String name) {
        return is(name, false);
    }

    /** Whether there is nothing of that name; what cannot be reached may be there. */
    boolean isMissing(String name) {
        return isKnown(name) && kind(name) == Kind.OTHER && failure(name) instanceof NoSuchFileException;
    }

    /** @return null, or what a look at it fails with */
    private static IOException failure(String name) {
        try {
            Files.readAttributes(Path.of(name), BasicFileAttributes.class);
            return null;
        } catch (IOException e) {
            return e;
        } catch (InvalidPathException e) {
            return new NoSuchFileException(name);
        }
    }

    /** Whether something of that name is there, or may be, but not as a directory that can be entered. */
    boolean isClosed(String name) {
        return isKnown(name) && !isMissing(name) && !(is(name, true) && Files.isExecutable(Path.of(name)));
    }

    /** A file's text, one char a byte; null if it cannot be read, or is longer than a script or a setting is. */
    String text(String name) {
        if (!isFile(name) || new File(name).length() > LONGEST_TEXT) {
            return null;
        }
        // A channel would have thirty classes more to be loaded.
        try (FileInputStream in = new FileInputStream(name)) {
            return new String(in.readNBytes(LONGEST_TEXT), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return null;
        }
    }

    /** The names in a directory; none if it cannot be read. */
    List<String> names(String directory) {
        List<String> names = new ArrayList<>();
        if (!is(directory, true)) {
            return names;
        }
        Path path = Path.of(directory);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
            for (Path entry : entries) {
                names.add(path.relativize(entry).toString());
            }
        } catch (IOException | DirectoryIteratorException e) {
            names.clear();
        }
        return names;
    }

    /** Whether names can be told to be there or not: absolute ones, if the disk is looked at. */
    boolean isKnown(String name) {
        return there && name.startsWith("/");
    }

    /**
     * The part of a file's name that is the script: the longest that is a file on disk, or else, as far as the name
     * tells, up to the first component with a script's extension. Null if there is none.
     */
    String script(String name) {
        String file = file(name);
        return file == null ? scriptByName(name) : file;
    }

    private String file(String name) {
        int end = isKnown(name) ? name.length() : 0;
        while (end > 0) {
            String part = name.substring(0, end);
            Kind kind = part.endsWith("/") ? Kind.OTHER : kind(part);
            if (kind == Kind.FILE) {
                return part;
            }
            // Nothing above a directory is a file.
            end = kind == Kind.DIRECTORY ? 0 : part.lastIndexOf('/');
        }
        return null;
    }

    private static String scriptByName(String name) {
        int at = 0;
        while (at >= 0) {
            int slash = name.indexOf('/', at + 1);
            String part = slash < 0 ? name : name.substring(0, slash);
            if (part.endsWith(".wsgi") || part.endsWith(".py")) {
                return part;
            }
            at = slash;
        }
        return null;
    }

    /**
     * The groups of a target that choose the script, so that only what is on disk is served. Those behind the script's
     * name do not.
     */
    Set<Integer> groupsOfScript(CheckedAlias alias) {
        String beginning = CheckedAlias.text(alias.alias().targetBeginning());
        return script(beginning.endsWith("/") ? beginning.substring(0, beginning.length() - 1) : beginning) != null
                ? Set.of() : alias.targetCaptures();
    }

    private boolean is(String name, boolean directory) {
        // Java forgives a slash behind a file's name, and httpd makes path info of it.
        return isKnown(name) && (directory || !name.endsWith("/"))
                && kind(name) == (directory ? Kind.DIRECTORY : Kind.FILE);
    }

    private Kind kind(String name) {
        // Many aliases lead to the same few places, and a look at the disk that finds nothing is slow.
        Kind kind = kinds.get(name);
        if (kind == null) {
            kind = look(name);
            if (kinds.size() == MOST_KEPT) {
                kinds.clear();
            }
            kinds.put(name, kind);
        }
        return kind;
    }

    private static Kind look(String name) {
        // A Path would have a dozen classes more to be loaded.
        File file = new File(name);
        return file.isDirectory() ? Kind.DIRECTORY : file.isFile() ? Kind.FILE : Kind.OTHER;
    }
}
