/**
 * @file mwa_command_line.h
 * @brief Directives that are for the command wsgi-alias alone: it gives them to an httpd that serves nobody.
 *
 * In a file of the configuration, such a directive would pass a test, and the start that follows would not.
 * For one thread.
 */
#ifndef MWA_COMMAND_LINE_H
#define MWA_COMMAND_LINE_H

#include "httpd.h"

#include "http_config.h"

/** What httpd calls the file of a directive that stands on its command line. */
#define MWA_COMMAND_LINE "-c/-C directives"

/** From now on a start of httpd may have such directives, too: nobody is to be served. */
void mwa_command_line_admit(void);

/**
 * Whether a directive may stand where it does: on httpd's command line, in a test of its configuration, or after
 * mwa_command_line_admit() in a start.
 * @return NULL, or a sentence that refuses it
 */
const char *mwa_command_line_check(cmd_parms *cmd);

#endif /* MWA_COMMAND_LINE_H */
