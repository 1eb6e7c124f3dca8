/**
 * Which of an ordered list of patterns matches a URL first, and where.
 *
 * <p>{@link net.modwsgialias.regex.PatternSet} is the one way in. This package knows nothing of httpd, of
 * aliases or of files; with the bridge it is the only user of JNA, for PCRE2.
 */
package net.modwsgialias.regex;
