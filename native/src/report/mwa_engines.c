#include "report/mwa_engines.h"
#include "jvm/mwa_jvm.h"

#include "mwa_frame.h"

#include "apr_strings.h"

#include <stdlib.h>
#include <string.h>

const mwa_engine_t *mwa_engines(apr_pool_t *p, const mwa_tables_t *tables, const char **error)
{
    mwa_engine_t *engines = apr_pcalloc(p, (apr_size_t)tables->aliases->nelts * sizeof(*engines));
    char *told = mwa_jvm_ask("engines", NULL, 0);
    char *text = told ? apr_pstrdup(p, told) : NULL;
    char *line;
    char *state = NULL;
    int count = 0;

    free(told);
    // A line for each alias: name, TAB, reason.
    for (line = text ? apr_strtok(text, "\n", &state) : NULL; line && count < tables->aliases->nelts;
         line = apr_strtok(NULL, "\n", &state)) {
        char *tab = strchr(line, '\t');

        if (tab) {
            *tab = '\0';
            engines[count].name = line;
            engines[count++].reason = tab + 1;
        }
    }
    if (count != tables->aliases->nelts) {
        *error = "Java does not report which engine matches which alias; see the error log";
        return NULL;
    }
    return engines;
}

const mwa_engine_t *mwa_engines_of(apr_pool_t *p, const mwa_tables_t *tables)
{
    static const char *const names[] =
        {[MWA_ENGINE_UNKNOWN] = "unknown",     [MWA_ENGINE_PREFIX] = "prefix", [MWA_ENGINE_ONE_PASS] = "one-pass",
         [MWA_ENGINE_AUTOMATON] = "automaton", [MWA_ENGINE_ALONE] = "alone",   [MWA_ENGINE_PCRE2] = "pcre2"};
    int count = mwa_tables_alias_count(tables);
    mwa_engine_t *engines = apr_pcalloc(p, (apr_size_t)count * sizeof(*engines));
    int i;

    for (i = 0; i < count; ++i) {
        unsigned engine = mwa_tables_engine(tables, i);

        engines[i].name = names[engine < sizeof(names) / sizeof(names[0]) ? engine : MWA_ENGINE_UNKNOWN];
        engines[i].reason = "";
    }
    return engines;
}
