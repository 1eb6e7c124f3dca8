/**
 * Names of process groups and application groups: the options of an alias, and the resulting name for a request.
 * Imports nothing of ours.
 */
package net.modwsgialias.group;
