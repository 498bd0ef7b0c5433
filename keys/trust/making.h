/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files of one key, made together: all of them or none. A marker stands beside them until the last
 * is written, so that a making that was cut short (a crash, a pulled plug) is told from a key that
 * lost a file, and can be repeated under the same name.
 */
#ifndef KEYS_MAKING_H
#define KEYS_MAKING_H

#include <stdbool.h>

struct keys_making {
  char *folder, *name;
  const char *const *suffixes;
  char *marker;
  int lock;
};

/* Begins to make NAME with each suffix (".key"; NULL ends; the array outlives the making), of which
 * the last is written last, by one rename. Clears away what a making of the same files left that
 * was cut short. EX_OK, or an exit status, having said why not: one of them exists, or another
 * process is at it. The caller finishes it, also after an error. */
int keys_making_begin(const char *folder, const char *name, const char *const *suffixes,
                      struct keys_making *out);
/* All are written and stay. */
void keys_making_done(struct keys_making *making);
/* Removes what was written, unless it was done. */
void keys_making_finish(struct keys_making *making);
#define KEYS_MAKING __attribute__((cleanup(keys_making_finish))) struct keys_making

#endif
