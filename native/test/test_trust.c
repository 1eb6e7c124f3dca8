/* Who can change a file: through itself, its directories, and links on the way. Must run as root. */
#include "config/mwa_trust.h"
#include "scratch_group.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

#define NOBODY 65534

static char directory[SCRATCH_SIZE];

static int make_directory(void **state)
{
    scratch_directory(directory);
    chmod(directory, 0755);
    return make_pool(state);
}

static const char *path(apr_pool_t *p, const char *name)
{
    return apr_pstrcat(p, directory, "/", name, NULL);
}

static const char *make_file(apr_pool_t *p, const char *name)
{
    const char *made = path(p, name);
    int fd = open(made, O_CREAT | O_WRONLY, 0644);

    assert_true(fd >= 0);
    close(fd);
    return made;
}

static const char *check(apr_pool_t *p, const char *file, uid_t owner)
{
    struct stat found;

    return mwa_trust_check(p, file, owner, &found);
}

static void expect_refused(apr_pool_t *p, const char *file, const char *why)
{
    const char *error = check(p, file, 0);

    assert_non_null(error);
    if (!strstr(error, why)) {
        fail_msg("not said: %s\nsaid: %s", why, error);
    }
}

static void a_file_of_root_s_is_trusted(void **state)
{
    const char *file = make_file(*state, "f");
    struct stat found;

    assert_null(mwa_trust_check(*state, file, 0, &found));
    assert_true(S_ISREG(found.st_mode));
    assert_null(check(*state, path(*state, "./f"), 0));
    assert_null(mwa_trust_check(*state, directory, 0, &found));
    assert_true(S_ISDIR(found.st_mode));
}

static void a_file_that_others_can_write_is_not(void **state)
{
    const char *file = make_file(*state, "f");

    chmod(file, 0646);
    expect_refused(*state, file, "anybody can write to ");
    chmod(file, 0664);
    assert_null(check(*state, file, 0));
    assert_int_equal(0, chown(file, 0, NOBODY));
    expect_refused(*state, file, "its group can write to ");
    chmod(file, 0644);
    assert_null(check(*state, file, 0));
}

/** Gives one user rights beside those of owner, group and all others. @return 0 if the file system has no such lists */
static int name_user(const char *file, uint16_t permissions)
{
    // Of <linux/posix_acl_xattr.h>: the version, then tag, permissions and id of each entry, in the order of the tags.
    const struct {
        uint32_t version;
        struct {
            uint16_t tag;
            uint16_t permissions;
            uint32_t id;
        } entries[5];
    } list = {2,
              {{0x01, 6, UINT32_MAX},
               {0x02, permissions, NOBODY},
               {0x04, 4, UINT32_MAX},
               {0x10, permissions, UINT32_MAX},
               {0x20, 4, UINT32_MAX}}};

    if (!setxattr(file, "system.posix_acl_access", &list, sizeof(list), 0)) {
        return 1;
    }
    assert_int_equal(ENOTSUP, errno);
    return 0;
}

static void a_file_whose_access_list_lets_others_write_is_not(void **state)
{
    const char *file = make_file(*state, "f");

    if (!name_user(file, 6)) {
        assert_null(check(*state, file, 0));
        return;
    }
    expect_refused(*state, file, "somebody on its access list can write to ");
    assert_int_equal(1, name_user(file, 4));
    assert_null(check(*state, file, 0));
}

static void a_file_of_somebody_else_is_trusted_if_he_owns_the_configuration(void **state)
{
    const char *file = make_file(*state, "f");

    assert_int_equal(0, chown(file, NOBODY, 0));
    expect_refused(*state, file, "its owner can write to ");
    assert_null(check(*state, file, NOBODY));
}

static void a_directory_that_others_can_write_is_not(void **state)
{
    const char *inner = path(*state, "d");
    const char *file;

    assert_int_equal(0, mkdir(inner, 0755));
    file = make_file(*state, "d/f");
    chmod(inner, 0757);
    expect_refused(*state, file, "anybody can write to ");
    // As /tmp: there they can only add.
    chmod(inner, 01777);
    assert_null(check(*state, file, 0));
    chmod(inner, 0755);
    assert_int_equal(0, chown(inner, NOBODY, 0));
    expect_refused(*state, file, "its owner can write to ");
}

static void a_link_is_followed_and_what_it_leads_through_is_looked_at(void **state)
{
    apr_pool_t *p = *state;
    const char *open_to_all = path(p, "open");
    const char *link = path(p, "link");

    assert_int_equal(0, mkdir(open_to_all, 0777));
    chmod(open_to_all, 0777);
    make_file(p, "f");
    make_file(p, "open/f");
    assert_int_equal(0, symlink("f", link));
    assert_null(check(p, link, 0));
    unlink(link);
    assert_int_equal(0, symlink("open/f", link));
    expect_refused(p, link, "/open, and so decide what is in ");
    unlink(link);
    // To a link in a directory that others can write, and from there to a file that nobody can.
    assert_int_equal(0, symlink("../f", path(p, "open/back")));
    assert_int_equal(0, symlink(path(p, "open/back"), link));
    expect_refused(p, link, "/open, and so decide what is in ");
}

static void a_link_of_somebody_else_is_not_trusted(void **state)
{
    apr_pool_t *p = *state;
    const char *link = path(p, "link");

    make_file(p, "f");
    assert_int_equal(0, symlink("f", link));
    assert_int_equal(0, lchown(link, NOBODY, 0));
    expect_refused(p, link, "its owner can write to ");
}

static void links_without_end_and_what_is_not_there_are_told(void **state)
{
    apr_pool_t *p = *state;
    const char *link = path(p, "link");

    assert_int_equal(0, symlink("link", link));
    expect_refused(p, link, "symbolic links");
    expect_refused(p, path(p, "none"), "/none: No such file or directory");
    make_file(p, "f");
    expect_refused(p, path(p, "f/x"), "Not a directory");
}

#define TRUST_TEST(name) cmocka_unit_test_setup_teardown(name, make_directory, destroy_pool)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TRUST_TEST(a_file_of_root_s_is_trusted),
        TRUST_TEST(a_file_that_others_can_write_is_not),
        TRUST_TEST(a_file_whose_access_list_lets_others_write_is_not),
        TRUST_TEST(a_file_of_somebody_else_is_trusted_if_he_owns_the_configuration),
        TRUST_TEST(a_directory_that_others_can_write_is_not),
        TRUST_TEST(a_link_is_followed_and_what_it_leads_through_is_looked_at),
        TRUST_TEST(a_link_of_somebody_else_is_not_trusted),
        TRUST_TEST(links_without_end_and_what_is_not_there_are_told),
    };

    return RUN_SCRATCH_TESTS("trust", tests);
}
