/* httpd's functions for texts, as far as the tests' texts need them; httpd.h declares them. */
#include "httpd.h"

#include "apr_strings.h"

#include <ctype.h>
#include <string.h>

void ap_no2slash(char *name)
{
    char *to = name;

    for (; *name; ++name) {
        if (*name != '/' || name[1] != '/') {
            *to++ = *name;
        }
    }
    *to = '\0';
}

void ap_str_tolower(char *text)
{
    for (; *text; ++text) {
        *text = (char)tolower((unsigned char)*text);
    }
}

/** As httpd's, but for backslashes. */
char *ap_getword_conf(apr_pool_t *p, const char **line)
{
    const char *begin = *line + strspn(*line, " ");
    int is_quoted = *begin == '"' || *begin == '\'';
    const char quote[] = {*begin, '\0'};
    const char *end;

    begin += is_quoted;
    end = begin + strcspn(begin, is_quoted ? quote : " ");
    *line = end + (is_quoted && *end);
    *line += strspn(*line, " ");
    return apr_pstrmemdup(p, begin, (apr_size_t)(end - begin));
}
