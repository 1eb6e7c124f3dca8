/**
 * What one JVM has compiled, as a block of memory that another one loads.
 *
 * <p>Each class that can be written knows its own form: its {@code write} and its {@code read} stand side by side. Only
 * arrays and numbers are written, so that reading is copying.
 */
package net.modwsgialias.block;
