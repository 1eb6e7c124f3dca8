package net.modwsgialias.regex;

/**
 * Which engine serves a pattern, and why.
 *
 * @param engine the engine
 * @param reason what keeps the pattern from a faster engine, or an empty string
 * @param offset where in the pattern's text that is, in bytes, or -1
 */
public record Served(Engine engine, String reason, int offset) {
}
