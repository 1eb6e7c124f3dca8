package net.modwsgialias.bridge;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import net.modwsgialias.FuzzInput;
import net.modwsgialias.frame.Frame;
import net.modwsgialias.frame.FrameDamagedException;
import net.modwsgialias.frame.FrameFullException;
import net.modwsgialias.frame.FrameLayout;
import net.modwsgialias.frame.Status;
import net.modwsgialias.table.AliasTable;
import net.modwsgialias.table.AliasTables;
import net.modwsgialias.table.Lookup;
import net.modwsgialias.table.Outcome;
import net.modwsgialias.table.SpecWriter;
import net.modwsgialias.table.UndecidedException;

/**
 * Any bytes as a question in a frame, and as damage to it. Java answers within the frame and leaves the question as it
 * is; a question that is well-formed gets its right answer, a damaged one a right answer or an error. The twin of
 * {@code native/test/test_fuzz_frame.c}. {@code scripts/fuzz frame} runs it; {@link FrameFuzzTest} replays what was
 * kept.
 */
public final class FrameFuzzTarget {

    private static final int GUARD = 64;
    private static final byte GUARD_BYTE = 0x5a;
    private static final int WORDS = FrameLayout.SIZE / Integer.BYTES;
    /** The header's fields that only C writes, but for the alias, which MATCH answers. */
    private static final int[] ASKED = {FrameLayout.CAPACITY_OFFSET, FrameLayout.TABLE_OFFSET, FrameLayout.PORT_OFFSET,
        FrameLayout.URI_OFFSET, FrameLayout.URI_OFFSET + 4, FrameLayout.SERVER_NAME_OFFSET,
        FrameLayout.SERVER_NAME_OFFSET + 4, FrameLayout.HOST_OFFSET, FrameLayout.HOST_OFFSET + 4,
        FrameLayout.SCRIPT_NAME_OFFSET, FrameLayout.SCRIPT_NAME_OFFSET + 4, FrameLayout.WANTS_CAPTURES_OFFSET};

    /** Bytes that an answer may take on the heap; no frame here has more than 1,208. */
    private static final long MOST_MEMORY = 1 << 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final AliasTables TABLES = tables();
    private static final Slot SLOT = new Slot();
    private static final Lookup LOOKUP = new Lookup();

    private FrameFuzzTarget() {
    }

