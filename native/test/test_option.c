/* Options of directives, as mod_wsgi reads them. */
#include "httpd_unit.h"
#include "config/mwa_option.h"

#include <string.h>

/** What is read of a text: each option as "name>value;", or "name;" where there is no '='. */
static const char *read_all(apr_pool_t *p, const char *args)
{
    const char *all = "";
    const char *name;
    const char *value;

    while (*(name = mwa_option_next(p, &args, &value))) {
        all = apr_pstrcat(p, all, name, value ? ">" : "", value ? value : "", ";", NULL);
    }
    return apr_pstrcat(p, all, args, NULL);
}

static void a_value_may_be_quoted(void **state)
{
    assert_string_equal("", read_all(*state, ""));
    assert_string_equal("", read_all(*state, "  "));
    assert_string_equal("user>www-data;threads>5;", read_all(*state, "user=www-data  threads=5 "));
    assert_string_equal("user>www data;name>a b=c;", read_all(*state, " user=\"www data\" name='a b=c'"));
    assert_string_equal("user>;next>1;", read_all(*state, "user=\"\" next=1"));
}

static void a_word_alone_has_no_value(void **state)
{
    assert_string_equal("user;group>x;", read_all(*state, "user group=x"));
    // What has no name ends it.
    assert_string_equal("user>x;", read_all(*state, "user=x =1"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(a_value_may_be_quoted),
        POOL_TEST(a_word_alone_has_no_value),
    };

    return RUN_POOL_TESTS("option", tests);
}
