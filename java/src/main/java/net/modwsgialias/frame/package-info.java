/** The memory that C and Java share, Java's side: twins of {@code native/include/mwa_frame.h}. */
package net.modwsgialias.frame;
