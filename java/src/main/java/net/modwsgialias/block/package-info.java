/**
 * Compiled data of one JVM, as a block of memory that another one loads.
 *
 * <p>Each class that can be written has its own format: its {@code write} and {@code read} are next to each other. Only
 * arrays and numbers are written, so that reading is copying.
 */
package net.modwsgialias.block;
