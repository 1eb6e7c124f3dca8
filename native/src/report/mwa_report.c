#include "report/mwa_report.h"
#include "config/mwa_command_line.h"
#include "config/mwa_servers.h"
#include "core/mwa_json.h"
#include "lint/mwa_lint.h"
#include "report/mwa_dump.h"
#include "report/mwa_engines.h"
#include "report/mwa_explain.h"
#include "report/mwa_hooks.h"

#include "apr_strings.h"
#include "http_core.h"
#include "http_main.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/** Of the configuration that is being tested: a process tests one. */
static const char *the_directory;
static mwa_report_more_t the_more;

static int is_test(void)
{
    return ap_state_query(AP_SQ_RUN_MODE) == AP_SQ_RM_CONFIG_TEST;
}

/** @param word NULL for nothing */
static const char *read_more(apr_pool_t *p, const char *word)
{
    static const char *const words[] =
        {[MWA_REPORT_ALIASES] = "aliases", [MWA_REPORT_LINT] = "lint", [MWA_REPORT_LINT_ALL] = "lint-all"};
    int more;

    the_more = MWA_REPORT_NO_MORE;
    for (more = MWA_REPORT_ALIASES; word && more <= MWA_REPORT_LINT_ALL; ++more) {
        if (!strcmp(word, words[more])) {
            the_more = (mwa_report_more_t)more;
        }
    }
    return !word || the_more ? NULL : apr_psprintf(p, "WSGIAliasReport: '%s' is not aliases, lint or lint-all", word);
}

const char *mwa_report_directory(cmd_parms *cmd, void *dir, const char *directory, const char *more)
{
    const char *error = mwa_command_line_check(cmd);

    (void)dir;
    if (!error) {
        the_directory = directory;
        error = read_more(cmd->pool, more);
    }
    return error;
}

