/**
 * @file mwa_signals.h
 * @brief The signals that threads of this module's do not get.
 */
#ifndef MWA_SIGNALS_H
#define MWA_SIGNALS_H

#include <pthread.h>
#include <signal.h>
#include <stddef.h>

/**
 * Blocks every signal but those that tell of an error in the thread itself. Threads that are made next inherit it, the
 * JVM's too: httpd's signals are for httpd's own threads, and under prefork end the process from within the handler.
 * Recent httpds block them in child_init themselves.
 * @param before receives what was blocked
 */
static inline void mwa_block_signals(sigset_t *before)
{
    static const int errors[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV, SIGSYS, SIGTRAP};
    sigset_t blocked;
    size_t i;

    sigfillset(&blocked);
    for (i = 0; i < sizeof(errors) / sizeof(errors[0]); ++i) {
        sigdelset(&blocked, errors[i]);
    }
    pthread_sigmask(SIG_SETMASK, &blocked, before);
}

#endif /* MWA_SIGNALS_H */
