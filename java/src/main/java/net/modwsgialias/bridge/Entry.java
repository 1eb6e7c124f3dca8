package net.modwsgialias.bridge;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import net.modwsgialias.block.BlockException;
import net.modwsgialias.frame.Frame;
import net.modwsgialias.frame.FrameFullException;
import net.modwsgialias.frame.FrameLayout;
import net.modwsgialias.frame.GenerationLayout;
import net.modwsgialias.frame.RunLayout;
import net.modwsgialias.frame.StartLayout;
import net.modwsgialias.frame.Status;
import net.modwsgialias.group.GroupRefusedException;
import net.modwsgialias.regex.KnownPatterns;
import net.modwsgialias.regex.Served;
import net.modwsgialias.table.AliasTables;
import net.modwsgialias.table.HeapSize;
import net.modwsgialias.table.PatchedTables;
import net.modwsgialias.table.SpecException;
import net.modwsgialias.table.Tables;

/** The entry points for C: one call at the start, then one for every question; and some where aliases change. */
public final class Entry {

    /** What C calls. JNA keeps only weak references to callbacks; these keep them alive. */
    private static BridgeLibrary.Question match;
    private static BridgeLibrary.Question resolve;

    /** What questions are answered from. */
    private static final Generations GENERATIONS = new Generations();
    /** What was compiled before, where changes are compiled; null elsewhere. */
    private static KnownPatterns known;
    /** Begun before the start; null if none was, and when it has answered. */
    private static LintText lint;
    /** For lint: the whole compiled last, or loaded at the start; C keeps the memory until the next whole is. */
    private static ByteBuffer specs;

    private Entry() {
    }

    /**
     * Begins with lint, for {@link #lint()} to tell what it finds. Called by JNI, before {@link #start}, or not at all.
     *
     * @param specs as in the start block
     * @param question as for {@link #lint(byte[])}
     */
    public static void begin(ByteBuffer specs, ByteBuffer question) {
        lint = LintText.begin(specs, question.order(ByteOrder.nativeOrder()));
    }

    /**
     * Loads the tables and hands the callbacks to C. Called once, by JNI.
     *
     * @param start the address of a start block; its message receives why this fails, if it does
     */
    public static void start(long start) {
        Pointer block = new Pointer(start);
        try {
            FfiTypeOrder.tell();
            if (isOfOtherBuild(block)) {
                putMessage(block, StartLayout.MESSAGE_OFFSET, StartLayout.MESSAGE_SIZE, refusal(block));
                return;
            }
            specs = bytes(block, StartLayout.SPECS_OFFSET, StartLayout.SPECS_SIZE_OFFSET);
            if (lint != null) {
                lint.allowPcre2();
            }
            if (block.getLong(StartLayout.PREPARED_OFFSET) == 0) {
                AliasTables compiled = AliasTables.compile(specs);
                putEngines(block.getLong(StartLayout.ENGINES_OFFSET), compiled);
                GENERATIONS.put(0, compiled);
                if (block.getInt(StartLayout.PREPARES_OFFSET) != 0) {
                    prepare(block, StartLayout.PREPARED_OFFSET, StartLayout.PREPARED_SIZE_OFFSET, compiled);
                }
            }
            if (block.getLong(StartLayout.PREPARED_OFFSET) != 0) {
                GENERATIONS.put(0, AliasTables.load(specs,
                        bytes(block, StartLayout.PREPARED_OFFSET, StartLayout.PREPARED_SIZE_OFFSET)));
            }
            String refused = loadPatch(block.getLong(StartLayout.PATCH_OFFSET));
            if (!refused.isEmpty()) {
                putMessage(block, StartLayout.MESSAGE_OFFSET, StartLayout.MESSAGE_SIZE, refused);
                return;
            }
            Slots slots = new Slots();
            match = question(slots, new Matcher(GENERATIONS));
            resolve = question(slots, new GroupResolver(GENERATIONS));
            long library = block.getLong(StartLayout.LIBRARY_OFFSET);
            BridgeLibrary.open(library == 0 ? null : new Pointer(library).getString(0));
            BridgeLibrary.mwa_bridge_register(match, resolve);
        } catch (Throwable e) {
            putMessage(block, StartLayout.MESSAGE_OFFSET, StartLayout.MESSAGE_SIZE, cause(e, "while it started"));
        }
    }

