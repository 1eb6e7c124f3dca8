/**
 * Many patterns at once: which of an ordered list matches a subject first, in one pass.
 *
 * <p>{@link net.modwsgialias.dfa.Union} joins the patterns into one program, {@link net.modwsgialias.dfa.LazyDfa}
 * decides with it, and {@link net.modwsgialias.dfa.OnePass} finds the groups of a winner whose path is never in doubt.
 */
package net.modwsgialias.dfa;
