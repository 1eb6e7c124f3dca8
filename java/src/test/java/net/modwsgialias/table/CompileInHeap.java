package net.modwsgialias.table;

import java.nio.ByteBuffer;

/** Compiles aliases as a server's first process does, in a heap of its own, and prints OK or what is wrong. */
final class CompileInHeap {

    private CompileInHeap() {
    }

    /** @param args the kind of aliases, and how many */
    public static void main(String[] args) throws Exception {
        ByteBuffer specs = specs(args[0], Integer.parseInt(args[1]));
        try {
            SpecWriter.load(specs);
            System.out.println("OK");
        } catch (SpecException e) {
            System.out.println(e.getMessage());
        } catch (OutOfMemoryError e) {
            System.out.println(HeapSize.tooSmall());
        }
    }

    private static ByteBuffer specs(String kind, int count) {
        SpecWriter specs = new SpecWriter();
        for (int i = 0; i < count; i++) {
            switch (kind) {
                case "list" -> specs.alias(true, "^/tenant-" + i + "/([^/]+)/app", "/w/$1", null, null);
                case "hosts" -> specs.alias(true, "^/a" + i + "/(.*)$", "/w/$1", null, null).table(true, i, 1, 0, 0);
                case "large" -> specs.alias(false, "/" + "x".repeat(i == 1 ? 800_000 : 1), "/w", null, null);
                default -> throw new IllegalArgumentException(kind);
            }
        }
        return specs.write();
    }
}