    /** Of each kind one, and for two servers. */
    private static AliasTables tables() {
        try {
            return SpecWriter.load(new SpecWriter()
                    .alias(false, "/a", "/w/a.wsgi", "group", "%{GLOBAL}")
                    .alias(true, "^/g/([^/]*)", "/w/$1.wsgi", "tenant-$1", "$1")
                    .alias(true, "^/l/([^/]*)", "/w/l.wsgi", "%{ENV:POOL_$1}-$1", "%{RESOURCE}")
                    .alias(true, "^/h", "/w/h/", "%{HOST}", "%{ENV:LANE}")
                    .alias(true, "^/(.)\\1", "/w/p.wsgi", null, "%{SERVER}")
                    .alias(true, "^/x(.*)$", "/w/$1$1$1$1", null, null)
                    .table(true, 0, 3, 0, 0).table(false, 3, 3, 0, 3).write());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Called by the fuzzer; fails with an AssertionError. */
    public static void fuzzerTestOneInput(byte[] data) {
        FuzzInput input = new FuzzInput(data);
        int flags = input.next();
        ByteBuffer memory = guarded(FrameLayout.SIZE + 4 * input.next());
        byte[] uri = input.take(input.next());
        byte[] host = input.take(input.next());
        byte[] variables = input.take(input.next());
        memory.putInt(FrameLayout.TABLE_OFFSET, flags >> 1 & 1);
        memory.putInt(FrameLayout.WANTS_CAPTURES_OFFSET, flags >> 2 & 1);
        boolean resolves = (flags & 1) != 0;
        boolean isWhole = put(memory, FrameLayout.URI_OFFSET, uri);
        if (isWhole && resolves) {
            match(memory);
            isWhole = put(memory, FrameLayout.SERVER_NAME_OFFSET, "main.test".getBytes(ISO_8859_1))
                    && put(memory, FrameLayout.HOST_OFFSET, host) && put(memory, FrameLayout.SCRIPT_NAME_OFFSET, uri)
                    && put(memory, FrameLayout.VARIABLES_OFFSET, variables);
        }
        boolean damaged = !isWhole || !input.isAtEnd();
        while (!input.isAtEnd()) {
            memory.putInt(input.next() % WORDS * Integer.BYTES, input.nextInt());
        }
        ask(memory, uri, resolves, damaged);
    }

    /** A frame without texts, between bytes that must stay as they are. */
    private static ByteBuffer guarded(int capacity) {
        byte[] all = new byte[capacity + 2 * GUARD];
        Arrays.fill(all, 0, GUARD, GUARD_BYTE);
        Arrays.fill(all, GUARD + capacity, all.length, GUARD_BYTE);
        ByteBuffer memory = ByteBuffer.wrap(all, GUARD, capacity).slice().order(ByteOrder.nativeOrder());
        reset(memory);
        return memory;
    }

    private static void reset(ByteBuffer memory) {
        memory.putInt(FrameLayout.CAPACITY_OFFSET, memory.capacity());
        memory.putInt(FrameLayout.STATUS_OFFSET, Status.NO_ANSWER.ordinal());
        memory.putInt(FrameLayout.USED_OFFSET, FrameLayout.SIZE);
        for (int text = FrameLayout.URI_OFFSET; text <= FrameLayout.MESSAGE_OFFSET; text += 8) {
            memory.putInt(text + 4, FrameLayout.TEXT_ABSENT);
        }
    }

    private static boolean put(ByteBuffer memory, int text, byte[] bytes) {
        try {
            new Frame(memory).put(text, bytes, bytes.length);
            return true;
        } catch (FrameFullException e) {
            return false;
        }
    }

    /** Asks MATCH, and makes of its answer what RESOLVE is asked with. */
    private static void match(ByteBuffer memory) {
        Frame frame = new Frame(memory);
        byte[] uri = frame.bytes(FrameLayout.URI_OFFSET);
        Entry.ask(frame, SLOT, new Matcher(Generations.of(TABLES)));
        int alias = frame.alias();
        reset(memory);
        frame.setAlias(alias);
        put(memory, FrameLayout.URI_OFFSET, uri);
    }

    private static void ask(ByteBuffer memory, byte[] uri, boolean resolves, boolean damaged) {
        byte[] before = memory.array().clone();
        int used = memory.getInt(FrameLayout.USED_OFFSET);
        boolean answered = answer(memory, resolves);
        if (!answered) {
            must(used < FrameLayout.SIZE || used > memory.capacity(), "throws though there is room for the cause");
            must(Arrays.equals(before, memory.array()), "throws and writes");
            return;
        }
        Status status = Status.values()[memory.getInt(FrameLayout.STATUS_OFFSET)];
        must(status != Status.NO_ANSWER, "does not answer");
        checkBounds(memory, before, used);
        if (!damaged && !resolves) {
            checkMatch(new Frame(memory), memory.getInt(FrameLayout.TABLE_OFFSET), uri, status);
        }
    }

    /** Asks, and once more where that took memory: the first time, classes may have been loaded. */
    private static boolean answer(ByteBuffer memory, boolean resolves) {
        byte[] before = memory.array().clone();
        Answerer answerer = resolves ? new GroupResolver(Generations.of(TABLES)) : new Matcher(Generations.of(TABLES));
        boolean answered = false;
        long taken = Long.MAX_VALUE;
        for (int time = 0; time < 2 && taken >= MOST_MEMORY; time++) {
            System.arraycopy(before, 0, memory.array(), 0, before.length);
            long allocated = THREADS.getCurrentThreadAllocatedBytes();
            answered = isAnswered(new Frame(memory), answerer);
            taken = THREADS.getCurrentThreadAllocatedBytes() - allocated;
        }
        must(taken < MOST_MEMORY, "takes " + taken + " bytes of memory");
        return answered;
    }

    private static boolean isAnswered(Frame frame, Answerer answerer) {
        try {
            Entry.ask(frame, SLOT, answerer);
            return true;
        } catch (FrameDamagedException e) {
            return false;
        }
    }

    /** What holds whatever the question was: nothing has changed but what is Java's to write. */
    private static void checkBounds(ByteBuffer memory, byte[] before, int used) {
        byte[] after = memory.array();
        must(Arrays.equals(before, 0, GUARD, after, 0, GUARD), "writes before the frame");
        must(Arrays.equals(before, before.length - GUARD, before.length, after, after.length - GUARD, after.length),
                "writes behind the frame");
        ByteBuffer asked = ByteBuffer.wrap(before, GUARD, memory.capacity()).slice().order(ByteOrder.nativeOrder());
        for (int field : ASKED) {
            must(asked.getInt(field) == memory.getInt(field), "changes the question at byte " + field);
        }
        if (used >= FrameLayout.SIZE && used <= memory.capacity()) {
            int from = GUARD + FrameLayout.SIZE;
            must(Arrays.equals(before, from, GUARD + used, after, from, GUARD + used), "writes over the question's texts");
            int end = memory.getInt(FrameLayout.USED_OFFSET);
            must(end >= used && end <= memory.capacity(), "leaves used=" + end);
        }
    }

    /** The answer to a question that is well-formed is the table's own. */
    private static void checkMatch(Frame frame, int table, byte[] uri, Status status) {
        Outcome outcome;
        try {
            outcome = TABLES.table(table).lookUp(uri, uri.length, AliasTable.NO_HOST, 0, LOOKUP);
        } catch (UndecidedException e) {
            must(status == Status.LIMIT, "answers " + status + " where a pattern gave up");
            return;
        }
        boolean isMatch = status == Status.MATCHED || status == Status.GROUP_REFUSED || status == Status.FRAME_FULL;
        must(status.name().equals(outcome.name()) || outcome == Outcome.MATCHED && isMatch,
                "answers " + status + " and not " + outcome);
        if (status == Status.MATCHED) {
            String file = new String(LOOKUP.filename().toByteArray(), ISO_8859_1);
            must(file.equals(text(frame, FrameLayout.FILENAME_OFFSET)), "names another file than " + file);
            must(frame.alias() == LOOKUP.alias().id(), "names another alias");
        }
    }

    private static String text(Frame frame, int text) {
        return new String(frame.bytes(text), ISO_8859_1);
    }

    private static void must(boolean promise, String broken) {
        if (!promise) {
            throw new AssertionError("Java " + broken);
        }
    }

    /** The bytes that stand for a well-formed question. */
    static byte[] question(int flags, int words, String uri, String host, String variables) {
        StringBuilder text = new StringBuilder().append((char) flags).append((char) words);
        for (String part : new String[] {uri, host, variables}) {
            text.append((char) part.length()).append(part);
        }
        return text.toString().getBytes(ISO_8859_1);
    }

    /** A question, and a number of its header that is another one. */
    static byte[] damaged(byte[] question, int offset, int value) {
        return ByteBuffer.allocate(question.length + 5).put(question).put((byte) (offset / Integer.BYTES)).putInt(value)
                .array();
    }
}
