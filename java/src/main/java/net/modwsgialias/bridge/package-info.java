/** The calls from C: once by JNI, and by JNA for every request. With regex's PCRE2 binding the only user of JNA. */
package net.modwsgialias.bridge;
