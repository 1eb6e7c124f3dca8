#include "scratch.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static char scratch[] = "/tmp/mwa-test-XXXXXX";

int scratch_make(void **state)
{
    (void)state;
    return !mkdtemp(scratch);
}

int scratch_remove(void **state)
{
    char command[SCRATCH_SIZE];

    (void)state;
    snprintf(command, sizeof(command), "rm -r %s", scratch);
    // NOLINTNEXTLINE(cert-env33-c,concurrency-mt-unsafe): a name of our own, and no other thread.
    return system(command);
}

const char *scratch_directory(char *path)
{
    static int count;

    snprintf(path, SCRATCH_SIZE, "%s/%d", scratch, ++count);
    assert_int_equal(0, mkdir(path, 0755));
    return path;
}
