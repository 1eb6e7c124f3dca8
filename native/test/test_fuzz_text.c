/*
 * Fuzz target: texts of anybody's making, as they are escaped, written as JSON, measured, cut and packed. The first
 * byte says which; what comes out is judged by what the form admits, and decoded again where it can be.
 */
#include "fuzz.h"
#include "config/mwa_block.h"
#include "core/mwa_json.h"
#include "core/mwa_path_info.h"
#include "core/mwa_size.h"
#include "lint/mwa_findings.h"
#include "status/mwa_escape.h"

#include "apr_general.h"

#include <string.h>

/* A pool hands out pieces of larger ones; a sanitizer must see where each ends. */
void *__real_apr_palloc(apr_pool_t *p, apr_size_t size);
void *__wrap_apr_palloc(apr_pool_t *p, apr_size_t size);

static apr_status_t free_bytes(void *bytes)
{
    free(bytes);
    return APR_SUCCESS;
}

void *__wrap_apr_palloc(apr_pool_t *p, apr_size_t size)
{
    void *bytes = calloc(1, size ? size : 1);

    MUST(bytes);
    apr_pool_cleanup_register(p, bytes, free_bytes, apr_pool_cleanup_null);
    return bytes;
}

/** The bytes up to a NUL, as a string on the heap of just its size. */
static char *take_string(fuzz_input_t *input)
{
    size_t length = input->left ? strnlen((const char *)input->at, input->left) : 0;
    fuzz_input_t bytes = fuzz_take(input, length);
    char *string = malloc(length + 1);

    MUST(string);
    if (length) {
        memcpy(string, bytes.at, length);
    }
    string[length] = '\0';
    fuzz_byte(input);
    return string;
}

/** The number that so many hexadecimal digits are. */
static unsigned read_hex(const char *at, size_t digits)
{
    char text[8] = "";

    MUST(strspn(at, "0123456789abcdefABCDEF") >= digits);
    memcpy(text, at, digits);
    return (unsigned)strtoul(text, NULL, 16);
}

/* ---------------------------------------------------------------- escaping */

/** Moves behind one character of UTF-8, by its definition: its value, and the fewest bytes that hold it. */
static const unsigned char *behind_character(const unsigned char *at)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    int length = *at < 0x80 ? 1 : *at >> 5 == 6 ? 2 : *at >> 4 == 14 ? 3 : *at >> 3 == 30 ? 4 : 0;
    uint32_t value = length > 1 ? *at & (0x7fu >> length) : *at;
    int i;

    MUST(length);
    for (i = 1; i < length; ++i) {
        MUST(at[i] >> 6 == 2);
        value = value << 6 | (at[i] & 0x3f);
    }
    MUST(value >= least[length] && value <= 0x10ffff && (value < 0xd800 || value > 0xdfff));
    return at + length;
}

static void check_utf8(const char *text)
{
    const unsigned char *at = (const unsigned char *)text;

    while (*at) {
        MUST(*at >= ' ' && *at != 0x7f);
        at = behind_character(at);
    }
}

/** What is shown, read again. */
static void check_bytes(apr_pool_t *p, const char *text)
{
    const char *shown = mwa_escape_bytes(p, text);
    const char *at = shown;

    check_utf8(shown);
    for (; *at; ++text) {
        unsigned byte = (unsigned char)*at;
        int length = 1;

        if (*at == '\\') {
            MUST(at[1] == '\\' || at[1] == 'x');
            byte = at[1] == 'x' ? read_hex(at + 2, 2) : '\\';
            length = at[1] == 'x' ? 4 : 2;
        }
        MUST(*text && byte == (unsigned char)*text);
        at += length;
    }
    MUST(!*text);
}

static void check_html(apr_pool_t *p, const char *text)
{
    static const char *const entities[] = {"&lt;", "&gt;", "&amp;", "&quot;", "&#39;"};
    const char *html = mwa_escape_html(p, text);
    const char *at;

    check_utf8(html);
    MUST(!strpbrk(html, "<>\"'"));
    for (at = strchr(html, '&'); at; at = strchr(at + 1, '&')) {
        size_t i;

        for (i = 0; i < 5 && strncmp(at, entities[i], strlen(entities[i])) != 0; ++i) {
        }
        MUST(i < 5);
    }
}

/** @param escapes what may stand behind a backslash */
static void check_quoted(const char *quoted, const char *escapes)
{
    const char *at;

    check_utf8(quoted);
    for (at = quoted; *at; ++at) {
        MUST(*at != '"');
        if (*at == '\\') {
            ++at;
            MUST(*at && strchr(escapes, *at));
            MUST(*at != 'u' || strspn(at + 1, "0123456789abcdef") >= 4);
        }
    }
}

static void check_query(apr_pool_t *p, const char *text)
{
    const char *at = mwa_escape_query(p, text);

    for (; *at; ++text) {
        unsigned byte = (unsigned char)*at;
        int length = 1;

        MUST(byte < 0x80 && !strchr("<>\"'&=+#?; ", *at));
        if (*at == '%') {
            byte = read_hex(at + 1, 2);
            length = 3;
        }
        MUST(*text && byte == (unsigned char)*text);
        at += length;
    }
    MUST(!*text);
}

