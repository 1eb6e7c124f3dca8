package net.modwsgialias.bridge;

import java.io.IOException;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/**
 * Keeps no loggers and reads no configuration. JNA makes some, logs nothing that is not logged by C too, and would have
 * each child set java.util.logging up: a tenth of its start. The option {@code -Djava.util.logging.manager} names it.
 */
public final class NoLogManager extends LogManager {

    /** Without a configuration, java.util.logging does not search modules and jars for other loggers. */
    @Override
    public void readConfiguration() throws IOException {
        throw new IOException("there is no configuration");
    }

    @Override
    public boolean addLogger(Logger logger) {
        return true;
    }

    @Override
    public Logger getLogger(String name) {
        return null;
    }
}
