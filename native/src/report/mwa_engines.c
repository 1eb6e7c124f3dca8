#include "report/mwa_engines.h"
#include "jvm/mwa_jvm.h"

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
