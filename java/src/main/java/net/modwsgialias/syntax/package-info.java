/**
 * Pattern text to tree: PCRE2's syntax over bytes, as httpd compiles it.
 *
 * <p>{@link net.modwsgialias.syntax.Parser} is the way in. A tree that comes out denotes a regular language and
 * means exactly what PCRE2 makes of the text; whatever cannot be promised that is refused with an
 * {@link net.modwsgialias.syntax.IrregularException}, and belongs to PCRE2 itself. Imports nothing of ours.
 */
package net.modwsgialias.syntax;