static void check_escapes(apr_pool_t *p, fuzz_input_t input)
{
    char *text = take_string(&input);

    check_bytes(p, text);
    check_html(p, text);
    check_quoted(mwa_escape_json(p, text), "\"\\u");
    check_quoted(mwa_escape_label(p, text), "\"\\n");
    check_query(p, text);
    free(text);
}

/* ---------------------------------------------------------------- JSON of bytes */

static void check_json(fuzz_input_t input)
{
    char *json = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&json, &size);
    const char *at;
    size_t i;

    MUST(out);
    mwa_json_begin(out, "r");
    mwa_json_bytes(out, "t", (const char *)input.at, input.left);
    mwa_json_end(out);
    MUST(!fclose(out) && strlen(json) == size);
    MUST(!strncmp(json, "{\"record\":\"r\",\"t\":\"", 19));
    for (at = json + 19, i = 0; *at != '"'; ++i) {
        unsigned byte = (unsigned char)*at;
        int length = 1;

        MUST(byte >= ' ' && byte <= '~');
        if (*at == '\\' && at[1] == 'u') {
            byte = read_hex(at + 2, 4);
            length = 6;
        }
        else if (*at == '\\') {
            byte = (unsigned char)at[1];
            length = 2;
        }
        MUST(i < input.left && byte == input.at[i]);
        at += length;
    }
    MUST(i == input.left && !strcmp(at, "\"}\n"));
    free(json);
}

/* ---------------------------------------------------------------- numbers and names */

static void check_size(fuzz_input_t input)
{
    int32_t most = (int32_t)(fuzz_word(&input) & INT32_MAX);
    char *text = take_string(&input);
    size_t digits = strspn(text, "0123456789");
    const char *unit = text + digits;
    int64_t expected = digits && digits < 18 ? strtoll(text, NULL, 10) : INT64_MAX;

    if (*unit && strchr("KkMm", *unit)) {
        int64_t factor = strchr("Kk", *unit) ? 1024 : 1024 * 1024;

        expected = expected > most ? INT64_MAX : expected * factor;
        ++unit;
    }
    if (digits >= 18) {
        // So long: only its value can tell, and leading zeros make it a short one.
        MUST(mwa_size_read(text, most) >= -1);
    }
    else {
        MUST(mwa_size_read(text, most) == (!digits || *unit || expected > most ? -1 : (int32_t)expected));
    }
    free(text);
}

static void check_path_info(fuzz_input_t input)
{
    char *uri = take_string(&input);
    char *path_info = take_string(&input);
    size_t at = mwa_find_path_info(uri, path_info);

    MUST(at <= strlen(uri) && (!uri[at] || uri[at] == '/'));
    MUST(mwa_script_name_length(uri, path_info) == (*path_info ? at : strlen(uri)));
    free(uri);
    free(path_info);
}

static void check_findings(apr_pool_t *p, fuzz_input_t input)
{
    char *text = take_string(&input);
    const mwa_findings_t *findings = mwa_findings_read(p, text);
    int i;

    MUST(findings->warnings + findings->notes == findings->list->nelts);
    for (i = 0; i < findings->list->nelts; ++i) {
        const mwa_finding_t *finding = &APR_ARRAY_IDX(findings->list, i, mwa_finding_t);

        MUST(strlen(finding->code) + strlen(finding->place) + strlen(finding->directive) + strlen(finding->cause)
                 + strlen(finding->cure)
             < strlen(text));
        MUST(!finding->culprit || *finding->culprit);
        MUST(!finding->example || *finding->example);
    }
    MUST(mwa_findings_kept(text) <= strlen(text));
    MUST(!mwa_findings_are_whole(findings) || findings->all >= 0);
    free(text);
}

static void check_block(apr_pool_t *p, fuzz_input_t input)
{
    mwa_block_t block = {.pool = p};
    fuzz_input_t again = input;
    size_t at = 0;
    int32_t number;

    while (input.left) {
        char *text = take_string(&input);

        mwa_block_number(&block, (apr_int32_t)fuzz_word(&input));
        mwa_block_text(&block, *text ? text : NULL);
        free(text);
    }
    while (again.left) {
        char *text = take_string(&again);

        memcpy(&number, block.bytes + at, sizeof(number));
        MUST(number == (int32_t)fuzz_word(&again));
        memcpy(&number, block.bytes + at + sizeof(number), sizeof(number));
        at += 2 * sizeof(number);
        MUST(number == (*text ? (int32_t)strlen(text) : -1) && !memcmp(block.bytes + at, text, strlen(text)));
        at += strlen(text);
        free(text);
    }
    MUST(at == block.used && block.used <= block.capacity);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static int initialized;
    fuzz_input_t input = {.at = data, .left = size};
    uint8_t which = fuzz_byte(&input);
    apr_pool_t *pool = NULL;

    if (!initialized) {
        initialized = 1;
        MUST(!apr_initialize());
    }
    MUST(!apr_pool_create(&pool, NULL));
    switch (which % 6) {
    case 0:
        check_escapes(pool, input);
        break;
    case 1:
        check_json(input);
        break;
    case 2:
        check_size(input);
        break;
    case 3:
        check_path_info(input);
        break;
    case 4:
        check_findings(pool, input);
        break;
    default:
        check_block(pool, input);
    }
    apr_pool_destroy(pool);
    return 0;
}
