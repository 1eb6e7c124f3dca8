/**
 * Searches through patterns' automata for subjects that tell something about them: which of two matches more, what a
 * rival takes away, where a match can end. For lint alone; nothing here serves a request.
 */
package net.modwsgialias.explore;
