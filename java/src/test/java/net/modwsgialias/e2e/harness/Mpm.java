package net.modwsgialias.e2e.harness;

/** The multi-processing modules, each with a pool that is small but more than one of everything. */
public enum Mpm {
    EVENT("""
            ServerLimit 4
            StartServers 2
            ThreadLimit 16
            ThreadsPerChild 8
            MaxRequestWorkers 32
            MinSpareThreads 4
            MaxSpareThreads 32
            """),
    WORKER("""
            ServerLimit 4
            StartServers 2
            ThreadLimit 16
            ThreadsPerChild 8
            MaxRequestWorkers 32
            MinSpareThreads 4
            MaxSpareThreads 32
            """),
    PREFORK("""
            ServerLimit 12
            StartServers 2
            MinSpareServers 2
            MaxSpareServers 12
            MaxRequestWorkers 12
            """);

    private final String tuning;

    Mpm(String tuning) {
        this.tuning = tuning;
    }

    public String module() {
        return "mpm_" + name().toLowerCase(java.util.Locale.ROOT);
    }

    public String tuning() {
        return tuning;
    }
}
