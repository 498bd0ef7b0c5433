/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where codes come from. A source yields pictures, which the eye reads, or texts that something
 * else has read already (a scanner). Several run at once, each with a direction.
 *
 * To add a kind: one file, one row in source.c.
 */
#ifndef GATE_SOURCE_H
#define GATE_SOURCE_H

#include "format/policy.h"
#include "picture/frame.h"
#include "source/text.h"

#include <stdatomic.h>

/* FILE: a picture as a stranger sent it, which only the eye's own process may decode. */
enum gate_sight_kind { GATE_SIGHT_TEXT, GATE_SIGHT_FRAME, GATE_SIGHT_FILE, GATE_SIGHT_UNREADABLE };

/* One thing that a source saw. Points into the source; good until its next call of next. */
struct gate_sight {
  enum gate_sight_kind kind;
  enum tx_direction direction;
  int64_t at_ms;              /* CLOCK_MONOTONIC, when it was seen */
  struct tx_span text;        /* of TEXT, without line end */
  struct gate_frame frame;    /* of FRAME */
  struct gate_frame on_black; /* of FRAME: the same, what is clear in it on black; or no grey */
  struct tx_span file;        /* of FILE: the bytes of a JPEG or PNG */
  const char *label;          /* what it came from, for people: a file's name, a camera's address */
  enum tx_reason why;         /* of UNREADABLE: TX_UNREADABLE, TX_IO_FAILED, TX_TOO_MANY … */
  const char *detail;         /* of UNREADABLE: one sentence that says what is wrong, or NULL */
  bool still; /* a picture by itself, no stream: every second look is worth its time */
};

enum gate_got {
  GATE_GOT_NOTHING, /* for now; poll fd again */
  GATE_GOT_SIGHT,   /* *out is filled; there may be more, so call again */
  GATE_GOT_END,     /* there will never be more */
};

/* What is wrong with a source that can still be read, and what to do. */
struct gate_trouble {
  const char *zh, *en;             /* what stands behind "LABEL: " */
  const char *short_zh, *short_en; /* by itself, in a line of the guard's page */
};

struct gate_source;

struct gate_source_kind {
  const char *name;    /* as in the address KIND:REST, e.g. "folder" */
  const char *rest;    /* how REST is written, for --help: "DIR" */
  const char *zh, *en; /* one line for --help */
  bool texts;          /* yields no pictures: is heard while the eye is busy */
  /* rest is what stands behind the colon. NULL, and one sentence in error, when it cannot be had.
   */
  struct gate_source *(*open)(const char *rest, enum tx_direction direction, char *error,
                              size_t cap);
  /* Never blocks. Called by gate_source_next alone. */
  enum gate_got (*next)(struct gate_source *source, struct gate_sight *out);
  void (*close)(struct gate_source *source); /* NULL is nothing to close */
};

/* The head of every source; each kind embeds it as its first member. */
struct gate_source {
  const struct gate_source_kind *kind;
  enum tx_direction direction;
  int fd; /* readable when next is worth a call; -1: call at once (pictures named beforehand) */
  const char *label; /* for people: a device, a folder, an address without its password */
  atomic_bool gone;  /* unplugged, or silent, and not back yet; its kind has said so */
  const struct gate_trouble *_Atomic trouble; /* NULL: none */
  uint8_t folded[GATE_FOLDED_MAX];            /* a text that had to be changed */
};

/* The table of kinds, ended by NULL. */
extern const struct gate_source_kind *const gate_source_kinds[];

/* Opens "[in=|out=]KIND:REST". A plain path is a folder when it is one, else a picture. */
struct gate_source *gate_source_open(const char *address, enum tx_direction direction, char *error,
                                     size_t cap);
void gate_source_close(struct gate_source *source);

/* The kind's own next, a text without what its transport added at either end. */
enum gate_got gate_source_next(struct gate_source *source, struct gate_sight *out);

extern const struct gate_trouble gate_trouble_no_suffix, gate_trouble_no_ascii,
    gate_trouble_unknown_keys, gate_trouble_same_picture, gate_trouble_too_many_folders;
/* From now on it has this trouble, or none (NULL); what is new is logged, once. */
void gate_source_have_trouble(struct gate_source *source, const struct gate_trouble *trouble);

#endif
