/* Sizes of memory: digits, and K or M. */
#include "unit.h"
#include "core/mwa_size.h"

static void sizes_are_bytes_kilobytes_or_megabytes(void **state)
{
    static const struct {
        const char *text;
        int32_t most;
        int32_t expected;
    } cases[] = {
        {"0", 10, 0},
        {"10", 10, 10},
        {"11", 10, -1},
        {"007", 10, 7},
        {"1K", 1024, 1024},
        {"1k", 1024, 1024},
        {"2k", 2047, -1},
        {"8M", INT32_MAX, 8 << 20},
        {"8m", INT32_MAX, 8 << 20},
        {"0M", 0, 0},
        {"1024M", 1 << 30, 1 << 30},
        {"1025M", 1 << 30, -1},
        {"1048576K", 1 << 30, 1 << 30},
        {"2147483647", INT32_MAX, INT32_MAX},
        {"2147483648", INT32_MAX, -1},
        {"2147483647M", INT32_MAX, -1},
        {"18446744073709551616", INT32_MAX, -1},
        {"99999999999999999999999999999999999999", INT32_MAX, -1},
        {"", 10, -1},
        {"K", 10, -1},
        {"-1", 10, -1},
        {"+1", 10, -1},
        {" 1", 10, -1},
        {"1 ", 10, -1},
        {"1KB", INT32_MAX, -1},
        {"1KK", INT32_MAX, -1},
        {"1G", INT32_MAX, -1},
        {"1.5M", INT32_MAX, -1},
        {"0x10", INT32_MAX, -1},
    };
    size_t i;

    (void)state;
    for (i = 0; i < COUNT_OF(cases); ++i) {
        int32_t found = mwa_size_read(cases[i].text, cases[i].most);

        if (found != cases[i].expected) {
            fail_msg("'%s', at most %d: %d instead of %d", cases[i].text, cases[i].most, found, cases[i].expected);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_are_bytes_kilobytes_or_megabytes),
    };

    return cmocka_run_group_tests_name("size", tests, NULL, NULL);
}
