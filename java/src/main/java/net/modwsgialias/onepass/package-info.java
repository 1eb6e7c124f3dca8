/** Programs in which each byte leaves only one way to go on: they find the groups of a match without backtracking. */
package net.modwsgialias.onepass;
