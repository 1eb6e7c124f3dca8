package net.modwsgialias.e2e.faults;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;

/** Makes of a jar one that does not belong to the module. */
final class JarEdit {

    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    private final Path jar;
    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    private JarEdit(Path jar) throws IOException {
        this.jar = jar;
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(jar))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries.put(entry.getName(), in.readAllBytes());
            }
        }
    }

    static String version(Path jar) throws IOException {
        return new Manifest(new ByteArrayInputStream(new JarEdit(jar).entry(MANIFEST))).getMainAttributes()
                .getValue(Attributes.Name.IMPLEMENTATION_VERSION);
    }

    static void setVersion(Path jar, String version) throws IOException {
        JarEdit edit = new JarEdit(jar);
        Manifest manifest = new Manifest(new ByteArrayInputStream(edit.entry(MANIFEST)));
        manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, version);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        manifest.write(out);
        edit.entries.put(MANIFEST, out.toByteArray());
        edit.save();
    }

    static void removeEntry(Path jar, String name) throws IOException {
        JarEdit edit = new JarEdit(jar);
        edit.entry(name);
        edit.entries.remove(name);
        edit.save();
    }

    /** Replaces a run of bytes that must be there exactly once. */
    static void patch(Path jar, String name, byte[] from, byte[] to) throws IOException {
        JarEdit edit = new JarEdit(jar);
        byte[] bytes = edit.entry(name);
        int at = indexOf(bytes, from, 0);
        if (at < 0 || indexOf(bytes, from, at + 1) >= 0) {
            throw new IllegalStateException("the bytes are not exactly once in " + name);
        }
        System.arraycopy(to, 0, bytes, at, to.length);
        edit.save();
    }

    /** Replaces a class by what its source says once a line in it, which must be there exactly once, says something else. */
    static void recompile(Path jar, Path source, String name, String line, String instead) throws IOException {
        String text = Files.readString(source.resolve(name + ".java"));
        if (text.split(Pattern.quote(line), -1).length != 2) {
            throw new IllegalStateException("the line is not exactly once in " + name);
        }
        Path directory = Files.createTempDirectory(jar.toAbsolutePath().getParent(), "recompiled");
        Path edited = directory.resolve(name + ".java");
        Files.createDirectories(edited.getParent());
        Files.writeString(edited, text.replace(line, instead));
        String path = jar + File.pathSeparator + jar.resolveSibling("jna.jar");
        if (ToolProvider.getSystemJavaCompiler().run(null, null, null, "--release", "17", "-cp", path,
                "-d", directory.toString(), edited.toString()) != 0) {
            throw new IllegalStateException(edited + " does not compile");
        }
        JarEdit edit = new JarEdit(jar);
        edit.entry(name + ".class");
        // With the classes inside it.
        try (DirectoryStream<Path> classes = Files.newDirectoryStream(directory.resolve(name).getParent(), "*.class")) {
            for (Path file : classes) {
                edit.entries.put(directory.relativize(file).toString(), Files.readAllBytes(file));
            }
        }
        edit.save();
    }

    private static int indexOf(byte[] bytes, byte[] sought, int from) {
        for (int at = from; at + sought.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + sought.length, sought, 0, sought.length)) {
                return at;
            }
        }
        return -1;
    }

    private byte[] entry(String name) {
        byte[] bytes = entries.get(name);
        if (bytes == null) {
            throw new IllegalStateException(name + " is not in " + jar);
        }
        return bytes;
    }

    private void save() throws IOException {
        try (OutputStream file = Files.newOutputStream(jar); ZipOutputStream out = new ZipOutputStream(file)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue());
                out.closeEntry();
            }
        }
    }
}
