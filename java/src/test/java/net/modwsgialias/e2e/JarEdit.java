package net.modwsgialias.e2e;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

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
