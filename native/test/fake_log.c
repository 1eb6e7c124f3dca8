#include "fake_log.h"

#include "httpd.h"
#include "http_log.h"

atomic_int fake_log_lines;

/** One of httpd's functions, which differ in what a line is about. */
#define LOG(name, subject) \
    void name(const char *file, int line, int module_index, int level, apr_status_t status, const subject *about, \
              const char *format, ...) \
    { \
        (void)file; \
        (void)line; \
        (void)module_index; \
        (void)level; \
        (void)status; \
        (void)about; \
        (void)format; \
        fake_log_lines++; \
    }

LOG(ap_log_error_, server_rec)
LOG(ap_log_rerror_, request_rec)
