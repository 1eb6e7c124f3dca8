#include "core/mwa_path_info.h"

#include <string.h>

size_t mwa_find_path_info(const char *uri, const char *path_info)
{
    size_t at = strlen(uri);
    size_t left = strlen(path_info);

    while (at && left && uri[at - 1] == path_info[left - 1]) {
        --at;
        --left;
        while (uri[at] == '/' && at && uri[at - 1] == '/') {
            --at;
        }
    }
    // From within the last component of what precedes.
    if (at) {
        --at;
    }
    while (uri[at] && uri[at] != '/') {
        ++at;
    }
    return at;
}

size_t mwa_script_name_length(const char *uri, const char *path_info)
{
    return path_info && *path_info ? mwa_find_path_info(uri, path_info) : strlen(uri);
}
