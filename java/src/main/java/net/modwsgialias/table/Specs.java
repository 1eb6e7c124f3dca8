package net.modwsgialias.table;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.BitSet;
import java.util.List;
import net.modwsgialias.block.BlockException;
import net.modwsgialias.block.BlockReader;
import net.modwsgialias.block.BlockWriter;
import net.modwsgialias.regex.PatternSet;
import net.modwsgialias.regex.PatternSpec;

/**
 * The block that {@code mwa_tables.c} writes; its form is told in {@code mwa_tables.h}. It is read where it is asked
 * for, and only what is asked for, since most children never need most of thousands of aliases. Immutable; any thread
 * may use it.
 */
public final class Specs {

    private static final int TABLE_COUNT_OFFSET = Integer.BYTES;
    private static final int FOLD_OFFSET = TABLE_COUNT_OFFSET + Integer.BYTES;
    private static final int CACHE_OFFSET = FOLD_OFFSET + Integer.BYTES;
    private static final int HOSTS_OFFSET = CACHE_OFFSET + Integer.BYTES;
    private static final int ALIASES_OFFSET = HOSTS_OFFSET + Integer.BYTES;
    private static final int TABLE_SIZE = 5 * Integer.BYTES;
    /** The numbers and the texts of an alias. */
    private static final int ALIAS_NUMBERS = 4;
    private static final int ALIAS_TEXTS = 6;

    private final ByteBuffer block;
    /** By alias: where it begins; and one more: where the tables begin. */
    private final IntBuffer begins;

    private Specs(ByteBuffer block, IntBuffer begins) {
        this.block = block;
        this.begins = begins;
    }

    /**
     * Finds each alias in the block.
     *
     * @param block in any byte order, and unchanged as long as this is used
     */
    public static Specs of(ByteBuffer block) {
        ByteBuffer in = at(block, 0);
        int[] begins = new int[in.getInt() + 1];
        in.position(ALIASES_OFFSET);
        for (int alias = 0; alias < begins.length - 1; alias++) {
            begins[alias] = in.position();
            in.position(in.position() + ALIAS_NUMBERS * Integer.BYTES);
            for (int text = 0; text < ALIAS_TEXTS; text++) {
                int length = in.getInt();
                in.position(in.position() + Math.max(0, length));
            }
        }
        begins[begins.length - 1] = in.position();
        return new Specs(block, IntBuffer.wrap(begins));
    }

    /** Writes where each alias is, so that nobody need look for them again. */
    void write(BlockWriter out) {
        out.putInts(begins);
    }

    /** Reads what {@link #write} has written, for the same block. */
    static Specs read(BlockReader in, ByteBuffer block) throws BlockException {
        return new Specs(block, in.getIntView());
    }

    ByteBuffer block() {
        return block;
    }

    /** A view of the block in the machine's byte order, for one thread, that begins to read at an offset. */
    private static ByteBuffer at(ByteBuffer block, int offset) {
        return block.duplicate().order(ByteOrder.nativeOrder()).position(offset);
    }

    /** How many aliases there are; their ids are the numbers below. */
    public int aliasCount() {
        return begins.capacity() - 1;
    }

    int tableCount() {
        return at(block, TABLE_COUNT_OFFSET).getInt();
    }

    /** Whether <code>%{RESOURCE}</code> has the script's name in lower case. */
    public boolean foldScriptName() {
        return at(block, FOLD_OFFSET).getInt() != 0;
    }

    /** Memory for the states that are remembered, for all lists of aliases together. */
    long cacheBytes() {
        int configured = at(block, CACHE_OFFSET).getInt();
        return configured < 0 ? PatternSet.DEFAULT_CACHE_BYTES : configured;
    }

