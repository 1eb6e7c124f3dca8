/* Pages of a list, compared with the whole list sorted. */
#include "httpd_unit.h"
#include "status/mwa_status_select.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST 10000

static struct {
    char text[16];
    int number;
    int shown;
} rows[MOST];
static int by_text;
static int order[MOST];

static int matches(apr_pool_t *p, const void *data, int id)
{
    assert_non_null(apr_palloc(p, 1));
    assert_ptr_equal(rows, data);
    return rows[id].shown;
}

static mwa_row_key_t key(apr_pool_t *p, const void *data, int id)
{
    assert_non_null(apr_palloc(p, 1));
    assert_ptr_equal(rows, data);
    assert_true(rows[id].shown);
    return by_text ? (mwa_row_key_t){.text = rows[id].text} : (mwa_row_key_t){.number = (apr_uint64_t)rows[id].number};
}

static int in_order(const void *a, const void *b)
{
    int first = *(const int *)a;
    int second = *(const int *)b;
    int by_key = by_text ? strcmp(rows[first].text, rows[second].text) : rows[second].number - rows[first].number;

    return by_key ? by_key : first - second;
}

/** Makes rows, and which are shown in which order. @return how many are shown */
static int make_rows(int count, unsigned *random, int values, int shown_of_ten)
{
    int shown = 0;
    int i;

    for (i = 0; i < count; ++i) {
        rows[i].number = rand_r(random) % values;
        snprintf(rows[i].text, sizeof(rows[i].text), "%d", rows[i].number);
        rows[i].shown = rand_r(random) % 10 < shown_of_ten;
        if (rows[i].shown) {
            order[shown++] = i;
        }
    }
    qsort(order, (size_t)shown, sizeof(*order), in_order);
    return shown;
}

static void expect_page(apr_pool_t *p, int count, int shown, int wanted)
{
    mwa_row_list_t list = {.data = rows, .count = count, .matches = matches, .key = key};
    mwa_row_page_t found = mwa_status_select(p, &list, wanted);
    int pages = shown ? (shown + MWA_STATUS_ROWS - 1) / MWA_STATUS_ROWS : 1;
    int page = wanted < 1 ? 1 : wanted > pages ? pages : wanted;
    int begin = (page - 1) * MWA_STATUS_ROWS;

    assert_int_equal(shown, found.matching);
    assert_int_equal(pages, found.pages);
    assert_int_equal(page, found.page);
    assert_int_equal(shown - begin < MWA_STATUS_ROWS ? shown - begin : MWA_STATUS_ROWS, found.count);
    assert_memory_equal(order + begin, found.ids, (size_t)found.count * sizeof(*order));
}

static void a_page_is_a_part_of_the_sorted_list(void **state)
{
    static const int counts[] = {0, 1, 199, 200, 201, 4000, 4001, 9999};
    static const int values[] = {1, 3, 100000};
    unsigned random = 20261129;
    size_t i;

    for (i = 0; i < 3 * 8; ++i) {
        int count = counts[i % 8];
        int shown;
        int page;

        by_text = (int)(i / 3 % 2);
        shown = make_rows(count, &random, values[i / 8], i % 3 ? 10 : 7);
        for (page = 0; page <= shown / MWA_STATUS_ROWS + 2; page += 1 + page / 3) {
            expect_page(*state, count, shown, page);
        }
        expect_page(*state, count, shown, shown / MWA_STATUS_ROWS + 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        POOL_TEST(a_page_is_a_part_of_the_sorted_list),
    };

    return RUN_POOL_TESTS("select", tests);
}
