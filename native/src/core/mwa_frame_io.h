/**
 * @file mwa_frame_io.h
 * @brief Writing a question into a frame and reading its answer. Knows no httpd.
 */
#ifndef MWA_FRAME_IO_H
#define MWA_FRAME_IO_H

#include "mwa_frame.h"
#include "core/mwa_hot.h"

/**
 * Empties a frame: no texts, and the status that means failure.
 * @param capacity bytes at @p frame, sizeof(mwa_frame_t) at least
 */
MWA_HOT void mwa_frame_reset(mwa_frame_t *frame, uint32_t capacity);

/**
 * Appends a text.
 * @param text one of the frame's own texts
 * @return 0 if it does not fit; the frame is unchanged then
 */
MWA_HOT int mwa_frame_put(mwa_frame_t *frame, mwa_text_t *text, const void *bytes, size_t length);

/** Appends a string without its NUL; of NULL, nothing: the text stays absent. Returns 0 if it does not fit. */
int mwa_frame_put_string(mwa_frame_t *frame, mwa_text_t *text, const char *string);

/**
 * Looks at a text.
 * @param length receives its length in bytes, 0 where there is none
 * @return its first byte, inside the frame and not ended by a NUL; NULL if it is absent, late or reaches out of the
 *         frame
 */
MWA_HOT const char *mwa_frame_text(const mwa_frame_t *frame, const mwa_text_t *text, size_t *length);

/**
 * Whether an answer can be used: what was asked with is as it was, every text that was answered lies in the frame and
 * behind its header, and every capture in the URL.
 * @param asked the frame's header before Java answered
 */
int mwa_frame_is_sound(const mwa_frame_t *frame, const mwa_frame_t *asked);

#endif /* MWA_FRAME_IO_H */
