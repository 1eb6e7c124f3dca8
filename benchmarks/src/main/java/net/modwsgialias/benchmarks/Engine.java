package net.modwsgialias.benchmarks;

import java.util.function.Function;

/** The engines in Java. */
public enum Engine {
    /** The project's own. */
    OURS(Engine::ours),
    /** The JDK's backtracker. */
    JAVA_UTIL_REGEX(JavaUtilRegex::new),
    /** RE2 in Java. */
    RE2J(Re2j::new),
    /** Oniguruma in Java. */
    JONI(Joni::new);

    private final Function<Workload, Contender> factory;

    Engine(Function<Workload, Contender> factory) {
        this.factory = factory;
    }

    Contender over(Workload workload) {
        return factory.apply(workload);
    }

    /** {@code -Dmwa.benchmarks.delay}: nanoseconds that each lookup takes at least. A proof of the guard, no figure. */
    private static Contender ours(Workload workload) {
        long delay = Long.getLong("mwa.benchmarks.delay", 0);
        Contender ours = new Ours(workload);
        return delay > 0 ? new Delayed(ours, delay) : ours;
    }
}
