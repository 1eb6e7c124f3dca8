/**
 * @file mwa_passing.h
 * @brief Memory that one process makes and others map, and the sockets that it is passed through.
 *
 * Such memory is sealed before it is passed on: nobody can change it any more, not even who made it, nor make it
 * shorter, by which whoever reads it would die. Knows no httpd.
 */
#ifndef MWA_PASSING_H
#define MWA_PASSING_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/** Memory of this process. */
typedef struct mwa_memory_s {
    int fd; /**< -1 if there is none */
    void *bytes;
    size_t size;
} mwa_memory_t;

/**
 * Makes memory that can be written, full of zeroes. All of it is there: to write to it cannot fail.
 * @param size more than 0
 * @return 0 if there is none; errno says why
 */
int mwa_memory_make(mwa_memory_t *memory, size_t size);

/** Ends the writing, for all processes and for good. @return 0 if that fails; errno says why */
int mwa_memory_seal(mwa_memory_t *memory);

/**
 * Maps what another process has made, to be read.
 * @param fd is the memory's from now on, also if this fails
 * @param most bytes that it may have
 * @return 0 if it cannot be mapped, is not sealed, or is empty or too large
 */
int mwa_memory_map(mwa_memory_t *memory, int fd, size_t most);

/** Gives it up in this process. */
void mwa_memory_free(mwa_memory_t *memory);

/**
 * Sends bytes, all or none, and a descriptor. Never waits.
 * @param fd -1: none
 * @return 1; or 0, and errno says why
 */
int mwa_pass(int socket, const void *bytes, size_t size, int fd);

/** The same with two descriptors. @param fds -1: none; without the first, there is no second */
int mwa_pass_two(int socket, const void *bytes, size_t size, const int *fds);

/**
 * Receives what was sent by one call of mwa_pass(). Waits if nothing has come, unless the socket does not.
 * @param flags of recvmsg(): MSG_DONTWAIT where others have the socket too, who could have it wait
 * @param fd receives the descriptor, which is the caller's; or -1
 * @return 1; 0 if the other side has closed; or -1: nothing came, or something else, and errno says why: EMFILE if the
 *         bytes have come, but this process can have no more descriptors
 */
int mwa_receive(int socket, void *bytes, size_t size, int flags, int *fd);

/** Closes a descriptor that was received, if there is one. @param fd is -1 then */
void mwa_close_passed(int *fd);

/** The same of mwa_pass_two(). @param fds receives two */
int mwa_receive_two(int socket, void *bytes, size_t size, int flags, int *fds);

/**
 * Connects to a socket that has a file.
 * @param seconds that it may take then to send or to receive
 * @return a descriptor, which is the caller's; or -1, and errno says why
 */
int mwa_connect(const char *path, int seconds);

/** Who is at the other end of a socket: its process and its user as it connected, or as it began to listen. */
int mwa_peer(int socket, pid_t *pid, uid_t *user);

#endif /* MWA_PASSING_H */
