/* Memory that one process makes and others map: nobody can change it, and nothing else is taken for it. */
#include "unit.h"
#include "core/mwa_passing.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int no_room;

int __real_posix_fallocate(int fd, off_t offset, off_t length);
int __wrap_posix_fallocate(int fd, off_t offset, off_t length);
int __wrap_posix_fallocate(int fd, off_t offset, off_t length)
{
    return no_room ? ENOSPC : __real_posix_fallocate(fd, offset, length);
}

static int ends[2];

static int open_ends(void **state)
{
    (void)state;
    no_room = 0;
    return socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends);
}

static int close_ends(void **state)
{
    (void)state;
    close(ends[0]);
    close(ends[1]);
    return 0;
}

static mwa_memory_t make(const char *text)
{
    mwa_memory_t memory;

    assert_true(mwa_memory_make(&memory, 4096));
    memcpy(memory.bytes, text, strlen(text) + 1);
    return memory;
}

static void what_is_sealed_is_passed_and_read(void **state)
{
    mwa_memory_t made = make("text");
    mwa_memory_t got;
    uint64_t number = 0;
    int fd;

    (void)state;
    assert_true(mwa_memory_seal(&made));
    assert_true(mwa_pass(ends[0], "12345678", 8, made.fd));
    assert_int_equal(1, mwa_receive(ends[1], &number, sizeof(number), 0, &fd));
    assert_memory_equal("12345678", &number, 8);
    assert_true(mwa_memory_map(&got, fd, 4096));
    assert_int_equal(4096, got.size);
    assert_string_equal("text", got.bytes);
    mwa_memory_free(&got);
    mwa_memory_free(&made);
    assert_int_equal(-1, made.fd);
}

static void nobody_changes_what_is_sealed(void **state)
{
    mwa_memory_t made = make("text");

    (void)state;
    assert_true(mwa_memory_seal(&made));
    assert_int_equal(-1, write(made.fd, "x", 1));
    assert_int_equal(-1, ftruncate(made.fd, 0));
    assert_int_equal(-1, ftruncate(made.fd, 8192));
    assert_ptr_equal(MAP_FAILED, mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, made.fd, 0));
    mwa_memory_free(&made);
}

static void what_is_not_sealed_or_too_large_or_no_memory_is_refused(void **state)
{
    mwa_memory_t made = make("text");
    mwa_memory_t got;

    (void)state;
    assert_false(mwa_memory_map(&got, dup(made.fd), 4096));
    assert_true(mwa_memory_seal(&made));
    assert_false(mwa_memory_map(&got, dup(made.fd), 4095));
    assert_false(mwa_memory_map(&got, open("/dev/null", O_RDONLY), 4096));
    assert_false(mwa_memory_map(&got, open("/etc/passwd", O_RDONLY), 1 << 30));
    assert_int_equal(-1, got.fd);
    mwa_memory_free(&made);
}

static void memory_that_there_is_not_is_told_at_once(void **state)
{
    mwa_memory_t made;

    (void)state;
    no_room = 1;
    errno = 0;
    assert_false(mwa_memory_make(&made, 4096));
    assert_int_equal(ENOSPC, errno);
    assert_int_equal(-1, made.fd);
}

static void an_end_nothing_and_half_a_message_are_told_apart(void **state)
{
    char bytes[8];
    int fd;

    (void)state;
    assert_int_equal(-1, mwa_receive(ends[1], bytes, 8, 0, &fd));
    assert_int_equal(EAGAIN, errno);
    assert_true(mwa_pass(ends[0], "1234", 4, -1));
    assert_int_equal(-1, mwa_receive(ends[1], bytes, 8, 0, &fd));
    assert_int_equal(EPROTO, errno);
    shutdown(ends[0], SHUT_RDWR);
    assert_int_equal(0, mwa_receive(ends[1], bytes, 8, 0, &fd));
    assert_int_equal(-1, fd);
    // No signal ends this process.
    close(ends[1]);
    assert_false(mwa_pass(ends[0], "1", 1, -1));
}

/** Whoever has the socket too can have it wait. */
static void who_does_not_wait_gets_nothing_at_once(void **state)
{
    char byte;
    int fd;

    (void)state;
    assert_int_equal(0, fcntl(ends[1], F_SETFL, 0));
    assert_int_equal(-1, mwa_receive(ends[1], &byte, 1, MSG_DONTWAIT, &fd));
    assert_int_equal(EAGAIN, errno);
}

/** There is room for two. More than that are not what was asked for. */
static void of_more_descriptors_none_stays(void **state)
{
    char control[CMSG_SPACE(3 * sizeof(int))] = {0};
    struct iovec part = {.iov_base = (char[]){'x'}, .iov_len = 1};
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control};
    static int fds[3];
    int before = free_number();
    char byte;
    size_t count;

    (void)state;
    fds[0] = fds[2] = ends[0];
    fds[1] = ends[1];
    for (count = 0; count <= 3; ++count) {
        struct cmsghdr *header;
        int fd;

        message.msg_controllen = count ? CMSG_SPACE(count * sizeof(int)) : 0;
        header = CMSG_FIRSTHDR(&message);
        if (header) {
            *header = (struct cmsghdr){.cmsg_level = SOL_SOCKET,
                                       .cmsg_type = SCM_RIGHTS,
                                       .cmsg_len = CMSG_LEN(count * sizeof(int))};
            memcpy(CMSG_DATA(header), fds, count * sizeof(int));
        }
        assert_int_equal(1, sendmsg(ends[0], &message, 0));
        assert_int_equal(count > 2 ? -1 : 1, mwa_receive(ends[1], &byte, 1, 0, &fd));
        assert_int_equal(count == 1 || count == 2, fd >= 0);
        if (fd >= 0) {
            close(fd);
        }
        assert_int_equal(before, free_number());
    }
}

