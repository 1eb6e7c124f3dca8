/**
 * Searches the automata of patterns for subjects with certain properties: which of two patterns matches more, what an
 * earlier pattern takes away, where a match can end. Only for lint; no request uses it.
 */
package net.modwsgialias.explore;