    /** @param id of an alias */
    public AliasSpec alias(int id) {
        ByteBuffer in = at(block, begins.get(id));
        PatternSpec.Kind kind = in.getInt() != 0 ? PatternSpec.Kind.REGEX : PatternSpec.Kind.PREFIX;
        int flags = in.getInt();
        int line = in.getInt();
        int passes = in.getInt();
        String file = new String(readText(in), StandardCharsets.UTF_8);
        PatternSpec pattern = new PatternSpec(kind, readText(in), flags);
        return new AliasSpec(file + ":" + line, pattern, readText(in), readText(in), readText(in), readText(in),
                passes < 0 ? null : passes != 0);
    }

    /** @param id of an alias */
    PatternSpec pattern(int id) {
        ByteBuffer in = at(block, begins.get(id));
        PatternSpec.Kind kind = in.getInt() != 0 ? PatternSpec.Kind.REGEX : PatternSpec.Kind.PREFIX;
        int flags = in.getInt();
        in.position(begins.get(id) + ALIAS_NUMBERS * Integer.BYTES);
        int file = in.getInt();
        in.position(in.position() + Math.max(0, file));
        return new PatternSpec(kind, readText(in), flags);
    }

    /** The patterns of aliases whose ids stand in a row; each is read when it is asked for. */
    List<PatternSpec> patterns(TableSpec.Range range) {
        return new AbstractList<>() {
            @Override
            public PatternSpec get(int index) {
                return pattern(range.first() + index);
            }

            @Override
            public int size() {
                return range.count();
            }
        };
    }

    /** @param id of a table */
    public TableSpec table(int id) {
        ByteBuffer in = at(block, begins.get(aliasCount()) + id * TABLE_SIZE);
        return new TableSpec(in.getInt() != 0, readRange(in), readRange(in));
    }

    /** Aliases that are only for requests with certain host names. All are read at once: for who compiles or checks. */
    public List<HostsSpec> hosts() {
        HostsSpec[] hosts = new HostsSpec[at(block, HOSTS_OFFSET).getInt()];
        ByteBuffer in = at(block, begins.get(aliasCount()) + tableCount() * TABLE_SIZE);
        for (int i = 0; i < hosts.length; i++) {
            TableSpec.Range range = readRange(in);
            String[] names = new String[in.getInt()];
            for (int name = 0; name < names.length; name++) {
                names[name] = new String(readText(in), StandardCharsets.ISO_8859_1);
            }
            hosts[i] = new HostsSpec(range, List.of(names));
        }
        return List.of(hosts);
    }

    /** The ids of aliases that are only for requests with certain host names. */
    public BitSet forHosts() {
        BitSet ids = new BitSet();
        for (HostsSpec one : hosts()) {
            ids.set(one.aliases().first(), one.aliases().first() + one.aliases().count());
        }
        return ids;
    }

    /** The first found of some aliases that is only for requests with certain host names, or -1. Reads no names. */
    int findForHosts(BitSet ids) {
        int count = at(block, HOSTS_OFFSET).getInt();
        ByteBuffer in = at(block, begins.get(aliasCount()) + tableCount() * TABLE_SIZE);
        for (int i = 0; i < count; i++) {
            TableSpec.Range range = readRange(in);
            int id = ids.nextSetBit(range.first());
            if (id >= 0 && id - range.first() < range.count()) {
                return id;
            }
            for (int name = in.getInt(); name > 0; name--) {
                int length = in.getInt();
                in.position(in.position() + length);
            }
        }
        return -1;
    }

    private static TableSpec.Range readRange(ByteBuffer in) {
        return new TableSpec.Range(in.getInt(), in.getInt());
    }

    private static byte[] readText(ByteBuffer in) {
        int length = in.getInt();
        if (length < 0) {
            return null;
        }
        if (length > in.remaining()) {
            throw new IllegalStateException("the specs are damaged: at byte " + in.position() + " a text has " + length
                    + " bytes, and " + in.remaining() + " are left");
        }
        byte[] text = new byte[length];
        in.get(text);
        return text;
    }
}
