#include "config/mwa_map_file.h"
#include "config/mwa_daemons.h"
#include "config/mwa_remote.h"
#include "config/mwa_takeover.h"

#include "apr_lib.h"
#include "apr_strings.h"
#include "util_varbuf.h"

#include <arpa/inet.h>
#include <string.h>

/** As httpd itself: of one line, continuations included. */
#define FIRST_LINE 200
#define MOST_OF_A_LINE (16 * 1024 * 1024)

#define SECTION "<WSGIAliasHost"
#define SECTION_END "</WSGIAliasHost>"

/** A file's bytes, which httpd's parser reads as if they were the file. */
typedef struct bytes_s {
    const char *at;
    const char *end;
} bytes_t;

static apr_status_t get_char(char *character, void *data)
{
    bytes_t *bytes = data;

    if (bytes->at == bytes->end) {
        return APR_EOF;
    }
    *character = *bytes->at++;
    return APR_SUCCESS;
}

/** The next line with its end, or as much of it as there is room for. */
static apr_status_t get_line(void *buffer, apr_size_t size, void *data)
{
    bytes_t *bytes = data;
    apr_size_t length = (apr_size_t)(bytes->end - bytes->at);
    const char *newline = memchr(bytes->at, '\n', length);

    if (!length) {
        return APR_EOF;
    }
    if (newline) {
        length = (apr_size_t)(newline + 1 - bytes->at);
    }
    length = length < size ? length : size - 1;
    memcpy(buffer, bytes->at, length);
    ((char *)buffer)[length] = '\0';
    bytes->at += length;
    return APR_SUCCESS;
}

/** Whether it can be the name of a host as httpd knows it: without port, brackets, and a dot at its end. */
static int is_name(const char *name)
{
    int is_wild = !strncmp(name, "*.", 2);
    const char *at = is_wild ? name + 2 : name;
    struct in6_addr address;

    if (!is_wild && inet_pton(AF_INET6, name, &address) == 1) {
        return 1;
    }
    if (!*at || *at == '.' || at[strlen(at) - 1] == '.') {
        return 0;
    }
    for (; *at; ++at) {
        if (!apr_isalnum(*at) && !strchr("-_.", *at)) {
            return 0;
        }
    }
    return 1;
}

static const char *open_section(mwa_map_parse_t *parse, const char *args)
{
    apr_pool_t *p = parse->reader->pool;
    const char *end = strrchr(args, '>');
    const char *names;

    if (parse->section) {
        return SECTION "> within another one";
    }
    if (!end || end[1]) {
        return SECTION "> directive missing closing '>'";
    }
    names = apr_pstrmemdup(p, args, (apr_size_t)(end - args));
    parse->section = apr_array_push(parse->hosts);
    *parse->section = (mwa_hosts_t){.first = parse->own->nelts, .names = apr_array_make(p, 1, sizeof(const char *))};
    parse->section_line = parse->directive.line_num;
    while (*names) {
        char *name = ap_getword_conf(p, &names);

        if (!is_name(name)) {
            return apr_psprintf(p,
                                SECTION "> needs names of hosts, such as www.example.org or *.example.org, and '%s' "
                                        "is none",
                                name);
        }
        ap_str_tolower(name);
        APR_ARRAY_PUSH(parse->section->names, const char *) = name;
    }
    parse->names = apr_array_pstrcat(p, parse->section->names, ' ');
    return parse->section->names->nelts ? NULL : SECTION "> needs the name of a host";
}

static const char *close_section(mwa_map_parse_t *parse)
{
    if (!parse->section) {
        return SECTION_END " without " SECTION ">";
    }
    parse->section->count = parse->own->nelts - parse->section->first;
    parse->section = NULL;
    APR_ARRAY_PUSH(parse->sections, mwa_map_section_t) =
        (mwa_map_section_t){.first = parse->section_line, .last = parse->directive.line_num};
    return NULL;
}

static const char *read_alias(mwa_map_parse_t *parse, const command_rec *command, const char *args)
{
    const mwa_map_reader_t *reader = parse->reader;
    cmd_parms cmd = {.info = command->cmd_data,
                     .override = RSRC_CONF,
                     .pool = reader->pool,
                     .temp_pool = reader->pool,
                     .server = reader->server,
                     .directive = &parse->directive,
                     .cmd = command};
    mwa_alias_t *alias;
    const char *error = mwa_config_read_alias(&cmd, args, &alias);

    if (!error) {
        mwa_remote_resolve(alias);
        error = mwa_daemons_check(reader->pool, reader->main_server, alias);
    }
    if (error) {
        return error;
    }
    alias->not_preloaded = "it stands in a map, whose aliases come and go while httpd runs";
    if (parse->section) {
        alias->hosts = parse->names;
    }
    APR_ARRAY_PUSH(parse->section ? parse->own : parse->others, mwa_alias_t *) = alias;
    return NULL;
}

