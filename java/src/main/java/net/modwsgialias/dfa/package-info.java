/**
 * Many patterns at once: which of an ordered list matches a subject first, in one pass.
 *
 * <p>{@link net.modwsgialias.dfa.Union} joins the patterns into one program, and {@link net.modwsgialias.dfa.LazyDfa}
 * decides with it.
 */
package net.modwsgialias.dfa;
