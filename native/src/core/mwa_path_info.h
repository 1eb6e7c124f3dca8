/**
 * @file mwa_path_info.h
 * @brief Where the script's name ends and the path info begins. Knows no httpd.
 */
#ifndef MWA_PATH_INFO_H
#define MWA_PATH_INFO_H

#include "core/mwa_hot.h"

#include <stddef.h>

/**
 * How much of the URL precedes the path info, as mod_wsgi reckons it: from both ends backwards while they agree, a
 * run of slashes in the URL counting as one, then on to the end of the component.
 * @param uri the URL's path
 * @param path_info the end of the URL, as httpd found it: without repeated slashes
 * @return a number of bytes, at most those of @p uri
 */
MWA_HOT size_t mwa_find_path_info(const char *uri, const char *path_info);

/** How much of the URL is the script's name: all of it where there is no path info, which is NULL or empty then. */
MWA_HOT size_t mwa_script_name_length(const char *uri, const char *path_info);

#endif /* MWA_PATH_INFO_H */
