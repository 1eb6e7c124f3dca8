/**
 * Names of process groups and application groups: what an alias' options say, and what a request makes of it.
 * Imports nothing of ours.
 */
package net.modwsgialias.group;
