#include "report/mwa_questions.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

/** Whether it is an IP address, and no name that would be looked up. */
static int is_address(const char *text)
{
    unsigned char bytes[sizeof(struct in6_addr)];

    return inet_pton(AF_INET, text, bytes) == 1 || inet_pton(AF_INET6, text, bytes) == 1;
}

/** Splits a line of the request file, in place. @return 0 if it is none */
static int read_line(char *line, mwa_url_t *url)
{
    const char *address = strsep(&line, "\t");
    const char *port = strsep(&line, "\t");
    const char *host = strsep(&line, "\t");
    char *target = strsep(&line, "\n");

    if (!target || !*address || !*port || !*host || !*target) {
        return 0;
    }
    url->address = strcmp(address, "-") ? address : NULL;
    if (url->address && !is_address(url->address)) {
        return 0;
    }
    url->port = (apr_port_t)strtol(port, NULL, 10);
    url->host = strcmp(host, "-") ? host : NULL;
    url->target = target;
    return 1;
}

void mwa_questions_each(apr_pool_t *p, FILE *request, mwa_question_t call, void *data)
{
    apr_pool_t *one;
    char *line = NULL;
    size_t size = 0;

    apr_pool_create(&one, p);
    while (getline(&line, &size, request) > 0) {
        mwa_url_t url;

        if (read_line(line, &url)) {
            call(one, &url, data);
        }
        apr_pool_clear(one);
    }
    free(line);
    apr_pool_destroy(one);
}
