/* SPDX-License-Identifier: Apache-2.0 */
/* The real tongxing-keys, run in a folder of its own. */
#ifndef TESTS_CEREMONY_H
#define TESTS_CEREMONY_H

#include "promise.h"
#include "scratch.h"

#include "keys/trust/folder.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <sysexits.h>

#define NOW_S 1800000000
#define DAY_S 86400

static char said[8192]; /* by the last run, on both its outputs */

/* Runs the tool in a folder, at a time; its output and errors are in said. */
static inline int run_at(const char *folder, int64_t now_s, const char *line) {
  HOST_FREE char *command = NULL;
  if (asprintf(&command, "cd '%s' && LC_ALL=C '%s' %s --now %lld 2>&1 </dev/null", folder,
               TONGXING_KEYS, line, (long long)now_s) < 0)
    abort();
  FILE *out = popen(command, "r");
  size_t n = fread(said, 1, sizeof said - 1, out);
  said[n] = '\0';
  return WEXITSTATUS(pclose(out));
}

static inline int run(const char *folder, const char *line) {
  return run_at(folder, NOW_S, line);
}

static inline void must(const char *folder, int64_t now_s, const char *line) {
  int status = run_at(folder, now_s, line);
  if (status != EX_OK) fail_msg("%s ended with %d: %s", line, status, said);
}

static inline void make_city(const char *folder) {
  must(folder, NOW_S, "generate --use root xian --no-passphrase");
  must(folder, NOW_S, "generate --use issue a --area 610113001001 --no-passphrase");
  must(folder, NOW_S, "generate --use status s --area 610113001001 --no-passphrase --alg ed25519");
}

static inline struct keys_entry entry_of(const char *folder, const char *name) {
  struct keys_entry entry;
  HOST_FREE char *keys = host_path(folder, "keys");
  assert_int_equal(keys_entry_read(keys, name, &entry), EX_OK);
  return entry;
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, scratch_make, scratch_drop)

#endif
