package net.modwsgialias.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A copy of what is installed, in a directory of its own, to be damaged. */
final class Stage implements AutoCloseable {

    private static final Pattern LOAD = Pattern.compile("(?m)^LoadModule wsgi_alias_module \"?([^\"\n]+?)\"?$");

    /** All but the class archive: that holds for the paths it was made with, and a JVM does without it. */
    private static final List<String> FILES = List.of("mod_wsgi_alias.jar", "jna.jar", "libjnidispatch.so");

    private final Path root;

    private Stage(Path root) {
        this.root = root;
    }

    static Stage create() {
        try {
            Path module = installedModule();
            Stage stage = new Stage(Trees.temporary("mwa-stage"));
            copy(module, stage.module());
            for (String name : FILES) {
                copy(module.resolveSibling("../mod_wsgi_alias").resolve(name), stage.file(name));
            }
            Files.writeString(stage.fragment(), "LoadModule wsgi_alias_module " + stage.module() + "\n");
            return stage;
        } catch (IOException e) {
            throw new IllegalStateException("cannot copy what is installed", e);
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
        Files.copy(from, to);
    }

    private Path module() {
        return root.resolve("modules/mod_wsgi_alias.so");
    }

    Path file(String name) {
        return root.resolve("mod_wsgi_alias").resolve(name);
    }

    /** What {@link HttpdSpec#load} wants. */
    Path fragment() {
        return root.resolve("wsgi_alias.load");
    }

    void remove(String name) throws IOException {
        Files.delete(file(name));
    }

    /** For httpd's children no longer readable; if they are nobody else, for nobody. */
    void close(String name) throws IOException {
        Files.setPosixFilePermissions(file(name),
                PosixFilePermissions.fromString(Settings.root() ? "rw-------" : "---------"));
    }

    /** The text without the name of the temporary directory. */
    String shorten(String text) {
        return text.replace(root.toString(), "STAGE");
    }

    @Override
    public void close() {
        Trees.delete(root);
    }
}
