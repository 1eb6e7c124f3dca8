#include "status/mwa_status_maps.h"
#include "status/mwa_escape.h"

#include "apr_strings.h"
#include "apr_time.h"
#include "http_protocol.h"

#include <stdlib.h>
#include <string.h>

/** More children than that are not shown. */
#define MOST_CHILDREN 4096

/** What follows a word and a blank; NULL if the line begins with another one. */
static const char *value_of(const char *line, const char *word)
{
    apr_size_t length = strlen(word);

    return !strncmp(line, word, length) && line[length] == ' ' ? line + length + 1 : NULL;
}

static void read_child(mwa_status_maps_t *maps, const char *value)
{
    char *end;
    mwa_map_child_t child = {.pid = strtoll(value, &end, 10)};

    child.generation = strtoull(end, NULL, 10);
    if (maps->children->nelts < MOST_CHILDREN) {
        APR_ARRAY_PUSH(maps->children, mwa_map_child_t) = child;
    }
}

static void read_line(mwa_status_maps_t *maps, const char *line)
{
    const struct {
        const char *word;
        apr_uint64_t *number;
    } numbers[] = {{"generation", &maps->generation}, {"since", &maps->since},     {"aliases", &maps->aliases},
                   {"added", &maps->added},           {"removed", &maps->removed}, {"changed", &maps->changed},
                   {"rejected", &maps->rejected}};
    const char *value;
    apr_size_t i;

    for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); ++i) {
        value = value_of(line, numbers[i].word);
        if (value) {
            *numbers[i].number = strtoull(value, NULL, 10);
            return;
        }
    }
    value = value_of(line, "child");
    if (value) {
        read_child(maps, value);
    }
    value = value_of(line, "message");
    if (value) {
        maps->message = value;
    }
}

mwa_status_maps_t *mwa_status_maps_read(apr_pool_t *p, const char *answer)
{
    mwa_status_maps_t *maps = apr_pcalloc(p, sizeof(*maps));
    char *state = NULL;
    char *line;

    maps->children = apr_array_make(p, 8, sizeof(mwa_map_child_t));
    if (answer) {
        for (line = apr_strtok(apr_pstrdup(p, answer), "\n", &state); line; line = apr_strtok(NULL, "\n", &state)) {
            read_line(maps, line);
        }
        maps->answers = maps->generation > 0;
    }
    return maps;
}

static const char *time_of(apr_pool_t *p, apr_uint64_t seconds)
{
    char *text = apr_palloc(p, APR_RFC822_DATE_LEN);

    apr_rfc822_date(text, apr_time_from_sec((apr_time_t)seconds));
    return text;
}

/** How many children serve what is newest. */
static int count_serving(const mwa_status_maps_t *maps)
{
    int count = 0;
    int i;

    for (i = 0; i < maps->children->nelts; ++i) {
        count += APR_ARRAY_IDX(maps->children, i, mwa_map_child_t).generation >= maps->generation;
    }
    return count;
}

void mwa_status_maps_html(request_rec *r, const mwa_status_report_t *report)
{
    const mwa_status_maps_t *maps = report->maps;

    if (!maps) {
        return;
    }
    if (!maps->answers) {
        ap_rputs("<p class=\"cut\">The map process does not answer.</p>\n", r);
        return;
    }
    ap_rprintf(r,
               "<p class=\"sub\">Maps: generation %" APR_UINT64_T_FMT
               " since %s, served by %d of %d children; the last "
               "change added %" APR_UINT64_T_FMT ", removed %" APR_UINT64_T_FMT " and changed %" APR_UINT64_T_FMT
               " aliases</p>\n",
               maps->generation, time_of(r->pool, maps->since), count_serving(maps), maps->children->nelts, maps->added,
               maps->removed, maps->changed);
    if (maps->rejected) {
        ap_rvputs(r, "<p class=\"cut\">What is on disk is not served since ", time_of(r->pool, maps->rejected), ": ",
                  mwa_escape_html(r->pool, maps->message), "</p>\n", NULL);
    }
}

void mwa_status_maps_json(request_rec *r, const mwa_status_report_t *report)
{
    const mwa_status_maps_t *maps = report->maps;
    int i;

    if (!maps || !maps->answers) {
        ap_rputs("null", r);
        return;
    }
    ap_rprintf(r,
               "{\"generation\":%" APR_UINT64_T_FMT ",\"since\":%" APR_UINT64_T_FMT ",\"aliases\":%" APR_UINT64_T_FMT
               ",\"added\":%" APR_UINT64_T_FMT ",\"removed\":%" APR_UINT64_T_FMT ",\"changed\":%" APR_UINT64_T_FMT
               ",\"rejected\":%" APR_UINT64_T_FMT,
               maps->generation, maps->since, maps->aliases, maps->added, maps->removed, maps->changed, maps->rejected);
    if (maps->message) {
        ap_rvputs(r, ",\"message\":\"", mwa_escape_json(r->pool, maps->message), "\"", NULL);
    }
    else {
        ap_rputs(",\"message\":null", r);
    }
    ap_rputs(",\"children\":[", r);
    for (i = 0; i < maps->children->nelts; ++i) {
        const mwa_map_child_t *child = &APR_ARRAY_IDX(maps->children, i, mwa_map_child_t);

        ap_rprintf(r, "%s{\"pid\":%" APR_INT64_T_FMT ",\"generation\":%" APR_UINT64_T_FMT "}", i ? "," : "", child->pid,
                   child->generation);
    }
    ap_rputs("]}", r);
}

static void put(request_rec *r, const char *name, const char *help, apr_uint64_t value)
{
    ap_rprintf(r,
               "# HELP wsgi_alias_map_%s %s\n# TYPE wsgi_alias_map_%s gauge\nwsgi_alias_map_%s %" APR_UINT64_T_FMT "\n",
               name, help, name, name, value);
}

void mwa_status_maps_metrics(request_rec *r, const mwa_status_report_t *report)
{
    const mwa_status_maps_t *maps = report->maps;

    if (!maps) {
        return;
    }
    put(r, "up", "1 if the map process answers.", (apr_uint64_t)maps->answers);
    if (!maps->answers) {
        return;
    }
    put(r, "generation", "Number of the generation of the maps that is served.", maps->generation);
    put(r, "rejected", "1 if what is on disk is refused, and an older generation is served.", maps->rejected != 0);
    put(r, "age_seconds", "How long ago the generation was made.",
        report->now > maps->since ? report->now - maps->since : 0);
    put(r, "rejected_seconds", "How long what is on disk has been refused.",
        maps->rejected && report->now > maps->rejected ? report->now - maps->rejected : 0);
    put(r, "added", "Aliases that the last change has added.", maps->added);
    put(r, "removed", "Aliases that the last change has removed.", maps->removed);
    put(r, "changed", "Aliases whose options the last change has changed.", maps->changed);
    put(r, "children", "Children that follow the maps.", (apr_uint64_t)maps->children->nelts);
    put(r, "children_serving", "Children that serve the newest generation.", (apr_uint64_t)count_serving(maps));
}
