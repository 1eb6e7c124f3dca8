package net.modwsgialias.table;

import java.util.List;
import net.modwsgialias.regex.PatternException;
import net.modwsgialias.regex.PatternSet;

/** The error message for a heap that is too small: which alias it is, or how much memory all of them need. */
public final class HeapSize {

    private static final long MEGABYTE = 1 << 20;
    /** What is recommended is a multiple of so many megabytes. */
    private static final long STEP = 16;

    private HeapSize() {
    }

    /** Whether something was thrown because the heap is used up, and not memory of another kind. */
    public static boolean isUsedUp(Throwable thrown) {
        String message = thrown instanceof OutOfMemoryError ? thrown.getMessage() : null;
        return message != null && (message.contains("heap space") || message.contains("GC overhead"));
    }

    /** What to say if the heap was used up and nobody knows by which alias: by all of them, as a rule. */
    public static String tooSmall() {
        return "Java's heap of " + megabytes() + " MB was used up while the aliases were prepared; " + advice(1, 1);
    }

    /**
     * What to say if the heap was used up between aliases, by all those before.
     *
     * @param done how many had been compiled
     */
    static String tooSmall(Specs specs, int done) {
        int all = specs.aliasCount();
        return "Java's heap of " + megabytes() + " MB is too small for all " + all + " aliases, from "
                + SpecException.named(specs.alias(0)) + " on, it was used up when " + done + " had been compiled; "
                + advice(Math.max(1, done), all);
    }

    /**
     * What to say if the heap was used up over an alias. Compiles it once more, alone; so nothing may hold what was
     * compiled before.
     *
     * @param failed names the alias, and how many were compiled before it
     */
    static SpecException explain(SpecException failed, Specs specs) {
        AliasSpec spec = specs.alias(failed.alias());
        String named = SpecException.named(spec);
        if (isTooMuchAlone(spec)) {
            return new SpecException(named + " alone uses up Java's heap of " + megabytes() + " MB; write it in a "
                    + "simpler way, or " + advice(1, 1), failed);
        }
        int all = specs.aliasCount();
        return new SpecException("Java's heap of " + megabytes() + " MB is too small for all " + all + " aliases, it "
                + "was used up at " + named + " after " + failed.done() + " others; "
                + advice(Math.max(1, failed.done()), all), failed);
    }

    private static boolean isTooMuchAlone(AliasSpec spec) {
        try {
            PatternSet.compile(List.of(spec.pattern()));
            return false;
        } catch (OutOfMemoryError e) {
            return true;
        } catch (PatternException e) {
            return isUsedUp(e.getCause());
        }
    }

    private static String advice(int done, int all) {
        return "set WSGIAliasJvmOptions -Xmx" + wanted(megabytes(), done, all) + "m";
    }

    /** The heap's limit, as far as objects can use it, in megabytes. */
    private static long megabytes() {
        return (Runtime.getRuntime().maxMemory() + MEGABYTE - 1) / MEGABYTE;
    }

    /**
     * The heap that suffices, in megabytes: each alias is taken to need as much as those did that were compiled, and a
     * quarter is added for what comes when all are. At least twice what did not suffice.
     *
     * @param heap the one that did not suffice, in megabytes
     * @param done how many aliases had been compiled in it, 1 at least
     * @param all how many there are
     */
    static long wanted(long heap, int done, int all) {
        long wanted = Math.max(2 * heap, heap * all / done * 5 / 4);
        return (wanted + STEP - 1) / STEP * STEP;
    }
}