static const char *read_line(mwa_map_parse_t *parse, const char *line)
{
    const char *args = ap_resolve_env(parse->scratch, line);
    const char *word = ap_getword_conf(parse->scratch, &args);
    const command_rec *command;

    if (!strcasecmp(word, SECTION) || !strcasecmp(word, SECTION ">")) {
        return open_section(parse, *args ? args : ">");
    }
    if (!strcasecmp(word, SECTION_END)) {
        return close_section(parse);
    }
    command = strcasecmp(word, MWA_ALIAS) != 0 && strcasecmp(word, MWA_ALIAS_MATCH) != 0
        ? NULL
        : ap_find_command(word, wsgi_alias_module.cmds);
    return command ? read_alias(parse, command, args)
                   : apr_psprintf(parse->reader->pool,
                                  "'%.100s' cannot stand in a map, which may have only " MWA_ALIAS ", " MWA_ALIAS_MATCH
                                  " and " SECTION ">",
                                  word);
}

static const char *at_line(const mwa_map_parse_t *parse, int line, const char *what)
{
    return apr_psprintf(parse->reader->pool, "%s:%d: %s", parse->path, line, what);
}

static const char *read_lines(mwa_map_parse_t *parse, bytes_t *bytes, int line_number)
{
    apr_pool_t *p = parse->reader->pool;
    ap_configfile_t *file = ap_pcfg_open_custom(p, parse->path, bytes, get_char, get_line, NULL);
    struct ap_varbuf line;
    const char *error = NULL;
    apr_status_t status;

    file->line_number = (unsigned)line_number - 1;
    ap_varbuf_init(p, &line, FIRST_LINE);
    while (line.strlen = 0, (status = ap_varbuf_cfg_getline(&line, file, MOST_OF_A_LINE)) == APR_SUCCESS && !error) {
        parse->directive.line_num = (int)file->line_number;
        if (*line.buf && *line.buf != '#') {
            error = read_line(parse, line.buf);
        }
        apr_pool_clear(parse->scratch);
    }
    ap_varbuf_free(&line);
    if (error) {
        return at_line(parse, parse->directive.line_num, error);
    }
    if (status != APR_EOF) {
        return at_line(parse, (int)file->line_number, "the line is too long");
    }
    return parse->section ? at_line(parse, parse->section_line, SECTION "> was not closed") : NULL;
}

mwa_map_parse_t *mwa_map_parse_begin(const mwa_map_reader_t *reader, const char *path)
{
    apr_pool_t *p = reader->pool;
    mwa_map_parse_t *parse = apr_pcalloc(p, sizeof(*parse));

    *parse = (mwa_map_parse_t){.reader = reader,
                               .path = path,
                               .directive = {.filename = path},
                               .own = apr_array_make(p, 16, sizeof(mwa_alias_t *)),
                               .others = apr_array_make(p, 16, sizeof(mwa_alias_t *)),
                               .hosts = apr_array_make(p, 16, sizeof(mwa_hosts_t)),
                               .sections = apr_array_make(p, 16, sizeof(mwa_map_section_t))};
    apr_pool_create(&parse->scratch, p);
    return parse;
}

const char *mwa_map_parse_lines(mwa_map_parse_t *parse, const char *lines, apr_size_t size, int line_number)
{
    bytes_t bytes = {.at = lines, .end = lines + size};
    const char *nul = memchr(lines, '\0', size);

    return nul ? apr_psprintf(parse->reader->pool, "%s has a NUL at byte %ld, and so is no text", parse->path,
                              (long)(nul - lines))
               : read_lines(parse, &bytes, line_number);
}

void mwa_map_parse_end(const mwa_map_parse_t *parse, const mwa_map_list_t *into)
{
    int i;

    for (i = 0; i < parse->hosts->nelts; ++i) {
        mwa_hosts_t *hosts = apr_array_push(into->hosts);

        *hosts = APR_ARRAY_IDX(parse->hosts, i, mwa_hosts_t);
        hosts->first += into->aliases->nelts;
    }
    apr_array_cat(into->aliases, parse->own);
    apr_array_cat(into->aliases, parse->others);
}

const char *mwa_map_file_read(const mwa_map_reader_t *reader, const char *path, const mwa_map_list_t *into,
                              mwa_map_state_t *state, mwa_map_kept_t *kept)
{
    mwa_map_parse_t *parse = mwa_map_parse_begin(reader, path);
    mwa_map_bytes_t bytes = {.bytes = "", .size = 0};
    int first = into->aliases->nelts;
    apr_pool_t *bytes_pool;
    const char *error;

    apr_pool_create(&bytes_pool, reader->keep ? reader->keep : reader->pool);
    error = mwa_map_bytes_read(bytes_pool, path, reader->owner, &bytes, state);
    error = error ? apr_pstrdup(reader->pool, error) : mwa_map_parse_lines(parse, bytes.bytes, bytes.size, 1);
    if (!error) {
        mwa_map_parse_end(parse, into);
    }
    if (!error && kept) {
        *kept = (mwa_map_kept_t){.text = mwa_map_text_make(bytes_pool, bytes.bytes, bytes.size),
                                 .sections = apr_array_copy(bytes_pool, parse->sections),
                                 .first = first,
                                 .own = parse->own->nelts,
                                 .others = parse->others->nelts};
    }
    else {
        apr_pool_destroy(bytes_pool);
    }
    apr_pool_destroy(parse->scratch);
    return error;
}
