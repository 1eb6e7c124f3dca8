#include "lint/mwa_findings.h"

#include "apr_strings.h"

#include <limits.h>
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

/**
 * Reads a number that is not above INT_MAX.
 * @param end what must follow it
 * @return what follows that; NULL if it is no such number
 */
static const char *read_number(const char *text, long least, char end, int *number)
{
    char *rest = NULL;
    long value = text ? strtol(text, &rest, 10) : 0;

    if (!text || rest == text || *rest != end || value < least || value > INT_MAX) {
        return NULL;
    }
    *number = (int)value;
    return rest + 1;
}

/** Adds a finding. @return whether it is one */
static int add(mwa_findings_t *findings, const char *const *fields)
{
    int is_warning = !strcmp(fields[SEVERITY], "warning");
    int alias;

    if (!*fields[CODE] || (!is_warning && strcmp(fields[SEVERITY], "note") != 0)
        || !read_number(fields[ALIAS], -1, '\0', &alias)) {
        return 0;
    }
    APR_ARRAY_PUSH(findings->list, mwa_finding_t) = (mwa_finding_t){.code = fields[CODE],
                                                                    .severity = is_warning ? MWA_WARNING : MWA_NOTE,
                                                                    .alias = alias,
                                                                    .place = fields[PLACE],
                                                                    .directive = fields[DIRECTIVE],
                                                                    .cause = fields[CAUSE],
                                                                    .cure = fields[CURE],
                                                                    .culprit = or_null(fields[CULPRIT]),
                                                                    .example = or_null(fields[EXAMPLE])};
    findings->warnings += is_warning;
    findings->notes += !is_warning;
    return 1;
}

/** Reads the last line. @return whether it is one */
static int read_end(mwa_findings_t *findings, const char *line)
{
    int looked = 0;
    int all = 0;

    if (!read_number(read_number(line, 0, ' ', &looked), 0, '\0', &all) || looked > all) {
        return 0;
    }
    findings->looked = looked;
    findings->all = all;
    return 1;
}

/** In the order of the aliases, those about none last; of one alias, as they came: their texts stand in a row. */
static int compare(const void *one, const void *other)
{
    const mwa_finding_t *left = one;
    const mwa_finding_t *right = other;

    if (left->alias != right->alias) {
        return (unsigned)left->alias < (unsigned)right->alias ? -1 : 1;
    }
    return left->code < right->code ? -1 : left->code > right->code;
}

const mwa_findings_t *mwa_findings_read(apr_pool_t *p, const char *text)
{
    mwa_findings_t *findings = apr_pcalloc(p, sizeof(*findings));
    const char *fields[FIELDS];
    char *state;
    char *line;

    findings->list = apr_array_make(p, 0, sizeof(mwa_finding_t));
    for (line = apr_strtok(apr_pstrdup(p, text), "\n", &state); line; line = apr_strtok(NULL, "\n", &state)) {
        if (split(line, fields) < FIELDS || !add(findings, fields)) {
            break;
        }
    }
    qsort(findings->list->elts, (size_t)findings->list->nelts, sizeof(mwa_finding_t), compare);
    if (!line || !read_end(findings, line)) {
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
