/**
 * @file mwa_findings.h
 * @brief What lint has found, from the text that Java answers with. Knows no httpd.
 */
#ifndef MWA_FINDINGS_H
#define MWA_FINDINGS_H

#include "apr_tables.h"

/** How bad it is; a larger one is worse. */
typedef enum { MWA_NO_FINDING, MWA_NOTE, MWA_WARNING } mwa_severity_t;

/** One finding. Texts are bytes of the configuration: the code that shows them must escape them. */
typedef struct mwa_finding_s {
    const char *code; /**< "dead-alias" and so on: docs/findings.md has them all */
    mwa_severity_t severity;
    int alias;             /**< an alias' id; -1: it is about another directive */
    const char *place;     /**< file and line */
    const char *directive; /**< name and first argument */
    const char *cause;     /**< one sentence, without a full stop */
    const char *cure;      /**< one sentence, without a full stop */
    const char *culprit;   /**< file and line of what is the cause, several separated by commas; or NULL */
    const char *example;   /**< a URL that shows it, or NULL */
} mwa_finding_t;

/** All that have been found; immutable. */
typedef struct mwa_findings_s {
    apr_array_header_t *list; /**< of mwa_finding_t, in the order of the aliases */
    int warnings;             /**< how many of them are warnings, and how many notes */
    int notes;
    int looked; /**< how many aliases have been looked at; -1: unknown, as the text has no end */
    int all;    /**< how many there are; -1 as before */
} mwa_findings_t;

/** Bytes of text that a server keeps: some ten thousand findings. */
#define MWA_FINDINGS_SIZE (4 * 1024 * 1024)

/**
 * Reads the text: twin of net.modwsgialias.bridge.LintText. What does not look like a finding or the end is the end.
 * The parent reads it, and the text comes from a process that is not root: nothing in it is believed but what is
 * checked here, and an alias' id may be one that no alias has.
 * @param text copied; "" or one without its end gives what there is
 */
const mwa_findings_t *mwa_findings_read(apr_pool_t *p, const char *text);

/** How much of the text to keep: all, or the whole lines that fit into MWA_FINDINGS_SIZE. NULL is nothing. */
apr_size_t mwa_findings_kept(const char *text);

/** Whether all aliases have been looked at, and nothing is left out that was found. */
int mwa_findings_are_whole(const mwa_findings_t *findings);

/** "warning" or "note". */
const char *mwa_severity_name(mwa_severity_t severity);

#endif /* MWA_FINDINGS_H */