static void two_one_or_no_descriptors_are_passed(void **state)
{
    static const int cases[][2] = {{-1, -1}, {STDIN_FILENO, -1}, {STDIN_FILENO, STDOUT_FILENO}, {-1, STDOUT_FILENO}};
    int before = count_descriptors();
    size_t i;

    (void)state;
    for (i = 0; i < COUNT_OF(cases); ++i) {
        int fds[2] = {7, 7};
        char byte;

        assert_true(mwa_pass_two(ends[0], "x", 1, cases[i]));
        assert_int_equal(1, mwa_receive_two(ends[1], &byte, 1, 0, fds));
        assert_int_equal('x', byte);
        assert_int_equal(cases[i][0] >= 0, fds[0] >= 0);
        assert_int_equal(cases[i][0] >= 0 && cases[i][1] >= 0, fds[1] >= 0);
        if (fds[1] >= 0) {
            // Nobody else has them after an exec.
            assert_int_equal(FD_CLOEXEC, fcntl(fds[1], F_GETFD));
            close(fds[1]);
        }
        if (fds[0] >= 0) {
            assert_int_equal(FD_CLOEXEC, fcntl(fds[0], F_GETFD));
            close(fds[0]);
        }
        assert_int_equal(before, count_descriptors());
    }
}

static void the_first_is_the_first(void **state)
{
    mwa_memory_t one = make("one");
    mwa_memory_t two = make("two");
    mwa_memory_t got[2];
    int fds[2] = {one.fd, two.fd};
    char byte;

    (void)state;
    assert_true(mwa_memory_seal(&one) && mwa_memory_seal(&two));
    assert_true(mwa_pass_two(ends[0], "x", 1, fds));
    assert_int_equal(1, mwa_receive_two(ends[1], &byte, 1, 0, fds));
    assert_true(mwa_memory_map(&got[0], fds[0], 4096) && mwa_memory_map(&got[1], fds[1], 4096));
    assert_string_equal("one", got[0].bytes);
    assert_string_equal("two", got[1].bytes);
    mwa_memory_free(&got[0]);
    mwa_memory_free(&got[1]);
    mwa_memory_free(&one);
    mwa_memory_free(&two);
}

static void of_a_message_that_is_too_short_both_are_closed(void **state)
{
    const int passed[2] = {STDIN_FILENO, STDOUT_FILENO};
    int before = count_descriptors();
    int fds[2];
    char bytes[8];

    (void)state;
    assert_true(mwa_pass_two(ends[0], "1234", 4, passed));
    assert_int_equal(-1, mwa_receive_two(ends[1], bytes, 8, 0, fds));
    assert_int_equal(EPROTO, errno);
    assert_int_equal(-1, fds[0]);
    assert_int_equal(-1, fds[1]);
    assert_int_equal(-1, mwa_receive_two(ends[1], bytes, 8, 0, fds));
    assert_int_equal(-1, fds[0]);
    assert_int_equal(-1, fds[1]);
    assert_int_equal(before, count_descriptors());
    // Who wants one gets one, and the other is closed.
    assert_true(mwa_pass_two(ends[0], "1234", 4, passed));
    assert_int_equal(1, mwa_receive(ends[1], bytes, 4, 0, fds));
    assert_true(fds[0] >= 0);
    close(fds[0]);
    assert_int_equal(before, count_descriptors());
}

static void the_other_side_is_known(void **state)
{
    pid_t pid;
    uid_t user;

    (void)state;
    assert_true(mwa_peer(ends[0], &pid, &user));
    assert_int_equal(getpid(), pid);
    assert_int_equal(geteuid(), user);
    assert_false(mwa_peer(-1, &pid, &user));
}

static void nobody_is_reached_where_nobody_listens(void **state)
{
    char longest[sizeof(((struct sockaddr_un *)NULL)->sun_path) + 1];
    int before = free_number();

    (void)state;
    assert_int_equal(-1, mwa_connect("/nonexistent/socket", 1));
    assert_int_equal(ENOENT, errno);
    memset(longest, '/', sizeof(longest));
    longest[sizeof(longest) - 1] = '\0';
    assert_int_equal(-1, mwa_connect(longest, 1));
    assert_int_equal(ENAMETOOLONG, errno);
    assert_int_equal(before, free_number());
}

#define ENDS_TEST(name) cmocka_unit_test_setup_teardown(name, open_ends, close_ends)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ENDS_TEST(what_is_sealed_is_passed_and_read),
        ENDS_TEST(nobody_changes_what_is_sealed),
        ENDS_TEST(what_is_not_sealed_or_too_large_or_no_memory_is_refused),
        ENDS_TEST(memory_that_there_is_not_is_told_at_once),
        ENDS_TEST(an_end_nothing_and_half_a_message_are_told_apart),
        ENDS_TEST(who_does_not_wait_gets_nothing_at_once),
        ENDS_TEST(of_more_descriptors_none_stays),
        ENDS_TEST(two_one_or_no_descriptors_are_passed),
        ENDS_TEST(the_first_is_the_first),
        ENDS_TEST(of_a_message_that_is_too_short_both_are_closed),
        ENDS_TEST(the_other_side_is_known),
        cmocka_unit_test(nobody_is_reached_where_nobody_listens),
    };

    return cmocka_run_group_tests_name("passing", tests, NULL, NULL);
}
