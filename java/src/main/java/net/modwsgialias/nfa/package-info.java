/**
 * Tree to flat program, and the machines that run the program of one pattern and find its groups.
 *
 * <p>A {@link net.modwsgialias.nfa.Program} is immutable; a machine writes only to the
 * {@link net.modwsgialias.nfa.NfaScratch} it is given.
 */
package net.modwsgialias.nfa;
