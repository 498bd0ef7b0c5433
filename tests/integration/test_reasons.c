/* SPDX-License-Identifier: Apache-2.0 */
#include "format/live.h"
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

/* --- a gate that remembers -------------------------------------------------------------------- */

static void run(struct said *said, const char *const *arguments) {
  process_run(said, arguments);
  if (said->status > 2) fail_msg("%s: %s%s", arguments[1], said->out, said->err);
}

/* In world.folder/gate, with the world's trust list, list and a policy taken. */
static void make_gate(struct said *said, const char *policy, const char *dir) {
  char root[2 * TX_HASH_SIZE + 1], now[24], files[3][96], program[512];
  const char *const names[3] = { "trust", policy, "list" };
  world_program("gate-client/tongxing-gate", program);
  forge_hex(tx_span_of(world.forge.keys[FORGE_ROOT]->hash, TX_HASH_SIZE), root);
  snprintf(now, sizeof now, "%lld", (long long)world.forge.now_s);
  for (size_t i = 0; i < 3; i++)
    snprintf(files[i], sizeof files[i], "%s/%s", world.folder, names[i]);
  run(said, (const char *[]){ program, "init", "--dir", dir, "--area", "610113001001", "--root",
                              root, "--trust-seq", "0", "--now", now, NULL });
  run(said, (const char *[]){ program, "import", "--dir", dir, "--now", now, files[0], files[1],
                              files[2], NULL });
}

static int show_at(struct said *said, const char *dir, int64_t now_s, const char *text) {
  char program[512], now[24];
  snprintf(now, sizeof now, "%lld", (long long)now_s);
  run(said, (const char *[]){ world_program("gate-client/tongxing-gate", program), "decide",
                              "--record", "--json", "--dir", dir, "--now", now, "--", text, NULL });
  return world_reason(said);
}

static void a_live_code_opens_once_even_after_a_restart(void **state) {
  (void)state;
  char dir[96], bound[TX_TEXT_MAX + 1], live[TX_TEXT_MAX + 1];
  struct said *said = calloc(1, sizeof *said);
  snprintf(dir, sizeof dir, "%s/gate", world.folder);
  make_gate(said, "policy", dir);
  struct tx_pass pass = forge_bound_pass(&world.forge);
  int64_t now_s = world.forge.now_s;
  assert_true(forge_pass_text(&world.forge, &pass, bound));
  assert_int_equal(tx_live_sign(bound, now_s, world.forge.keys[FORGE_HOLDER], live), TX_OK);
  assert_int_equal(show_at(said, dir, now_s, live), TX_OK);
  assert_int_equal(show_at(said, dir, now_s + 15, live), TX_REPLAYED);
  assert_int_equal(show_at(said, dir, now_s + 70, live), TX_LIVE_OUT_OF_WINDOW);
  free(said);
}

static void a_month_without_a_network_still_lets_residents_in(void **state) {
  (void)state;
  char dir[96], text[TX_TEXT_MAX + 1];
  struct said *said = calloc(1, sizeof *said);
  snprintf(dir, sizeof dir, "%s/gate", world.folder);
  make_gate(said, "policy-warns", dir);
  struct tx_pass pass = forge_pass(&world.forge);
  assert_true(forge_pass_text(&world.forge, &pass, text));
  for (int day = 0; day <= 30; day++) {
    int reason = show_at(said, dir, world.forge.now_s + (int64_t)day * FORGE_DAY_S, text);
    if (reason != (day == 0 ? TX_OK : TX_OK_WITH_NOTICE) || said->status != 0)
      fail_msg("day %d: %s", day, said->out);
  }
  pass.index = 7;
  assert_true(forge_pass_text(&world.forge, &pass, text));
  assert_int_equal(show_at(said, dir, world.forge.now_s + 30L * FORGE_DAY_S, text), TX_REVOKED);
  free(said);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(every_reason_comes_out_of_the_real_gate, open_world,
                                    close_world),
    cmocka_unit_test_setup_teardown(a_live_code_opens_once_even_after_a_restart, open_world,
                                    close_world),
    cmocka_unit_test_setup_teardown(a_month_without_a_network_still_lets_residents_in, open_world,
                                    close_world),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
