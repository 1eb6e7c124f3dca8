package net.modwsgialias.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;

/**
 * The lines of a file that grows, from its beginning on. It is followed by its name: when another file takes that, as
 * logrotate does, the rest of the old one is read first, and more of it until the other can be opened; when it gets
 * shorter, it is read again from its beginning.
 * {@link #hasNext} never waits. Lines are one char a byte. For one thread.
 */
final class Tail implements Iterator<String>, AutoCloseable {

    /** Milliseconds between two looks at the file. */
    private static final int PACE = 200;
    /** A line without an end that is longer than any that httpd writes is taken for a line. */
    private static final int LONGEST = 1024 * 1024;

    private final Path name;
    private final Deque<String> lines = new ArrayDeque<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
    private StringBuilder begun = new StringBuilder();
    private FileChannel file;
    private Object key;

    Tail(Path name) throws IOException {
        this.name = name;
        file = FileChannel.open(name);
        key = keyOf(name);
    }

    /** What tells files apart; null if nothing can be told of that name now. */
    private static Object keyOf(Path name) {
        try {
            return Files.readAttributes(name, BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            return null;
        }
    }

    /** Waits until there is a line. */
    void await() throws IOException, InterruptedException {
        while (!hasNext()) {
            Thread.sleep(PACE);
        }
    }

    @Override
    public boolean hasNext() {
        try {
            if (lines.isEmpty()) {
                fill();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return !lines.isEmpty();
    }

    private void fill() throws IOException {
        if (file.size() < file.position()) {
            file.position(0);
            begun.setLength(0);
        }
        // Whether the name has gone over to another file is asked first: what the old one gets until then is read.
        Object now = keyOf(name);
        read();
        if (lines.isEmpty() && now != null && !Objects.equals(now, key)) {
            goOver(now);
        }
    }

    /** Goes over to the file that has the name; stays with the old one as long as the new one cannot be opened. */
    private void goOver(Object now) throws IOException {
        FileChannel next;
        try {
            next = FileChannel.open(name);
        } catch (IOException e) {
            return;
        }
        if (!now.equals(keyOf(name))) {
            // It may be yet another one: the next look tells.
            next.close();
            return;
        }
        end();
        file.close();
        file = next;
        key = now;
        read();
    }

    private void read() throws IOException {
        while (lines.isEmpty() && file.read(buffer.clear()) > 0) {
            buffer.flip();
            while (buffer.hasRemaining()) {
                char letter = (char) (buffer.get() & 0xff);
                if (letter == '\n' || begun.length() == LONGEST) {
                    end();
                } else {
                    begun.append(letter);
                }
            }
        }
    }

    private void end() {
        if (begun.length() > 0) {
            lines.add(begun.toString());
            begun = new StringBuilder();
        }
    }

    @Override
    public String next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return lines.remove();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
