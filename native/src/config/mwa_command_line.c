#include "config/mwa_command_line.h"

#include "apr_strings.h"
#include "http_core.h"

#include <string.h>

static int is_admitted;

void mwa_command_line_admit(void)
{
    is_admitted = 1;
}

const char *mwa_command_line_check(cmd_parms *cmd)
{
    const char *error = ap_check_cmd_context(cmd, GLOBAL_ONLY);

    if (!error
        && ((ap_state_query(AP_SQ_RUN_MODE) != AP_SQ_RM_CONFIG_TEST && !is_admitted)
            || strcmp(cmd->directive->filename, MWA_COMMAND_LINE) != 0)) {
        error = apr_psprintf(cmd->pool, "%s is only for the command wsgi-alias, on the command line of httpd",
                             cmd->cmd->name);
    }
    return error;
}
