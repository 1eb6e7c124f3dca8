#include "mwa_options.h"
#include "config/mwa_maps.h"

#include "apr_strings.h"
#include "http_config.h"
#include "httpd.h"

#include <dlfcn.h>
#include <unistd.h>

/** What aliases take of Java's heap: with long patterns, all kept at once; each a few times what was measured. */
#define ALIASES_COMPILED_IN_MEGABYTE 250
#define ALIASES_LOADED_IN_MEGABYTE 1000
/** Up to so many aliases, what compiles them has ended before compiled code would pay. */
#define FEW_ALIASES 50
/** Megabytes that Java remembers states in unless WSGIAliasCacheSize says otherwise. */
#define DEFAULT_CACHE 8

static const char *const *jvm_options(apr_pool_t *p, const mwa_server_t *server)
{
    apr_array_header_t *options = apr_array_copy(p, server->jvm_options);

    APR_ARRAY_PUSH(options, const char *) = NULL;
    return (const char *const *)options->elts;
}

/** The file that this module was loaded from. */
static const char *own_file(void)
{
    Dl_info info;

    return dladdr(&wsgi_alias_module, &info) ? info.dli_fname : "";
}

/**
 * What Java's heap may grow to, in megabytes: enough for what there is to serve. What is not used is not taken.
 * @param compiles whether the tables are compiled and checked by lint; a child only loads them
 */
static int heap_megabytes(const mwa_server_t *server, int aliases, int compiles)
{
    int cache = server->cache_size < 0 ? 0 : server->cache_size >> 20;

    // While the cache grows, its old and its new array are there; the first few megabytes fit anyway.
    return MWA_JVM_LEAST_HEAP + aliases / (compiles ? ALIASES_COMPILED_IN_MEGABYTE : ALIASES_LOADED_IN_MEGABYTE)
        + (cache > DEFAULT_CACHE ? 3 * (cache - DEFAULT_CACHE) : 0);
}

/** Of a child, which with maps can have two generations at a time, and more aliases than at the start. */
static int child_heap_megabytes(const server_rec *s, const mwa_tables_t *tables)
{
    int heap = heap_megabytes(mwa_config_of(s), mwa_tables_alias_count(tables), 0);

    return mwa_maps_are_used(s) ? 2 * heap : heap;
}

/**
 * The directory of the jars, of JNA's library and of the class archive: the one of this version, where there is one. An
 * upgrade replaces the files above it, and leaves those to the httpd that still runs.
 * @param file the file that this module was loaded from
 */
static const char *find_home(apr_pool_t *p, const char *file)
{
    const char *directory = ap_make_dirstr_parent(p, file);
    const char *own;
    char *home;

    // Relative where all that is installed may be moved: modules/../mod_wsgi_alias.
    if (apr_filepath_merge(&home, directory, MWA_HOME, 0, p)) {
        home = apr_pstrcat(p, directory, MWA_HOME, NULL);
    }
    own = apr_pstrcat(p, home, "/" MWA_VERSION, NULL);
    return access(apr_pstrcat(p, own, "/mod_wsgi_alias.jar", NULL), R_OK) ? home : own;
}

mwa_bridge_options_t *mwa_options_make(apr_pool_t *p, server_rec *s, const mwa_tables_t *tables,
                                       const mwa_outcome_t *prepared)
{
    const mwa_server_t *server = mwa_config_of(s);
    mwa_bridge_options_t *options = apr_pcalloc(p, sizeof(*options));
    const char *file = own_file();

    options->jvm.java_home = server->java_home ? server->java_home : MWA_JAVA_HOME;
    options->jvm.home = find_home(p, file);
    options->jvm.brief = !prepared->size;
    options->jvm.few = options->jvm.brief && mwa_tables_alias_count(tables) <= FEW_ALIASES;
    options->jvm.heap_megabytes = options->jvm.brief ? heap_megabytes(server, mwa_tables_alias_count(tables), 1)
                                                     : child_heap_megabytes(s, tables);
    options->jvm.options = jvm_options(p, server);
    options->specs = tables->specs;
    options->specs_size = tables->specs_size;
    options->prepared = (mwa_prepared_t){.bytes = prepared->bytes, .size = prepared->size};
    options->library = file;
    options->version = MWA_VERSION;
    return options;
}

mwa_bridge_options_t *mwa_options_make_compiler(apr_pool_t *p, server_rec *s, const mwa_tables_t *tables,
                                                const mwa_outcome_t *prepared, int aliases)
{
    mwa_bridge_options_t *options = mwa_options_make(p, s, tables, prepared);

    options->jvm.brief = 1;
    options->jvm.few = 0;
    options->jvm.heap_megabytes = heap_megabytes(mwa_config_of(s), aliases, 1);
    return options;
}
