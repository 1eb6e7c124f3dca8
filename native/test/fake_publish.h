/**
 * @file fake_publish.h
 * @brief What the map process makes generations with: counters that there are or are not, and a parent to leave them
 * for.
 */
#ifndef FAKE_PUBLISH_H
#define FAKE_PUBLISH_H

#include "httpd_unit.h"
#include "process/mwa_publish.h"

#define FAKE_START 0x1234ULL

typedef struct fake_publish_s {
    int no_memory;
    int room; /**< how many aliases there are counters for */
    int adopted;
    mwa_keeper_work_t work;
    int ends[2]; /**< the second is the parent's */
} fake_publish_t;

extern fake_publish_t fake_publish;

/** Two aliases that the server starts with. */
int fake_publish_begin(void **state);
int fake_publish_end(void **state);

/** Tables of a server with the aliases /0, /1 and so on. */
mwa_tables_t *fake_publish_tables(apr_pool_t *p, int count);

/** Publishes them. */
const char *fake_publish_whole(apr_pool_t *p, int count, int *is_wrong);

#define PUBLISH_TEST(name) cmocka_unit_test_setup_teardown(name, fake_publish_begin, fake_publish_end)

#endif /* FAKE_PUBLISH_H */
