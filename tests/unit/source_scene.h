/* SPDX-License-Identifier: Apache-2.0 */
/* Sources as tests see them: opened by their address, and waited for. */
#ifndef TESTS_UNIT_SOURCE_SCENE_H
#define TESTS_UNIT_SOURCE_SCENE_H

#include "source/source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "scratch.h"

#include <poll.h>
#include <stdio.h>
#include <unistd.h>

#define WAIT_MS 5000

/* The next sight within a few seconds; fails when there is none. */
static inline struct gate_sight expect(struct gate_source *source) {
  struct gate_sight sight;
  for (int waited = 0; waited < WAIT_MS; waited += 50) {
    if (gate_source_next(source, &sight) == GATE_GOT_SIGHT) return sight;
    poll(&(struct pollfd){ .fd = source->fd, .events = POLLIN }, 1, 50);
  }
  fail_msg("nothing was seen");
  return (struct gate_sight){ 0 };
}

static inline struct gate_source *open_source(const char *address) {
  char error[256] = "";
  struct gate_source *source = gate_source_open(address, TX_IN, error, sizeof error);
  if (source) return source;
  fail_msg("%s", error);
  abort();
}

#define PROMISE(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_drop)

#endif
