/* SPDX-License-Identifier: Apache-2.0 */
/* The issue log as files: what a restore can count on. */
#include "promise.h"
#include "scratch.h"

#include "host/sys/file.h"
#include "store/pass/issue_log.h"

#include <stdlib.h>
#include <unistd.h>

#define AREA 610113001001u
#define DAY_S 86400
#define NOW (INT64_C(20784) * DAY_S + 60) /* 2026-11-27 00:01 UTC */

struct scene {
  char *folder;
  struct issue_log *log;
  struct issue_row rows[8];
  size_t count;
  struct issue_log_walk walk;
};

static int open_scene(void **state) {
  struct scene *scene = calloc(1, sizeof *scene);
  scene->folder = scratch_folder();
  assert_non_null(scene->folder);
  assert_int_equal(issue_log_open(scene->folder, &scene->log), TX_OK);
  *state = scene;
  return 0;
}

static int close_scene(void **state) {
  struct scene *scene = *state;
  issue_log_close(scene->log);
  scratch_drop((void **)&scene->folder);
  free(scene);
  return 0;
}

static struct issue_row pass_of(uint32_t index) {
  struct issue_row row = { .area = AREA, .index = index, .n = 2, .generation = 3, .role = 1 };
  row.iat = NOW;
  row.exp = NOW + 180 * DAY_S;
  row.bound = index % 2;
  if (row.bound) memset(row.holder.x, 0x5a, sizeof row.holder.x);
  row.holder.y_odd = row.bound;
  memset(row.signer, 0xc3, sizeof row.signer);
  return row;
}

static void add(struct scene *scene, uint32_t index, int64_t now_s) {
  const struct issue_row row = pass_of(index);
  assert_int_equal(issue_log_add(scene->log, &row, 1, now_s), TX_OK);
}

static enum tx_reason note(void *context, const struct issue_row *row) {
  struct scene *scene = context;
  scene->rows[scene->count++ % 8] = *row;
  return TX_OK;
}

static void read_all(struct scene *scene) {
  scene->count = 0;
  assert_int_equal(issue_log_read(scene->folder, note, scene, &scene->walk), TX_OK);
}

static void what_is_written_is_read_again_day_by_day(void **state) {
  struct scene *scene = *state;
  add(scene, 8, NOW + DAY_S);
  add(scene, 7, NOW);
  read_all(scene);
  assert_int_equal(scene->walk.passes, 2);
  for (uint32_t i = 0; i < 2; i++) {
    const struct issue_row wanted = pass_of(7 + i);
    assert_memory_equal(&scene->rows[i].holder, &wanted.holder, sizeof wanted.holder);
    assert_memory_equal(scene->rows[i].signer, wanted.signer, TX_HASH_SIZE);
    assert_int_equal(scene->rows[i].index, wanted.index);
    assert_int_equal(scene->rows[i].n, 2);
    assert_int_equal(scene->rows[i].generation, 3);
    assert_int_equal(scene->rows[i].bound, wanted.bound);
    assert_true(scene->rows[i].exp == wanted.exp && scene->rows[i].iat == NOW);
  }
}

/* A power cut leaves half a line, and the next process goes on behind it. */
static void a_line_that_was_cut_short_costs_itself_alone(void **state) {
  struct scene *scene = *state;
  add(scene, 1, NOW);
  add(scene, 2, NOW);
  issue_log_close(scene->log);
  HOST_FREE char *path = host_path(scene->folder, "20261127.jsonl");
  HOST_BYTES text = { 0 };
  assert_int_equal(host_file_read(path, 4096, &text), TX_OK);
  assert_int_equal(truncate(path, (off_t)text.n - 30), 0);
  assert_int_equal(issue_log_open(scene->folder, &scene->log), TX_OK);
  add(scene, 3, NOW);
  read_all(scene);
  assert_int_equal(scene->walk.passes, 2);
  assert_int_equal(scene->walk.damaged, 1);
  assert_int_equal(scene->rows[0].index, 1);
  assert_int_equal(scene->rows[1].index, 3);
}

static void days_die_a_day_after_the_backups_that_need_them(void **state) {
  struct scene *scene = *state;
  add(scene, 1, NOW);
  assert_int_equal(issue_log_prune(scene->log, NOW + ISSUE_LOG_DAYS * DAY_S), TX_OK);
  read_all(scene);
  assert_int_equal(scene->walk.passes, 1);
  assert_int_equal(issue_log_prune(scene->log, NOW + (ISSUE_LOG_DAYS + 1) * DAY_S), TX_OK);
  read_all(scene);
  assert_int_equal(scene->walk.passes, 0);
}

static void days_die_however_long_nobody_looked(void **state) {
  struct scene *scene = *state;
  add(scene, 1, NOW);
  add(scene, 2, NOW + 399 * DAY_S);
  assert_int_equal(issue_log_prune(scene->log, NOW + 400 * DAY_S), TX_OK);
  read_all(scene);
  assert_int_equal(scene->walk.passes, 1);
  assert_int_equal(scene->rows[0].index, 2);
}

static void a_line_of_another_kind_is_no_pass(void **state) {
  (void)state;
  struct issue_row row;
  static const char *const lines[] = {
    "",
    "{}",
    "[]",
    "{\"area\":1}",
    "{\"area\":610113001001,\"index\":1,\"n\":1,\"generation\":8,\"role\":1,\"iat\":1,\"exp\":2,"
    "\"holder\":\"\",\"signer\":"
    "\"c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3\"}",
    "{\"area\":610113001001,\"index\":1,\"n\":1,\"generation\":1,\"role\":1,\"iat\":1,\"exp\":2,"
    "\"holder\":\"05\",\"signer\":"
    "\"c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3c3\"}",
  };
  for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
    assert_false(issue_log_parse(tx_span_text(lines[i]), &row));
}

int main(void) {
  const struct CMUnitTest tests[] = {
    cmocka_unit_test_setup_teardown(what_is_written_is_read_again_day_by_day, open_scene,
                                    close_scene),
    cmocka_unit_test_setup_teardown(a_line_that_was_cut_short_costs_itself_alone, open_scene,
                                    close_scene),
    cmocka_unit_test_setup_teardown(days_die_a_day_after_the_backups_that_need_them, open_scene,
                                    close_scene),
    cmocka_unit_test_setup_teardown(days_die_however_long_nobody_looked, open_scene, close_scene),
    cmocka_unit_test(a_line_of_another_kind_is_no_pass),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
