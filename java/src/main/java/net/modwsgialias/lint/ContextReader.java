package net.modwsgialias.lint;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads the block that {@code mwa_context.c} writes; its form is told in {@code mwa_context.h}. */
public final class ContextReader {

    private final ByteBuffer block;

    /** @param block in the machine's byte order, positioned at its first byte */
    public ContextReader(ByteBuffer block) {
        // In an array, from which texts are made at once.
        this.block = block.hasArray() ? block : ByteBuffer.allocate(block.remaining()).order(block.order()).put(block).flip();
    }

    /** Reads all of the block. */
    public Context read() {
        int flags = block.getInt();
        String serverRoot = readText();
        String defaultSockets = readText();
        String python = readText();
        int serverCount = block.getInt();
        int directiveCount = block.getInt();
        List<Context.Server> servers = new ArrayList<>(serverCount);
        for (int i = 0; i < serverCount; i++) {
            int table = block.getInt();
            servers.add(new Context.Server(table, readText(), readPlace(), readText()));
        }
        List<Directive> directives = new ArrayList<>(directiveCount);
        for (int i = 0; i < directiveCount; i++) {
            int server = block.getInt();
            String section = readText();
            directives.add(new Directive(server, readText(), readText(), readPlace(), section));
        }
        return new Context(flags, serverRoot, defaultSockets, python, servers, directives);
    }

    private String readPlace() {
        int line = block.getInt();
        String file = readText();
        return file.isEmpty() ? "" : file + ":" + line;
    }

    private String readText() {
        int length = block.getInt();
        int at = block.position();
        block.position(at + length);
        // One char a byte: patterns are bytes.
        return new String(block.array(), block.arrayOffset() + at, length, StandardCharsets.ISO_8859_1);
    }
}
