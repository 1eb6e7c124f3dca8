package net.modwsgialias.bridge;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import net.modwsgialias.block.BlockException;
import net.modwsgialias.table.AliasTable;
import net.modwsgialias.table.AliasTables;
import net.modwsgialias.table.Lookup;
import net.modwsgialias.table.SpecException;
import net.modwsgialias.table.UndecidedException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Two requests look aliases up, each twice, while a generation of them is replaced, dropped, and its slot used again.
 * C's side, which says what may be dropped, is done here as mwa_serving.c does it: a request counts first, and then looks
 * whether its generation is still the newest.
 */
@JCStressTest
@Outcome(id = "[123], [123], [01]", expect = Expect.ACCEPTABLE, desc = "each request had one generation")
@Outcome(expect = Expect.FORBIDDEN, desc = "a request had two generations, or one that was dropped")
@State
public class GenerationsStress {

    private static final int SLOTS = 2;
    private static final int WRONG = -1;
    private static final byte[] URI = text("/a/x");
    private static final byte[][] FILES = {text("/w/first/x"), text("/w/second/x"), text("/w/third/x")};
    private static final Prepared[] PREPARED = {prepare("/w/first"), prepare("/w/second"), prepare("/w/third")};

    private final Generations generations = new Generations();
    private final ByteBuffer[] memory = new ByteBuffer[SLOTS];
    private final AtomicIntegerArray users = new AtomicIntegerArray(SLOTS);
    private final AtomicInteger newest = new AtomicInteger();

    /** A generation as it comes to a child. */
    private record Prepared(ByteBuffer specs, ByteBuffer tables) {
    }

    public GenerationsStress() {
        load(0, PREPARED[0]);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Prepared prepare(String target) {
        ByteBuffer specs = ByteBuffer.allocate(256).order(ByteOrder.nativeOrder());
        specs.putInt(1).putInt(1).putInt(0).putInt(-1).putInt(0);
        specs.putInt(1).putInt(0).putInt(1);
        for (String text : new String[] {"a.map", "^/a", target}) {
            specs.putInt(text.length()).put(text(text));
        }
        specs.putInt(-1).putInt(-1);
        specs.putInt(0).putInt(0).putInt(1).putInt(0).putInt(0);
        try {
            AliasTables compiled = AliasTables.compile(specs.flip());
            ByteBuffer tables = ByteBuffer.allocate(compiled.preparedSize());
            compiled.prepare(tables);
            return new Prepared(specs, tables);
        } catch (SpecException e) {
            throw new IllegalStateException(e);
        }
    }

    private void load(int slot, Prepared prepared) {
        memory[slot] = ByteBuffer.wrap(prepared.tables().array().clone());
        try {
            generations.put(slot, AliasTables.load(prepared.specs(), memory[slot]));
        } catch (BlockException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Takes a generation's memory away, if nobody uses it. */
    private boolean drop(int slot) {
        if (users.get(slot) != 0) {
            return false;
        }
        generations.put(slot, null);
        Arrays.fill(memory[slot].array(), (byte) 0xff);
        return true;
    }

    private int enter() {
        int slot = newest.get();
        users.incrementAndGet(slot);
        while (newest.get() != slot) {
            users.decrementAndGet(slot);
            slot = newest.get();
            users.incrementAndGet(slot);
        }
        return slot;
    }

    private int request() {
        int slot = enter();
        try (Lookup lookup = new Lookup()) {
            int first = lookUp(slot, lookup);
            return lookUp(slot, lookup) == first ? first : WRONG;
        } catch (UndecidedException | RuntimeException e) {
            return WRONG;
        } finally {
            users.decrementAndGet(slot);
        }
    }

    /** @return the number of the generation that answered, from 1 */
    private int lookUp(int slot, Lookup lookup) throws UndecidedException {
        lookup.filename().clear();
        generations.get(slot).table(0).lookUp(URI, URI.length, AliasTable.NO_HOST, 0, lookup);
        byte[] file = lookup.filename().toByteArray();
        for (int generation = 0; generation < FILES.length; generation++) {
            if (Arrays.equals(file, FILES[generation])) {
                return generation + 1;
            }
        }
        return WRONG;
    }

    @Actor
    public void one(III_Result result) {
        result.r1 = request();
    }

    @Actor
    public void other(III_Result result) {
        result.r2 = request();
    }

    @Actor
    public void follower(III_Result result) {
        load(1, PREPARED[1]);
        newest.set(1);
        generations.get(0).forgetStates();
        if (drop(0)) {
            result.r3 = 1;
            load(0, PREPARED[2]);
            newest.set(0);
        }
    }
}
