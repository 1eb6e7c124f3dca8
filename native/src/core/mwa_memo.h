/**
 * @file mwa_memo.h
 * @brief What one thread remembers of Java's answers to MATCH. Knows no httpd and no JVM.
 *
 * With an answer comes how many bytes of the URL it hangs on, mwa_frame_t.read: for all URLs that begin with those,
 * Java would find the same alias and the same match, and only append the rest of the URL to the file's name. So one
 * answer serves all URLs below an alias, and those that no alias takes likewise. What it spares is a call that takes
 * microseconds where a request has emptied the processor's caches before it. The end of a URL, which an answer can hang
 * on too, counts as a byte, its NUL.
 *
 * Nothing is remembered that Java had costs with, or that is a failure. And Java is asked where the rest of the URL has
 * "..": it alone can tell whether the file is inside its directory. A thread remembers at most MWA_MEMO_PLACES answers,
 * of one set of tables; an answer takes the place of one whose hash leads there too. A client can choose URLs that push
 * each other out: then Java is asked, as if nothing were remembered.
 */
#ifndef MWA_MEMO_H
#define MWA_MEMO_H

#include "mwa_frame.h"
#include "core/mwa_hot.h"

/** How many answers a thread remembers at most; a power of two. */
#define MWA_MEMO_PLACES 64

/** An answer that hangs on more bytes is not remembered, the end's NUL included; 64 at most. */
#define MWA_MEMO_LONGEST 63

/** Bytes of an answer with the URL and the host that it hangs on, header included. A larger one is not remembered. */
#define MWA_MEMO_SIZE 512

typedef struct mwa_memo_s mwa_memo_t;

/** @return one that remembers nothing, the caller's, to be freed by free(); NULL if there is no memory */
mwa_memo_t *mwa_memo_make(void);

/**
 * Answers from what is remembered.
 * @param tables a number for the tables of the frame's slot that no other tables of this process have; not 0
 * @param uri the frame's, ended by a NUL
 * @param frame as for mwa_bridge_match(); has the answer afterwards, if there is one
 * @return 0 if Java must be asked; the frame is unchanged then
 */
MWA_HOT int mwa_memo_answer(mwa_memo_t *memo, uint64_t tables, const char *uri, mwa_frame_t *frame);

/**
 * Remembers an answer of Java's, if it can be. What is remembered of other tables is forgotten.
 * @param tables, uri as above
 * @param frame a sound answer
 */
void mwa_memo_keep(mwa_memo_t *memo, uint64_t tables, const char *uri, const mwa_frame_t *frame);

#endif /* MWA_MEMO_H */