    /**
     * Loads tables that another process has prepared, into a slot; or compiles and prepares some, for others. Where they
     * are a patch, they have what it adds, and the slot receives them together with the whole. Called by JNI, by one
     * thread at a time, beside any number of threads that ask.
     *
     * @param generation the address of a generation block; its message receives why this fails, if it does
     */
    public static void load(long generation) {
        Pointer block = new Pointer(generation);
        try {
            ByteBuffer source = bytes(block, GenerationLayout.SPECS_OFFSET, GenerationLayout.SPECS_SIZE_OFFSET);
            int slot = block.getInt(GenerationLayout.SLOT_OFFSET);
            int whole = block.getInt(GenerationLayout.WHOLE_OFFSET);
            if (block.getLong(GenerationLayout.PREPARED_OFFSET) == 0) {
                // Who compiles for others answers no questions: the heap is needed for what is compiled now.
                GENERATIONS.put(slot, null);
                AliasTables compiled = whole == GenerationLayout.NO_WHOLE ? compileWhole(source)
                        : AliasTables.compile(source);
                putEngines(block.getLong(GenerationLayout.ENGINES_OFFSET), compiled);
                prepare(block, GenerationLayout.PREPARED_OFFSET, GenerationLayout.PREPARED_SIZE_OFFSET, compiled);
            } else {
                AliasTables loaded = AliasTables.load(source,
                        bytes(block, GenerationLayout.PREPARED_OFFSET, GenerationLayout.PREPARED_SIZE_OFFSET));
                GENERATIONS.put(slot, whole == GenerationLayout.NO_WHOLE ? loaded
                        : patch(GENERATIONS.get(whole).whole(), loaded, block));
            }
        } catch (Throwable e) {
            putMessage(block, GenerationLayout.MESSAGE_OFFSET, GenerationLayout.MESSAGE_SIZE,
                    cause(e, "over the aliases"));
        }
    }

    /** Loads the patch that comes with the start. @return why that fails, or an empty text */
    private static String loadPatch(long generation) {
        if (generation == 0) {
            return "";
        }
        load(generation);
        return new Pointer(generation).getString(GenerationLayout.MESSAGE_OFFSET, StandardCharsets.UTF_8.name());
    }

    private static AliasTables compileWhole(ByteBuffer source) throws SpecException {
        specs = source;
        known = known == null ? new KnownPatterns() : known;
        return AliasTables.compile(source, known);
    }

    private static Tables patch(AliasTables whole, AliasTables patch, Pointer block) throws BlockException {
        Pointer from = new Pointer(block.getLong(GenerationLayout.RUNS_OFFSET));
        int count = block.getInt(GenerationLayout.RUN_COUNT_OFFSET);
        IntBuffer runs = IntBuffer.allocate(count * PatchedTables.RUN_SIZE);
        for (long at = 0; runs.hasRemaining(); at += RunLayout.SIZE) {
            runs.put(from.getInt(at + RunLayout.FIRST_OFFSET)).put(from.getInt(at + RunLayout.FROM_OFFSET))
                    .put(from.getInt(at + RunLayout.PATCH_OFFSET));
        }
        return PatchedTables.of(whole, patch, runs.flip(), block.getInt(GenerationLayout.ALIASES_OFFSET));
    }

    /**
     * A newer generation serves new requests: of a patch, a newer patch of the same whole, or a newer whole, which also
     * retires the whole's slot. Called by JNI.
     *
     * @param slot may still be asked, by requests that began with it
     */
    public static void retire(int slot) {
        GENERATIONS.get(slot).forgetStates();
    }

    /**
     * Lets go of what is in a slot, and of the memory that it was loaded from. Called by JNI.
     *
     * @param slot is asked by nobody any more
     */
    public static void drop(int slot) {
        GENERATIONS.put(slot, null);
    }

    private static String cause(Throwable e, String when) {
        if (e instanceof SpecException || e instanceof BlockException) {
            return e.getMessage();
        }
        return HeapSize.isUsedUp(e) ? HeapSize.tooSmall() : "Java failed " + when + ": " + e;
    }

