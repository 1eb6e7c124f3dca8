/**
 * Pattern text to tree: PCRE2's syntax over bytes, as httpd compiles it.
 *
 * <p>{@link net.modwsgialias.syntax.Parser} is the way in. A tree denotes a regular language, and matches exactly what
 * PCRE2 matches for the text. If this cannot be guaranteed, the pattern is refused with an
 * {@link net.modwsgialias.syntax.IrregularException}, and left to PCRE2. Imports nothing of ours.
 */
package net.modwsgialias.syntax;
