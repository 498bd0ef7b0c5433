/* SPDX-License-Identifier: Apache-2.0 */
/* A folder of a test's own, gone when the test ends. */
#ifndef TESTS_UNIT_SCRATCH_H
#define TESTS_UNIT_SCRATCH_H

#include "host/sys/file.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

static inline int scratch_remove_one(const char *path, const struct stat *st, int kind,
                                     struct FTW *walk) {
  (void)st;
  (void)kind;
  (void)walk;
  return remove(path);
}

/* A new folder under $TMPDIR, or /tmp; malloc'd, NULL where none can be made. */
static inline char *scratch_folder(void) {
  const char *root = getenv("TMPDIR");
  char *path = NULL;
  if (asprintf(&path, "%s/tongxing-test.XXXXXX", root && root[0] ? root : "/tmp") < 0) return NULL;
  if (mkdtemp(path)) return path;
  free(path);
  return NULL;
}

/* For cmocka's setup and teardown: *state is the folder's path. */
static inline int scratch_make(void **state) {
  *state = scratch_folder();
  return *state ? 0 : -1;
}

static inline int scratch_drop(void **state) {
  nftw(*state, scratch_remove_one, 8, FTW_DEPTH | FTW_PHYS);
  free(*state);
  return 0;
}

static inline void scratch_put(const char *path, const char *text, mode_t mode) {
  if (host_file_write(path, tx_span_text(text), mode) != TX_OK) abort();
}

#endif
