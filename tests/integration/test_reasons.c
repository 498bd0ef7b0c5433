/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct world world;

static int open_world(void **state) {
  *state = NULL;
  world_open(&world);
  return 0;
}

static int close_world(void **state) {
  *state = NULL;
  world_close(&world);
  return 0;
}

/* Exit status of commands that decide. */
static int status_of(enum tx_verdict verdict) {
  return verdict == TX_ALLOW ? 0 : verdict == TX_DENY ? 1 : 2;
}

static bool row_holds(const struct reason_row *row) {
  struct showing showing = { "trust", "list", "policy", "", world.forge.now_s, "" };
  struct said *said = calloc(1, sizeof *said);
  if (!said) return false;
  row->spoil(&world.forge, &showing);
  world_decide(&world, &showing, said);
  bool holds = world_reason(said) == row->reason && said->status == status_of(row->verdict);
  if (!holds)
    fprintf(stderr, "%s: wanted reason %d, status %d; got status %d and\n%s%s\n", row->promise,
            row->reason, status_of(row->verdict), said->status, said->out, said->err);
  free(said);
  return holds;
}

static void every_reason_comes_out_of_the_real_gate(void **state) {
  (void)state;
  size_t failed = 0;
  for (size_t i = 0; i < reason_row_count; i++)
    failed += !row_holds(&reason_rows[i]);
  assert_int_equal(failed, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(every_reason_comes_out_of_the_real_gate, open_world,
                                    close_world),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
