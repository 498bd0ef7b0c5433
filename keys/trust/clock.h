/* SPDX-License-Identifier: Apache-2.0 */
/* A ceremony's machine has no network that would tell it the time: what it signed and made before
 * is all that its clock can be compared with. */
#ifndef KEYS_CLOCK_H
#define KEYS_CLOCK_H

#include "folder.h"

enum keys_clock {
  KEYS_CLOCK_FITS,
  KEYS_CLOCK_BEFORE_LIST, /* the list in force was signed later: gates refuse a list from now */
  KEYS_CLOCK_BEFORE_KEY,  /* a key was made later */
  KEYS_CLOCK_FAR_AHEAD,   /* more than an hour after the list in force, or the newest key */
};

#define KEYS_CLOCK_AHEAD_S 3600

struct keys_clock_past {
  int64_t at_s;     /* of what the clock was compared with last; UTC */
  const char *name; /* of the key; NULL: it was the list in force */
};

/* Compares now_s with the list in force and with when the keys were made. *past is what speaks
 * against the clock; it points into the folder. */
enum keys_clock keys_clock_judge(const struct keys_folder *folder, int64_t now_s,
                                 struct keys_clock_past *past);

/* The newest list kept as trust-SEQ.cose that was signed at now_s or before and is not the one in
 * force: its SEQ; 0 when there is none. */
uint64_t keys_clock_list_before(const struct keys_folder *folder, int64_t now_s);

#endif
