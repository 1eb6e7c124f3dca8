#include "lint/mwa_findings.h"

#include "apr_strings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** The fields of a line, in their order. */
enum { CODE, SEVERITY, ALIAS, PLACE, DIRECTIVE, CAUSE, CURE, CULPRIT, EXAMPLE, FIELDS };

/** Cuts a line at its tabs. @return the number of fields */
static int split(char *line, const char **fields)
{
    int count = 0;

    while (line && count < FIELDS) {
        fields[count++] = line;
        line = strchr(line, '\t');
        if (line) {
            *line++ = '\0';
        }
    }
    return count;
}

static const char *or_null(const char *text)
{
    return *text ? text : NULL;
}

static void add(mwa_findings_t *findings, const char *const *fields)
{
    mwa_finding_t *finding = apr_array_push(findings->list);

    *finding = (mwa_finding_t){
        .code = fields[CODE], .severity = strcmp(fields[SEVERITY], "warning") ? MWA_NOTE : MWA_WARNING,
        .alias = (int)strtol(fields[ALIAS], NULL, 10), .place = fields[PLACE], .directive = fields[DIRECTIVE],
        .cause = fields[CAUSE], .cure = fields[CURE], .culprit = or_null(fields[CULPRIT]), .example = or_null(fields[EXAMPLE])};
    findings->warnings += finding->severity == MWA_WARNING;
    findings->notes += finding->severity == MWA_NOTE;
}

const mwa_findings_t *mwa_findings_read(apr_pool_t *p, const char *text)
{
    mwa_findings_t *findings = apr_pcalloc(p, sizeof(*findings));
    const char *fields[FIELDS];
    char *state;
    char *line;

    findings->list = apr_array_make(p, 0, sizeof(mwa_finding_t));
    for (line = apr_strtok(apr_pstrdup(p, text), "\n", &state); line; line = apr_strtok(NULL, "\n", &state)) {
        if (split(line, fields) < FIELDS) {
            break;
        }
        add(findings, fields);
    }
    // NOLINTNEXTLINE(cert-err34-c): Java has written these numbers, of things in memory.
    if (!line || sscanf(line, "%d %d", &findings->looked, &findings->all) != 2) {
        findings->looked = -1;
        findings->all = -1;
    }
    return findings;
}

apr_size_t mwa_findings_kept(const char *text)
{
    apr_size_t size = text ? strlen(text) : 0;

    if (size > MWA_FINDINGS_SIZE) {
        for (size = MWA_FINDINGS_SIZE; size && text[size - 1] != '\n'; --size) {
        }
    }
    return size;
}

int mwa_findings_are_whole(const mwa_findings_t *findings)
{
    return findings->all >= 0 && findings->looked == findings->all;
}

const char *mwa_severity_name(mwa_severity_t severity)
{
    return severity == MWA_WARNING ? "warning" : "note";
}
