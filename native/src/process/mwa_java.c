#include "process/mwa_java.h"
#include "core/mwa_log.h"
#include "jvm/mwa_jvm.h"

#include "apr_strings.h"
#include "http_config.h"
#include "http_log.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

APLOG_USE_MODULE(wsgi_alias);

/** What keeps a JVM from its class archive; NULL if it has it. */
static const char *archive_fault(apr_pool_t *p, const char *home, const char *vm_info)
{
    const char *archive = apr_pstrcat(p, home, "/" MWA_JVM_ARCHIVE, NULL);

    if (access(archive, R_OK)) {
        return apr_pstrcat(p, archive, " is not there", NULL);
    }
    // HotSpot takes no other archive in place of one that it refuses.
    return strstr(vm_info, "sharing")
        ? NULL
        : apr_pstrcat(p, archive, " is of another Java, of other jars or another place, or of other options", NULL);
}

const char *mwa_java_tell(apr_pool_t *p, const server_rec *s, const mwa_jvm_options_t *options, int is_named)
{
    char *told = mwa_jvm_ask("java", NULL, 0);
    char *state = NULL;
    const char *version = told ? apr_strtok(apr_pstrdup(p, told), "\t", &state) : NULL;
    const char *home = version ? apr_strtok(NULL, "\t", &state) : NULL;
    const char *vm_info = home ? apr_strtok(NULL, "\t", &state) : NULL;
    const char *fault = vm_info ? archive_fault(p, options->home, vm_info) : NULL;

    free(told);
    if (!vm_info) {
        return "Java does not tell which it is; the error log may say why";
    }
    if (fault && s) {
        ap_log_error(APLOG_MARK, APLOG_STARTUP | APLOG_NOTICE, 0, s,
                     MWA_NO(0054) "children start slower, because Java "
                                  "%s of %s has no class archive: %s",
                     version, options->java_home, fault);
    }
    return apr_psprintf(p, "Java %s in %s, %s %s; %s%s", version, home,
                        is_named ? "named by WSGIAliasJavaHome" : "by default", options->java_home,
                        fault ? "no class archive: " : "with its class archive", fault ? fault : "");
}
