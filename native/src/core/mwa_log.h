/**
 * @file mwa_log.h
 * @brief The tags of the module's log lines.
 *
 * AH numbers are reserved for httpd's own modules; ours are MWA numbers, each with one meaning for good. docs/log.md
 * lists them.
 */
#ifndef MWA_LOG_H
#define MWA_LOG_H

#define MWA_NO(number) "MWA" #number ": "

#endif /* MWA_LOG_H */
