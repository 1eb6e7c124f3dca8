#include "fake_log.h"

#include "httpd.h"
#include "http_log.h"

atomic_int fake_log_lines;

void ap_log_error_(const char *file, int line, int module_index, int level, apr_status_t status, const server_rec *s,
                   const char *format, ...)
{
    (void)file;
    (void)line;
    (void)module_index;
    (void)level;
    (void)status;
    (void)s;
    (void)format;
    fake_log_lines++;
}

void ap_log_rerror_(const char *file, int line, int module_index, int level, apr_status_t status, const request_rec *r,
                    const char *format, ...)
{
    (void)file;
    (void)line;
    (void)module_index;
    (void)level;
    (void)status;
    (void)r;
    (void)format;
    fake_log_lines++;
}
