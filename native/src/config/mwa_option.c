#include "config/mwa_option.h"

#include "apr_strings.h"

#include <string.h>

#define BLANKS " \t\n\v\f\r"

const char *mwa_option_next(apr_pool_t *p, const char **args, const char **value)
{
    const char *begin = *args + strspn(*args, BLANKS);
    apr_size_t length = strcspn(begin, "=" BLANKS);

    *value = NULL;
    *args = begin + length;
    if (begin[length] == '=') {
        ++*args;
        *value = ap_getword_conf(p, args);
    }
    return apr_pstrmemdup(p, begin, length);
}
