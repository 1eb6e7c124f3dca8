package net.modwsgialias.e2e.harness;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * The files that two servers share, so that their answers can be compared as they are: the probe script at many
 * paths, and plain documents. {@code ${W}} in a configuration is the directory of the scripts.
 */
public final class Site implements AutoCloseable {

    public static final List<String> SCRIPTS = List.of("app", "app.wsgi", "foo.wsgi", "bar.wsgi", "other.wsgi",
            "secret.wsgi", "a.wsgi", "b.wsgi", "scripts/foo.wsgi", "scripts/bar.wsgi", "scripts/a", "scripts/b/b.wsgi",
            "users/bob/app", "users/eve/app", "users/app", "sub/dir/foo.wsgi", "sub/dir/app", "10", "x0", "&", "$1",
            "$1.wsgi", "with space.wsgi", "per%20cent.wsgi", "\u00e9.wsgi", "back\\slash.wsgi");

    public static final List<String> DOCUMENTS = List.of("index.html", "plain.txt", "alias/plain.txt", "bob/public/index.html",
            "vhosts/main.test/index.html");

    private final Path root;

    private Site(Path root) {
        this.root = root;
    }

    public static Site create() {
        try {
            Site site = new Site(Trees.temporary("mwa-site"));
            byte[] probe = resource("probe.wsgi");
            for (String script : SCRIPTS) {
                site.write(site.scripts().resolve(script), probe);
            }
            for (String document : DOCUMENTS) {
                site.write(site.documents().resolve(document), ("document " + document + "\n").getBytes());
            }
            site.write(site.documents().resolve("htaccess/.htaccess"), "WSGIScriptAlias /x /y\n".getBytes());
            return site;
        } catch (IOException e) {
            throw new IllegalStateException("cannot write the site", e);
        }
    }

    public void write(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, content);
    }

    public Path scripts() {
        return root.resolve("w");
    }

    public Path documents() {
        return root.resolve("htdocs");
    }

    /** The path as the case files write it. */
    public String shorten(String text) {
        return text.replace(scripts().toString(), "W").replace(documents().toString(), "HTDOCS");
    }

    /** What the supplier gives; if it fails, the site is closed and nobody has to. */
    public <T> T orClose(Supplier<T> supplier) {
        try {
            return supplier.get();
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    public static byte[] resource(String name) {
        try (InputStream in = Site.class.getResourceAsStream("/e2e/" + name)) {
            if (in == null) {
                throw new IllegalStateException("no resource e2e/" + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read e2e/" + name, e);
        }
    }

    @Override
    public void close() {
        Trees.delete(root);
    }
}
