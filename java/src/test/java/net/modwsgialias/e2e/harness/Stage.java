package net.modwsgialias.e2e.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A copy of what is installed, in a directory of its own: to be damaged, or to be read by httpd's children. */
public final class Stage implements AutoCloseable {

    private static final Pattern LOAD = Pattern.compile("(?m)^LoadModule wsgi_alias_module \"?([^\"\n]+?)\"?$");

    /** All but the class archive: that holds for the paths it was made with, and a JVM does without it. */
    private static final List<String> FILES = List.of("mod_wsgi_alias.jar", "jna.jar", "libjnidispatch.so");

    private final Path root;

    private Stage(Path root) {
        this.root = root;
    }

    public static Stage create() {
        try {
            Path module = installedModule();
            // With a blank in it, as any path may have.
            Stage stage = new Stage(Trees.temporary("mwa-the stage"));
            copy(module, stage.module());
            for (String name : FILES) {
                copy(module.resolveSibling("../mod_wsgi_alias").resolve(name), stage.file(name));
            }
            Files.writeString(stage.fragment(), "LoadModule wsgi_alias_module \"" + stage.module() + "\"\n");
            return stage;
        } catch (IOException e) {
            throw new IllegalStateException("cannot copy what is installed", e);
        }
    }

    /**
     * What loads the module under test: the fragment itself, or, where the checkout lies in a directory that httpd's
     * children may not enter, that of a copy which stays until the tests end.
     */
    public static Path readable() {
        return !Settings.root() || Trees.othersMayEnter(Settings.fragment().getParent()) ? Settings.fragment()
                : ForChildren.STAGE.fragment();
    }

    /** Made when it is first needed. */
    private static final class ForChildren {
        static final Stage STAGE = create();

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(STAGE::close));
        }
    }

    private static Path installedModule() throws IOException {
        Matcher line = LOAD.matcher(Files.readString(Settings.fragment()));
        if (!line.find()) {
            throw new IllegalStateException(Settings.fragment() + " has no LoadModule");
        }
        return Path.of(line.group(1));
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.setPosixFilePermissions(to.getParent(), PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.copy(from, to);
        Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Path module() {
        return root.resolve("modules/mod_wsgi_alias.so");
    }

    public Path file(String name) {
        return root.resolve("mod_wsgi_alias").resolve(name);
    }

    /** What {@link HttpdSpec#load} wants. */
    public Path fragment() {
        return root.resolve("wsgi_alias.load");
    }

    /** Copies the files into a directory beside them. */
    public void copyTo(String directory) throws IOException {
        for (String name : FILES) {
            copy(file(name), file(directory).resolve(name));
        }
    }

    public void remove(String name) throws IOException {
        Files.delete(file(name));
    }

    /** For httpd's children no longer readable; if they are nobody else, for nobody. */
    public void close(String name) throws IOException {
        Files.setPosixFilePermissions(file(name),
                PosixFilePermissions.fromString(Settings.root() ? "rw-------" : "---------"));
    }

    /** The text without the name of the temporary directory. */
    public String shorten(String text) {
        return text.replace(root.toString(), "STAGE");
    }

    @Override
    public void close() {
        Trees.delete(root);
    }
}
