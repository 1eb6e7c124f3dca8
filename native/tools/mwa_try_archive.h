/**
 * @file mwa_try_archive.h
 * @brief Makes the archive of classes that children start with.
 */
#ifndef MWA_TRY_ARCHIVE_H
#define MWA_TRY_ARCHIVE_H

/**
 * Writes HOME/mod_wsgi_alias.jsa: the classes of the JDK, JNA and the module that a child loads, and the JDK's first
 * objects, as they lie in a JVM's memory. It is of use for that JDK and that home alone. What fails ends the process
 * with a message and status 1.
 */
void mwa_try_archive(const char *java_home, const char *home);

#endif
