/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The readers behind one interface. To add one: a file, and a row in readers.c.
 */
#ifndef EYE_READER_H
#define EYE_READER_H

#include "frame.h"

#ifdef __cplusplus
extern "C" {
#endif

struct eye_reader;

struct eye_reader_kind {
  const char *name;
  /* NULL when memory is out. */
  struct eye_reader *(*open)(void);
  /* Appends what it reads in frame to out, which may hold texts already. hard: spend more time to
   * see more. Never fails: it just reads less. */
  void (*read)(struct eye_reader *reader, const struct eye_frame *frame, bool hard,
               struct eye_texts *out);
  void (*close)(struct eye_reader *reader); /* NULL is nothing to close */
};

/* The head of every reader; each kind embeds it as its first member. */
struct eye_reader {
  const struct eye_reader_kind *kind;
};

extern const struct eye_reader_kind eye_reader_zxing, eye_reader_zbar;

/* The table, ended by NULL; the fast reader first. */
extern const struct eye_reader_kind *const eye_reader_kinds[];

/* Appends a text, unless it is too long, out is full, or out has the same bytes at that place. */
bool eye_texts_add(struct eye_texts *out, enum eye_symbology symbology, const uint8_t *bytes,
                   size_t size, const struct eye_point corners[4]);

#ifdef __cplusplus
}
#endif

#endif
