#include "config/mwa_interpreters.h"

#include "apr_strings.h"

#include <string.h>

#define SECTION "<WSGIInterpreterOptions"
/** More of them select both groups than one, or none. */
#define MOST_KEYS 2

static int is_section(const ap_directive_t *node)
{
    return !strcasecmp(node->directive, SECTION);
}

/** Whether a selector's value names a group. */
static int is_named(const char *value, const char *name)
{
    return !strcmp(strcmp(value, "%{GLOBAL}") ? value : "", name);
}

/** How many groups a section names; -1 if it names another one. */
static int count_keys(apr_pool_t *p, const char *arguments, const char *process_group, const char *application_group)
{
    static const char process_key[] = "process-group=";
    static const char application_key[] = "application-group=";
    const char *rest = arguments;
    int count = 0;

    while (*rest) {
        const char *word = ap_getword_conf(p, &rest);
        const char *value = strchr(word, '=');
        const char *name = !strncmp(word, process_key, sizeof(process_key) - 1) ? process_group
            : !strncmp(word, application_key, sizeof(application_key) - 1)      ? application_group
                                                                                : NULL;

        if (!name) {
            continue;
        }
        if (!is_named(value + 1, name)) {
            return -1;
        }
        ++count;
    }
    return count;
}

/** A section's arguments, without the bracket that ends them. */
static const char *arguments_of(apr_pool_t *p, const ap_directive_t *section)
{
    const char *arguments = section->args ? section->args : "";
    const char *end = strrchr(arguments, '>');

    return end ? apr_pstrmemdup(p, arguments, (apr_size_t)(end - arguments)) : arguments;
}

static const char *describe(apr_pool_t *p, const ap_directive_t *section, const char *arguments)
{
    const ap_directive_t *child;
    const char *text = "";

    for (child = section->first_child; child; child = child->next) {
        text = apr_pstrcat(p, text, *text ? ", " : "", child->directive, " ", child->args ? child->args : "", NULL);
    }
    return apr_psprintf(p, "%s by %s%s%s> at %s:%d", text, SECTION, *arguments ? " " : "", arguments, section->filename,
                        section->line_num);
}

apr_array_header_t *mwa_interpreters_options(apr_pool_t *p, const ap_directive_t *tree, const char *process_group,
                                             const char *application_group)
{
    apr_array_header_t *texts = apr_array_make(p, 1, sizeof(const char *));
    int keys;

    // Of those that select equally closely, the last decides.
    for (keys = 0; keys <= MOST_KEYS; ++keys) {
        const ap_directive_t *node;

        for (node = tree; node; node = node->next) {
            const char *arguments = is_section(node) ? arguments_of(p, node) : NULL;

            if (arguments && node->first_child && count_keys(p, arguments, process_group, application_group) == keys) {
                APR_ARRAY_PUSH(texts, const char *) = describe(p, node, arguments);
            }
        }
    }
    return texts;
}
