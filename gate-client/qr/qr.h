/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Our own reading of QR codes: finders to grids to modules to bytes. It reads what is small, soft,
 * shaken or bent, where the packaged readers, which see only black and white, give up.
 */
#ifndef EYE_CODES_H
#define EYE_CODES_H

#include "finder.h"
#include "frame.h"

struct eye_codes; /* its working memory */

/* NULL when memory is out. */
struct eye_codes *eye_codes_open(void);
void eye_codes_close(struct eye_codes *codes);

/* How much is tried, and where: at a glance on each code-like place, all of it on those that are
 * likely a code, then on the rest. */
enum eye_depth { EYE_QUICK, EYE_DEEP, EYE_DEEPEST };

/* Appends the codes that it reads between finders of the frame. used says, for each finder,
 * whether it belongs to a code that was read; those already marked are left alone. Returns the
 * number of places that look like a code and were not read. It stops at end_ms, by
 * eye_spent_ms. A frame begins with EYE_QUICK. */
int eye_codes_read(struct eye_codes *codes, const struct eye_frame *frame,
                   const struct eye_finder *finders, uint32_t n, enum eye_depth depth,
                   int64_t end_ms, bool *used, struct eye_texts *out);

/* Adds finders that pairs of others let expect and that their edges did not show. Returns the new
 * number, at most EYE_FINDERS_MAX. */
uint32_t eye_codes_complete(const struct eye_frame *frame, struct eye_finder *finders, uint32_t n,
                            const bool *used, int64_t end_ms);

/* CLOCK_MONOTONIC. */
int64_t eye_now_ms(void);

/* Processor time of this thread: what looks may cost does not depend on who else is running. */
int64_t eye_spent_ms(void);

#endif
