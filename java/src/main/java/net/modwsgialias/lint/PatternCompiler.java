package net.modwsgialias.lint;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import net.modwsgialias.regex.PatternException;
import net.modwsgialias.regex.PatternSet;
import net.modwsgialias.regex.PatternSpec;

/**
 * Compiles patterns for the checks. For one thread.
 *
 * <p>While Java starts, it takes most of the time to set up JNA, by which PCRE2 is asked. Few patterns need PCRE2, so
 * lint waits for it only where there is one. It need not hear that patterns are valid: httpd has compiled all of them.
 */
final class PatternCompiler {

    private final CountDownLatch ready;
    private boolean guessed;

    /** @param ready when PCRE2 may be asked; null to ask it at once, and for everything */
    PatternCompiler(CountDownLatch ready) {
        this.ready = ready;
    }

    PatternSet compile(List<PatternSpec> specs) {
        try {
            if (ready == null) {
                return PatternSet.compile(specs);
            }
            for (PatternSpec spec : specs) {
                guessed |= spec.kind() == PatternSpec.Kind.REGEX;
            }
            PatternSet set = PatternSet.compileUnasked(specs);
            if (set.mayAskPcre2()) {
                await();
            }
            return set;
        } catch (PatternException e) {
            throw new IllegalStateException("a pattern that is served cannot be compiled: " + e.getMessage(), e);
        }
    }

    /** Whether PCRE2 has the defaults that were taken for granted. Waits for PCRE2 if any were. */
    boolean wasRight() {
        if (guessed) {
            await();
        }
        return !guessed || PatternSet.hasUsualDefaults();
    }

    private void await() {
        try {
            ready.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts it", e);
        }
    }
}
