#include "process/mwa_keeper_text.h"
#include "config/mwa_servers.h"

#include "apr_strings.h"
#include "apr_time.h"

static const char *time_of(apr_pool_t *p, apr_uint64_t seconds)
{
    char *text = apr_palloc(p, APR_RFC822_DATE_LEN);

    apr_rfc822_date(text, apr_time_from_sec((apr_time_t)seconds));
    return text;
}

/** @param text comes first */
static const char *list_maps(apr_pool_t *p, server_rec *main_server, const char *text)
{
    const apr_array_header_t *servers = mwa_servers(p, main_server);
    apr_array_header_t *texts = apr_array_make(p, 16, sizeof(const char *));
    int i;
    int j;

    APR_ARRAY_PUSH(texts, const char *) = text;
    for (i = 0; i < servers->nelts; ++i) {
        const server_rec *s = APR_ARRAY_IDX(servers, i, server_rec *);
        const apr_array_header_t *maps = mwa_servers_have_own(s, main_server) ? mwa_config_of(s)->maps : NULL;

        for (j = 0; maps && j < maps->nelts; ++j) {
            const mwa_map_t *map = &APR_ARRAY_IDX(maps, j, const mwa_map_t);

            APR_ARRAY_PUSH(texts, const char *) = apr_pstrcat(p, "\nmap ", map->path, ", named at ", map->place, NULL);
        }
    }
    return apr_array_pstrcat(p, texts, 0);
}

const char *mwa_keeper_text_maps(apr_pool_t *p, server_rec *main_server, const mwa_keeper_served_t *served)
{
    const char *patch = served->whole ? apr_psprintf(p, ", a patch of %" APR_UINT64_T_FMT ",", served->whole) : "";
    const char *text = apr_psprintf(p,
                                    "generation %" APR_UINT64_T_FMT
                                    "%s since %s: %d aliases; the last change added %d, removed %d and changed %d",
                                    served->number, patch, time_of(p, served->since), served->aliases,
                                    served->change.added, served->change.removed, served->change.changed);

    if (served->refused_since) {
        text = apr_pstrcat(p, text, "\nwhat is on disk is refused since ", time_of(p, served->refused_since), ": ",
                           served->refused, NULL);
    }
    return list_maps(p, main_server, text);
}

const char *mwa_keeper_text_status(apr_pool_t *p, const mwa_keeper_served_t *served)
{
    const char *text =
        apr_psprintf(p,
                     "generation %" APR_UINT64_T_FMT "\nwhole %" APR_UINT64_T_FMT "\nsince %" APR_UINT64_T_FMT
                     "\naliases %d\nadded %d\nremoved %d\nchanged %d\nrejected %" APR_UINT64_T_FMT,
                     served->number, served->whole ? served->whole : served->number, served->since, served->aliases,
                     served->change.added, served->change.removed, served->change.changed, served->refused_since);

    return served->refused_since ? apr_pstrcat(p, text, "\nmessage ", served->refused, NULL) : text;
}

const char *mwa_keeper_text_served(apr_pool_t *p, const mwa_keeper_served_t *served, int children)
{
    const char *text =
        apr_psprintf(p, "generation %" APR_UINT64_T_FMT " with %d aliases", served->number, served->aliases);

    return children ? apr_psprintf(p, "%s: all %d children serve it", text, children) : text;
}

const char *mwa_keeper_text_late(apr_pool_t *p, apr_uint64_t number, int serve, int all)
{
    return number
        ? apr_psprintf(p, "the time is up: %d of %d children serve generation %" APR_UINT64_T_FMT, serve, all, number)
        : "the time is up, and the maps have not been compiled yet";
}
