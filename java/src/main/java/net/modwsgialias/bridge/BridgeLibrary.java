package net.modwsgialias.bridge;

import com.sun.jna.Callback;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * What the module exports, mapped directly.
 *
 * <p>Callbacks that are handed over as arguments of a directly mapped function, and whose own arguments are all
 * primitives, are called without reflection and without allocation. Those that {@code CallbackReference} makes are
 * neither, and take three times as long.
 */
final class BridgeLibrary {

    private BridgeLibrary() {
    }

    /**
     * A question: {@code mwa_callback_t}. The value returned has no meaning; the frame has the answer. Without
     * annotations: JNA looks for some, and the JVM would build a proxy for it in every child.
     */
    interface Question extends Callback {
        /**
         * @param slot the id of the asking thread's slot
         * @param frame the frame's address
         * @param capacity the frame's bytes
         */
        int ask(int slot, long frame, int capacity);
    }

    /** @param library the module's file, or null for the program itself */
    static void open(String library) {
        Native.register(BridgeLibrary.class,
                library == null ? NativeLibrary.getProcess() : NativeLibrary.getInstance(library));
    }

    static native int mwa_bridge_register(Question match, Question resolve);
}