/** Opens a plain file of the caller's own, which nobody else can write to. @return a descriptor, or -1 */
static int open_own(apr_pool_t *p, const char *directory, const char *name, int flags, const char **error)
{
    const char *path = apr_pstrcat(p, directory, "/", name, NULL);
    // Not to wait for whoever is at the other end of what is no plain file.
    int fd = open(path, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    struct stat status;
    char reason[128];

    if (fd < 0) {
        *error = apr_psprintf(p, "cannot open %s: %s", path, apr_strerror(errno, reason, sizeof(reason)));
        return -1;
    }
    if (fstat(fd, &status) || !S_ISREG(status.st_mode) || status.st_uid != geteuid()
        || (status.st_mode & (S_IWGRP | S_IWOTH))) {
        *error = apr_psprintf(p, "%s is not a file that belongs only to the user who tests the configuration", path);
        close(fd);
        return -1;
    }
    return fd;
}

const char *mwa_report_files(apr_pool_t *p, const char *directory, mwa_report_t *report)
{
    const char *error = NULL;

    memset(report, 0, sizeof(*report));
    report->report = -1;
    report->request = open_own(p, directory, "request", O_RDONLY, &error);
    if (!error) {
        report->report = open_own(p, directory, "report", O_WRONLY, &error);
    }
    return error;
}

const char *mwa_report_open(apr_pool_t *p, mwa_report_t *report)
{
    const char *error = NULL;

    report->request = -1;
    report->report = -1;
    if (is_test() && the_directory) {
        error = mwa_report_files(p, the_directory, report);
    }
    report->started = 0;
    report->more = the_more;
    report->dump = is_test() && ap_exists_config_define("DUMP_WSGI_ALIASES");
    return error;
}

void mwa_report_started(const mwa_report_t *files, mwa_report_t *report)
{
    *report = *files;
    report->started = 1;
    report->more = the_more;
}

void mwa_report_close(const mwa_report_t *report)
{
    if (report->request >= 0) {
        close(report->request);
    }
    if (report->report >= 0) {
        close(report->report);
    }
}

int mwa_report_is_wanted(const mwa_report_t *report)
{
    return report->dump || report->report >= 0;
}

static void put_alias(FILE *out, const mwa_alias_t *alias, const mwa_engine_t *engine)
{
    mwa_json_begin(out, "alias");
    mwa_json_number(out, "id", alias->id);
    mwa_json_text(out, "directive", alias->directive);
    mwa_json_text(out, "file", alias->file);
    mwa_json_number(out, "line", alias->line);
    mwa_json_truth(out, "match", alias->is_match);
    mwa_json_number(out, "flags", alias->regex_flags);
    mwa_json_text(out, "pattern", alias->pattern);
    mwa_json_text(out, "target", alias->target);
    mwa_json_text(out, "processGroup", alias->process_group);
    mwa_json_text(out, "remote", alias->remote);
    mwa_json_text(out, "applicationGroup", alias->application_group);
    mwa_json_text(out, "callableObject", alias->callable_object);
    if (alias->pass_authorization >= 0) {
        mwa_json_truth(out, "passAuthorization", alias->pass_authorization);
    }
    mwa_json_text(out, "notPreloaded", alias->not_preloaded);
    mwa_json_text(out, "hosts", alias->hosts);
    mwa_json_text(out, "engine", engine->name);
    if (*engine->reason) {
        mwa_json_text(out, "engineReason", engine->reason);
    }
    mwa_json_end(out);
}

static void put_range(FILE *out, const char *first, const char *count, mwa_range_t range)
{
    mwa_json_number(out, first, range.count ? range.first : 0);
    mwa_json_number(out, count, range.count);
}

/** Which aliases a server asks. */
static mwa_table_ranges_t ranges_of(const mwa_tables_t *tables, const server_rec *s)
{
    int table = mwa_config_of(s)->table;

    return tables && table >= 0 ? tables->ranges[table] : (mwa_table_ranges_t){.has_hosts = 0};
}

static void put_server(FILE *out, apr_pool_t *p, const mwa_tables_t *tables, const server_rec *s, int id)
{
    mwa_table_ranges_t ranges = ranges_of(tables, s);

    mwa_json_begin(out, "server");
    mwa_json_number(out, "id", id);
    mwa_json_text(out, "name", s->server_hostname);
    mwa_json_number(out, "port", s->port);
    if (s->is_virtual) {
        mwa_json_text(out, "file", s->defn_name);
        mwa_json_number(out, "line", s->defn_line_number);
        mwa_json_text(out, "addresses", mwa_dump_addresses(p, s));
    }
    put_range(out, "firstOwn", "ownCount", ranges.own);
    put_range(out, "firstInherited", "inheritedCount", ranges.inherited);
    mwa_json_truth(out, "contained", mwa_config_of(s)->containment != 0);
    mwa_json_end(out);
}

/** A range is wanted as a whole, and many servers may have the main server's. */
static void want(char *wanted, mwa_range_t range)
{
    if (range.count && !wanted[range.first]) {
        memset(wanted + range.first, 1, (size_t)range.count);
    }
}

/** @param wanted for each alias, whether it is wanted */
static void put_aliases(apr_pool_t *p, const mwa_tables_t *tables, const mwa_engine_t *engines, const char *wanted,
                        FILE *out)
{
    apr_pool_t *scratch;
    int i;

    apr_pool_create(&scratch, p);
    for (i = 0; i < mwa_tables_alias_count(tables); ++i) {
        if (wanted[i]) {
            put_alias(out, mwa_tables_alias(scratch, tables, i), &engines[i]);
            apr_pool_clear(scratch);
        }
    }
    apr_pool_destroy(scratch);
}

/**
 * Writes servers by their places, and the aliases that they ask.
 * @param chosen for each server, whether it is wanted
 */
static void put_servers(apr_pool_t *p, server_rec *main_server, const mwa_tables_t *tables, const mwa_engine_t *engines,
                        const char *chosen, FILE *out)
{
    char *wanted = tables ? apr_pcalloc(p, (apr_size_t)mwa_tables_alias_count(tables)) : NULL;
    const apr_array_header_t *servers = mwa_servers(p, main_server);
    int i;

    for (i = 0; i < servers->nelts; ++i) {
        if (chosen[i]) {
            const server_rec *s = APR_ARRAY_IDX(servers, i, server_rec *);
            mwa_table_ranges_t ranges = ranges_of(tables, s);

            put_server(out, p, tables, s, i);
            if (wanted) {
                want(wanted, ranges.own);
                want(wanted, ranges.inherited);
            }
        }
    }
    if (wanted) {
        put_aliases(p, tables, engines, wanted, out);
    }
}

/** A byte for each server. */
static char *choose_servers(apr_pool_t *p, server_rec *main_server, int all)
{
    apr_size_t count = (apr_size_t)mwa_servers(p, main_server)->nelts;

    return memset(apr_palloc(p, count), all, count);
}

static void put_end(const mwa_tables_t *tables, FILE *out)
{
    mwa_json_begin(out, "end");
    mwa_json_number(out, "aliases", tables ? mwa_tables_alias_count(tables) : 0);
    mwa_json_end(out);
}

/**
 * The tables of servers.
 * @param asked a byte for each server, whether it is wanted
 * @return a byte for each table
 */
static char *tables_of(apr_pool_t *p, server_rec *main_server, const mwa_tables_t *tables, const char *asked)
{
    const apr_array_header_t *servers = mwa_servers(p, main_server);
    char *wanted = apr_pcalloc(p, (apr_size_t)tables->tables->nelts);
    int i;

    for (i = 0; i < servers->nelts; ++i) {
        int table = mwa_config_of(APR_ARRAY_IDX(servers, i, server_rec *))->table;

        if (asked[i] && table >= 0) {
            wanted[table] = 1;
        }
    }
    return wanted;
}

/** Whether a table was asked that mwa_report_prepare() did not expect: then Java has not compiled it. */
static int is_another_asked(apr_pool_t *p, server_rec *main_server, const mwa_tables_t *tables, const char *servers,
                            const char *expected)
{
    const char *asked = tables_of(p, main_server, tables, servers);
    int i = 0;

    while (i < tables->tables->nelts && (expected[i] || !asked[i])) {
        ++i;
    }
    return i < tables->tables->nelts;
}

static const char *write_records(apr_pool_t *p, server_rec *main_server, const mwa_tables_t *tables,
                                 const mwa_engine_t *engines, const mwa_report_t *report, FILE *request, FILE *out)
{
    char *chosen = choose_servers(p, main_server, report->more == MWA_REPORT_ALIASES);

    mwa_json_begin(out, "asked");
    mwa_json_truth(out, "started", report->started);
    mwa_json_end(out);
    mwa_explain_all(p, main_server, NULL, request, out, chosen);
    if (tables && report->asked && is_another_asked(p, main_server, tables, chosen, report->asked)) {
        return "a module gives requests to other virtual hosts than httpd does; ask with --urls";
    }
    put_servers(p, main_server, tables, engines, chosen, out);
    if (tables && report->more >= MWA_REPORT_LINT) {
        mwa_lint_write(p, main_server, report->more == MWA_REPORT_LINT_ALL, out);
    }
    put_end(tables, out);
    return fflush(out) || ferror(out) ? "the report could not be written completely" : NULL;
}

/** The tables that the questions are about; NULL if the questions cannot be read by now: then it may be any. */
static const char *choose_tables(apr_pool_t *p, server_rec *main_server, const mwa_tables_t *tables, int descriptor)
{
    char *servers = choose_servers(p, main_server, 0);
    int copy = dup(descriptor);
    FILE *request = copy < 0 ? NULL : fdopen(copy, "r");

    if (!request) {
        return NULL;
    }
    mwa_explain_choose(p, main_server, request, servers);
    fclose(request);
    // Both descriptors read from one place.
    lseek(descriptor, 0, SEEK_SET);
    return tables_of(p, main_server, tables, servers);
}

void mwa_report_prepare(apr_pool_t *p, server_rec *main_server, const mwa_tables_t *tables, mwa_report_t *report)
{
    if (report->report < 0) {
        return;
    }
    mwa_hooks_prepare(report->started);
    if (tables && !report->dump && report->more == MWA_REPORT_NO_MORE) {
        report->asked = choose_tables(p, main_server, tables, report->request);
    }
}

const char *mwa_report_write(apr_pool_t *p, server_rec *main_server, const mwa_tables_t *tables,
                             const mwa_report_t *report)
{
    const char *error = NULL;
    const mwa_engine_t *engines = tables ? mwa_engines(p, tables, &error) : NULL;
    FILE *request;
    FILE *out;

    if (error) {
        return error;
    }
    if (report->dump) {
        out = fdopen(STDOUT_FILENO, "w");
        if (!out) {
            return "no memory for the dump";
        }
        if (tables) {
            fprintf(out, "%s\n", tables->java);
        }
        mwa_dump_tables(p, out, main_server, engines);
        if (fflush(out)) {
            return "the dump could not be written completely";
        }
    }
    if (report->report < 0) {
        return NULL;
    }
    request = fdopen(report->request, "r");
    out = fdopen(report->report, "w");
    if (out) {
        // Where a module ends the process, what is there tells at which URL.
        setvbuf(out, NULL, _IOLBF, BUFSIZ);
    }
    error = request && out ? write_records(p, main_server, tables, engines, report, request, out)
                           : "no memory for the report";
    if (request) {
        fclose(request);
    }
    if (out) {
        fclose(out);
    }
    return error;
}

void mwa_report_live(const request_rec *page, const mwa_tables_t *tables, int all, FILE *request, FILE *out)
{
    server_rec *main_server = ap_server_conf;
    const mwa_engine_t *engines = tables ? mwa_engines_of(page->pool, tables) : NULL;
    char *chosen = choose_servers(page->pool, main_server, all);

    mwa_json_begin(out, "page");
    mwa_json_text(out, "version", MWA_VERSION);
    mwa_json_end(out);
    mwa_explain_all(page->pool, main_server, page, request, out, chosen);
    put_servers(page->pool, main_server, tables, engines, chosen, out);
    put_end(tables, out);
}
