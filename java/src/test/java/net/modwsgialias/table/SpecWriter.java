package net.modwsgialias.table;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.modwsgialias.block.BlockException;

/** Writes the block that mwa_tables.c writes, for tests: aliases as they are configured, and one or more tables. */
public final class SpecWriter {

    /** httpd's default: DOTALL and DOLLAR_ENDONLY. */
    private static final int DEFAULT_FLAGS = 0x240;

    private final ByteBuffer body = ByteBuffer.allocate(1 << 20).order(ByteOrder.nativeOrder());
    private final List<int[]> tables = new ArrayList<>();
    private final List<ByteBuffer> hosts = new ArrayList<>();
    private int aliases;
    private int cacheBytes = -1;

    /** What every JVM answers from: compiled, written, and read again. */
    public static AliasTables load(ByteBuffer specs) throws SpecException, BlockException {
        return AliasTables.load(specs, prepare(AliasTables.compile(specs)));
    }

    static ByteBuffer prepare(AliasTables tables) {
        ByteBuffer prepared = ByteBuffer.allocateDirect(tables.preparedSize());
        tables.prepare(prepared);
        return prepared;
    }

    /** Adds an alias; groups may be null. */
    public SpecWriter alias(boolean match, String pattern, String target, String processGroup,
            String applicationGroup) {
        return alias(match, DEFAULT_FLAGS, pattern, target, processGroup, applicationGroup);
    }

    SpecWriter alias(boolean match, int flags, String pattern, String target, String processGroup,
            String applicationGroup) {
        return alias(match, flags, -1, pattern, target, processGroup, applicationGroup, null);
    }

    /** The same with the options that only lint asks for. @param passAuthorization "On", "Off" or null */
    public SpecWriter alias(boolean match, String pattern, String target, String processGroup,
            String applicationGroup, String callableObject, String passAuthorization) {
        int passes = passAuthorization == null ? -1 : passAuthorization.equalsIgnoreCase("On") ? 1 : 0;
        return alias(match, DEFAULT_FLAGS, passes, pattern, target, processGroup, applicationGroup, callableObject);
    }

    private SpecWriter alias(boolean match, int flags, int passes, String... given) {
        body.putInt(match ? 1 : 0).putInt(flags).putInt(++aliases).putInt(passes);
        List<String> texts = new ArrayList<>(List.of("test.conf"));
        texts.addAll(Arrays.asList(given));
        for (String text : texts) {
            byte[] bytes = text == null ? null : text.getBytes(ISO_8859_1);
            body.putInt(bytes == null ? -1 : bytes.length);
            if (bytes != null) {
                body.put(bytes);
            }
        }
        return this;
    }

    /** Sets WSGIAliasCacheSize. */
    public SpecWriter cache(int bytes) {
        cacheBytes = bytes;
        return this;
    }

    /** Adds a table. */
    public SpecWriter table(boolean contained, int ownFirst, int ownCount, int mainFirst, int mainCount) {
        tables.add(new int[] {contained ? 1 : 0, ownFirst, ownCount, mainFirst, mainCount});
        return this;
    }

    /** Adds a {@code WSGIAliasHost}. */
    public SpecWriter hosts(int first, int count, String... names) {
        ByteBuffer hosts = ByteBuffer.allocate(1 << 10).order(ByteOrder.nativeOrder());
        hosts.putInt(first).putInt(count).putInt(names.length);
        for (String name : names) {
            hosts.putInt(name.length()).put(name.getBytes(ISO_8859_1));
        }
        this.hosts.add(hosts.flip());
        return this;
    }

    /** The block; one table of all aliases, contained, if no table was added. */
    public ByteBuffer write() {
        if (tables.isEmpty()) {
            table(true, 0, aliases, 0, 0);
        }
        int size = body.position();
        int hostsSize = hosts.stream().mapToInt(ByteBuffer::remaining).sum();
        ByteBuffer block = ByteBuffer.allocate(20 + size + 20 * tables.size() + hostsSize).order(ByteOrder.nativeOrder());
        block.putInt(aliases).putInt(tables.size()).putInt(0).putInt(cacheBytes).putInt(hosts.size());
        block.put(body.array(), 0, size);
        for (int[] table : tables) {
            for (int number : table) {
                block.putInt(number);
            }
        }
        hosts.forEach(one -> block.put(one.duplicate()));
        return block.flip().order(ByteOrder.nativeOrder());
    }
}
