/**
 * The command {@code wsgi-alias}: asks httpd's own configuration test, and prints what it reports.
 *
 * <p>Never part of a server. Text that came through httpd is bytes in no particular encoding: in this package it is
 * held as a string of one char a byte, and decoded where it is printed.
 */
package net.modwsgialias.cli;