    /**
     * Which engine serves each alias: of each, in the order of their ids, a line with the engine's name, a tab, and
     * what keeps the pattern from a faster one, if anything. Called by JNI, for a report, where slot 0 has a whole.
     */
    public static byte[] engines() {
        StringBuilder lines = new StringBuilder();
        for (Served served : GENERATIONS.get(0).whole().served()) {
            if (served == null) {
                lines.append("unknown\t\n");
                continue;
            }
            lines.append(served.engine().name().toLowerCase(Locale.ROOT).replace('_', '-')).append('\t')
                    .append(served.reason());
            if (served.offset() >= 0) {
                lines.append(" at offset ").append(served.offset());
            }
            lines.append('\n');
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Version, directory, and how the JVM runs, which has the word "sharing" if it has taken over an archive of classes;
     * a tab between two of them. Called by JNI, for a report.
     */
    public static byte[] java() {
        return String.join("\t", System.getProperty("java.version"), System.getProperty("java.home"),
                System.getProperty("java.vm.info")).getBytes(StandardCharsets.UTF_8);
    }

    /** Tells C which engine serves each alias, if it wants to know. */
    private static void putEngines(long address, AliasTables tables) {
        if (address != 0) {
            Served[] served = tables.served();
            byte[] bytes = new byte[served.length];
            for (int alias = 0; alias < served.length; alias++) {
                // 0 is "unknown" in mwa_engine_id_t.
                bytes[alias] = (byte) (served[alias] == null ? 0 : 1 + served[alias].engine().ordinal());
            }
            new Pointer(address).write(0, bytes, 0, bytes.length);
        }
    }

    /**
     * Likely mistakes in the configuration, in the form of {@link LintText}. Called by JNI, by one thread at a time.
     *
     * @param question what {@code mwa_lint.c} asks with: 1 to tell of overlaps, milliseconds, 1 to tell how far it is,
     *     the context
     */
    public static byte[] lint(byte[] question) throws InterruptedException {
        LintText asked = LintText.begin(specs, ByteBuffer.wrap(question).order(ByteOrder.nativeOrder()));
        asked.allowPcre2();
        return asked.await();
    }

    /** The same in answer to the question that it began with, once. */
    public static byte[] lint() throws InterruptedException {
        LintText begun = lint;
        lint = null;
        return begun.await();
    }

    private static ByteBuffer bytes(Pointer block, int address, int size) {
        return new Pointer(block.getLong(address)).getByteBuffer(0, block.getInt(size));
    }

    /** Answers with the tables as other processes can load them, in memory that C frees if it does not keep it. */
    private static void prepare(Pointer block, int addressAt, int sizeAt, AliasTables tables) {
        int size = tables.preparedSize();
        long address = Native.malloc(size);
        if (address == 0) {
            throw new IllegalStateException("no memory for the " + size + " bytes of the prepared tables");
        }
        try {
            tables.prepare(new Pointer(address).getByteBuffer(0, size));
        } catch (RuntimeException | Error e) {
            Native.free(address);
            throw e;
        }
        block.setLong(addressAt, address);
        block.setInt(sizeAt, size);
    }

    private static boolean isOfOtherBuild(Pointer block) {
        return block.getInt(StartLayout.LAYOUT_VERSION_OFFSET) != FrameLayout.LAYOUT_VERSION
                || block.getInt(StartLayout.FRAME_SIZE_OFFSET) != FrameLayout.SIZE
                || !block.getString(StartLayout.VERSION_OFFSET).equals(version());
    }

    private static String version() {
        return Entry.class.getPackage().getImplementationVersion();
    }

    private static String refusal(Pointer block) {
        // In the URL itself, a blank is "%20".
        String jar = URI.create(Entry.class.getProtectionDomain().getCodeSource().getLocation().toString()).getPath();
        return "this mod_wsgi_alias.so is version " + block.getString(StartLayout.VERSION_OFFSET) + " with layout "
                + block.getInt(StartLayout.LAYOUT_VERSION_OFFSET) + "/" + block.getInt(StartLayout.FRAME_SIZE_OFFSET)
                + ", and " + jar + " is version " + version() + " with layout " + FrameLayout.LAYOUT_VERSION + "/"
                + FrameLayout.SIZE + "; install both from one build";
    }

    private static void putMessage(Pointer block, int at, int size, String message) {
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(bytes.length, size - 1);
        block.write(at, Arrays.copyOf(bytes, length + 1), 0, length + 1);
    }

    private static BridgeLibrary.Question question(Slots slots, Answerer answerer) {
        // A class, because a first lambda costs every child milliseconds as it starts.
        return new BridgeLibrary.Question() {
            @Override
            public int ask(int slot, long address, int capacity) {
                Slot known = slots.get(slot);
                Entry.ask(known.frameAt(address, capacity), known, answerer);
                return 0;
            }
        };
    }

    /**
     * Answers the question in a frame. Throws only where even the cause cannot be written; the frame still says then
     * that there is no answer.
     */
    static void ask(Frame frame, Slot slot, Answerer answerer) {
        Status status;
        try {
            slot.begin();
            status = answer(frame, slot, answerer);
            slot.end();
        } catch (Throwable e) {
            frame.putMessage(e.toString());
            status = Status.FAILED;
        }
        frame.setStatus(status);
    }

    private static Status answer(Frame frame, Slot slot, Answerer answerer) {
        try {
            return answerer.answer(frame, slot);
        } catch (FrameFullException e) {
            frame.putMessage(e.getMessage());
            return Status.FRAME_FULL;
        } catch (GroupRefusedException e) {
            frame.putMessage(e.getMessage());
            return Status.GROUP_REFUSED;
        }
    }
}
