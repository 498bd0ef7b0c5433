/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Image to text. A cheap look at every frame; second looks (other readers, other sizes, inverted,
 * sharpened) only when something code-like is there and the first look did not read it.
 *
 * This is the eye itself, which runs in a process of its own; a gate talks to it through
 * process.h. Programs that read their own pictures may call it directly.
 */
#ifndef EYE_EYE_H
#define EYE_EYE_H

#include "qr/frame.h"

struct eye;

enum eye_effort {
  EYE_STREAM, /* a frame of many: second looks only for what is code-like, within EYE_STREAM_MS */
  EYE_STILL,  /* a picture by itself: every look, within EYE_STILL_MS */
};

/* Everything is, with sanitizers; and an emulator's build sets it. */
#ifdef __SANITIZE_ADDRESS__
#define EYE_SLOWER 10u
#elif !defined EYE_SLOWER
#define EYE_SLOWER 1u
#endif
/* Of processor time, so that a busy machine reads no less. */
#define EYE_STREAM_MS (120u * EYE_SLOWER)
#define EYE_STILL_MS (2000u * EYE_SLOWER)

/* What the eye has done since it was opened. */
struct eye_counts {
  uint64_t frames;
  uint64_t first_read;   /* frames that the first look read */
  uint64_t second_looks; /* looks after the first; 0 as long as nothing code-like is in view */
  uint64_t second_read;  /* frames that only a second look read */
  uint64_t gave_up;      /* frames whose time was up before every look was taken */
};

/* NULL when memory is out. Not to be shared between threads; eyes are independent. */
struct eye *eye_open(void);

/* NULL is nothing to close. */
void eye_close(struct eye *eye);

/* Reads every code of the frame that it can, no text twice in one place. Returns how many; 0 also
 * for a frame that is not one (no pixels, stride below width, over EYE_PIXELS_MAX). Allocates and
 * frees on the way; running out of memory reads less. */
uint32_t eye_read(struct eye *eye, const struct eye_frame *frame, enum eye_effort effort,
                  struct eye_texts *out);

/* The counters so far. */
struct eye_counts eye_counts(const struct eye *eye);

/* Names of the readers that this build has, in the order in which they look; ended by NULL. */
const char *const *eye_readers(void);

#endif
