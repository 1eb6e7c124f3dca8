package net.modwsgialias.e2e.harness;

import java.nio.file.Files;
import java.nio.file.Path;

/** What the machine and the caller decide: system properties with defaults for Debian. */
public final class Settings {

    /** The httpd binary. */
    public static final String HTTPD = System.getProperty("mwa.httpd", "/usr/sbin/apache2");

    /** Where httpd's loadable modules lie. */
    public static final String MODULES = System.getProperty("mwa.modules", "/usr/lib/apache2/modules");

    /** The mod_wsgi that is compared with and that runs the scripts. */
    public static final String WSGI = System.getProperty("mwa.wsgi", module("mod_wsgi.so"));

    /** How many generated (alias table, URI) pairs are compared, all MPMs together. */
    public static final int PAIRS = Integer.getInteger("mwa.pairs", 3_000);

    /** How many generated (configuration, URL) pairs are explained and then asked of a server, all MPMs together. */
    public static final int EXPLAINED = Integer.getInteger("mwa.explain", 500);

    /** How many generated (alias table, URI) pairs are asked of a map and of the configuration, all MPMs together. */
    public static final int MAPPED = Integer.getInteger("mwa.mapped", 450);

    /** How often a map changes, before memory is looked at. */
    public static final int CHANGES = Integer.getInteger("mwa.changes", 20);

    /** How many generated (aliases, URL) pairs are compared over namespaces of a network. */
    public static final int REMOTE_PAIRS = Integer.getInteger("mwa.remote.pairs", 300);

    /** How much a backend sends in one answer. */
    public static final long REMOTE_BYTES = Long.getLong("mwa.remote.bytes", 50_000_000L);

    /** Where the generator starts; printed by every run, so that a failure can be repeated. */
    public static final long SEED = Long.getLong("mwa.seed", 20_260_101L);

    private Settings() {
    }

    /**
     * The httpd fragment that loads the module under test. A missing one is a failure and never a skipped test:
     * nothing would have been compared.
     */
    public static Path fragment() {
        String property = System.getProperty("mwa.load");
        if (property == null) {
            throw new IllegalStateException("mwa.load is not set: it names the httpd fragment that loads the module");
        }
        Path path = Path.of(property).toAbsolutePath();
        if (!Files.isRegularFile(path)) {
            throw new IllegalStateException(path + " is missing: build the native module first");
        }
        return path;
    }

    /** One of httpd's modules by the name of its file: installed, or unpacked by {@code scripts/setup}. */
    public static String module(String file) {
        Path installed = Path.of(MODULES, file);
        return (Files.exists(installed) ? installed : unpacked(installed.toString())).toString();
    }

    /** What a package has at that path, where {@code scripts/setup} has unpacked it in place of installing it. */
    public static Path unpacked(String path) {
        return fragment().resolveSibling("unpacked" + path);
    }

    /** The command, as the build has made it. */
    public static String command() {
        return System.getProperty("mwa.command", fragment().resolveSibling("wsgi-alias").toString());
    }

    /** httpd started by root gives its children to another user; started by anybody else, it cannot. */
    public static boolean root() {
        return System.getProperty("user.name").equals("root");
    }
}
