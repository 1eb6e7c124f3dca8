#include "config/mwa_map_file.h"
#include "config/mwa_daemons.h"
#include "config/mwa_remote.h"
#include "config/mwa_takeover.h"
#include "config/mwa_trust.h"

#include "apr_lib.h"
#include "apr_strings.h"
#include "util_varbuf.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/** What a map may have; ten million aliases are more than Java can compile. */
#define MOST_BYTES (1024 * 1024 * 1024)
/** As httpd itself: of one line, continuations included. */
#define FIRST_LINE 200
#define MOST_OF_A_LINE (16 * 1024 * 1024)

#define SECTION "<WSGIAliasHost"
#define SECTION_END "</WSGIAliasHost>"

mwa_map_state_t mwa_map_state(const struct stat *status)
{
    return (mwa_map_state_t){.device = status->st_dev,
                             .inode = status->st_ino,
                             .size = status->st_size,
                             .modified = status->st_mtim,
                             .changed = status->st_ctim};
}

static int is_same_time(const struct timespec *one, const struct timespec *other)
{
    return one->tv_sec == other->tv_sec && one->tv_nsec == other->tv_nsec;
}

int mwa_map_state_equals(const mwa_map_state_t *one, const mwa_map_state_t *other)
{
    return one->device == other->device && one->inode == other->inode && one->size == other->size
        && is_same_time(&one->modified, &other->modified) && is_same_time(&one->changed, &other->changed);
}

/* ---------------------------------------------------------------- the file's bytes */

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

static const char *failed(apr_pool_t *p, const char *path)
{
    char reason[128];

    return apr_psprintf(p, "cannot read %s: %s", path, apr_strerror(errno, reason, sizeof(reason)));
}

static apr_status_t free_bytes(void *bytes)
{
    free(bytes);
    return APR_SUCCESS;
}

/** Reads what is in an open file, if nobody changes it meanwhile. */
static const char *read_bytes(apr_pool_t *p, int fd, const char *path, const struct stat *status, bytes_t *bytes)
{
    apr_size_t size = (apr_size_t)status->st_size;
    apr_size_t done = 0;
    // Not from the pool: where memory is short, that ends the process.
    char *all = size <= MOST_BYTES ? malloc(size + 1) : NULL;

    if (!all) {
        return apr_psprintf(p, "no memory for the %" APR_SIZE_T_FMT " bytes of %s", size, path);
    }
    *bytes = (bytes_t){.at = all, .end = all + size};
    apr_pool_cleanup_register(p, all, free_bytes, apr_pool_cleanup_null);
    while (done <= size) {
        // One byte more than there is to be.
        ssize_t got = read(fd, all + done, size + 1 - done);

        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return failed(p, path);
        }
        if (got == 0) {
            break;
        }
        done += (apr_size_t)got;
    }
    if (done != size) {
        return apr_psprintf(p, "%s was changed while it was read", path);
    }
    return NULL;
}

static const char *open_and_read(apr_pool_t *p, const char *path, uid_t owner, bytes_t *bytes, mwa_map_state_t *state)
{
    struct stat named;
    struct stat before;
    struct stat after;
    const char *error = mwa_trust_check(p, path, owner, &named);
    int fd;

    if (error) {
        return error;
    }
    if (!S_ISREG(named.st_mode)) {
        return apr_psprintf(p, "%s is not a file", path);
    }
    fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) {
        return failed(p, path);
    }
    if (fstat(fd, &before) || before.st_dev != named.st_dev || before.st_ino != named.st_ino) {
        error = apr_psprintf(p, "%s was replaced while it was read", path);
    }
    else {
        error = read_bytes(p, fd, path, &before, bytes);
    }
    if (!error) {
        *state = mwa_map_state(&before);
        if (fstat(fd, &after)) {
            error = failed(p, path);
        }
        else {
            mwa_map_state_t then = mwa_map_state(&after);

            error =
                mwa_map_state_equals(state, &then) ? NULL : apr_psprintf(p, "%s was changed while it was read", path);
        }
    }
    close(fd);
    return error;
}

/* ---------------------------------------------------------------- its lines */

/** A map that is being read. */
typedef struct parse_s {
    const mwa_map_reader_t *reader;
    apr_pool_t *scratch;
    const char *path;
    ap_directive_t directive;   /**< the line that is being read */
    apr_array_header_t *own;    /**< of mwa_alias_t *: those of sections */
    apr_array_header_t *others; /**< the same: those of no section */
    apr_array_header_t *hosts;  /**< of mwa_hosts_t; "first" counts in "own" */
    mwa_hosts_t *section;       /**< the one that is open, or NULL */
    const char *names;          /**< its names, as one text */
    int section_line;
} parse_t;

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

static const char *open_section(parse_t *parse, const char *args)
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

static const char *close_section(parse_t *parse)
{
    if (!parse->section) {
        return SECTION_END " without " SECTION ">";
    }
    parse->section->count = parse->own->nelts - parse->section->first;
    parse->section = NULL;
    return NULL;
}

static const char *read_alias(parse_t *parse, const command_rec *command, const char *args)
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

static const char *read_line(parse_t *parse, const char *line)
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

static const char *at_line(const parse_t *parse, int line, const char *what)
{
    return apr_psprintf(parse->reader->pool, "%s:%d: %s", parse->path, line, what);
}

static const char *read_lines(parse_t *parse, bytes_t *bytes)
{
    ap_configfile_t *file = ap_pcfg_open_custom(parse->reader->pool, parse->path, bytes, get_char, get_line, NULL);
    struct ap_varbuf line;
    const char *error = NULL;
    apr_status_t status;

    ap_varbuf_init(parse->reader->pool, &line, FIRST_LINE);
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

/** Puts what was read where it belongs: what is for some hosts comes first. */
static void append(const parse_t *parse, const mwa_map_list_t *into)
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
                              mwa_map_state_t *state)
{
    apr_pool_t *p = reader->pool;
    parse_t parse = {.reader = reader, .path = path, .directive = {.filename = path}};
    apr_pool_t *bytes_pool;
    bytes_t bytes = {.at = "", .end = ""};
    const char *error;
    const char *nul;

    apr_pool_create(&bytes_pool, p);
    apr_pool_create(&parse.scratch, p);
    parse.own = apr_array_make(p, 16, sizeof(mwa_alias_t *));
    parse.others = apr_array_make(p, 16, sizeof(mwa_alias_t *));
    parse.hosts = apr_array_make(p, 16, sizeof(mwa_hosts_t));
    error = open_and_read(bytes_pool, path, reader->owner, &bytes, state);
    nul = error ? NULL : memchr(bytes.at, '\0', (apr_size_t)(bytes.end - bytes.at));
    if (error) {
        error = apr_pstrdup(p, error);
    }
    else if (nul) {
        error = apr_psprintf(p, "%s has a NUL at byte %ld, and so is no text", path, (long)(nul - bytes.at));
    }
    else {
        error = read_lines(&parse, &bytes);
    }
    if (!error) {
        append(&parse, into);
    }
    apr_pool_destroy(parse.scratch);
    apr_pool_destroy(bytes_pool);
    return error;
}
