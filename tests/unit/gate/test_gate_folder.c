/* SPDX-License-Identifier: Apache-2.0 */
/* A watched folder as the street has it: it fills, goes away, comes again, and strangers write to
 * it. */
#include "source_scene.h"

#include <sys/stat.h>

static void put_picture(const char *dir, const char *name) {
  HOST_FREE char *path = host_path(dir, "%s", name);
  FILE *file = fopen(path, "we");
  assert_non_null(file);
  fputs("no picture at all", file);
  assert_int_equal(fclose(file), 0);
}

static void a_folder_is_seen_as_it_fills_and_its_pictures_are_left_to_the_eye(void **state) {
  put_picture(*state, "b.jpg");
  put_picture(*state, "a.png");
  put_picture(*state, "notes.txt");
  HOST_FREE char *address = host_path("folder:", "%s", (const char *)*state);
  memmove(address + 7, address + 8, strlen(address + 8) + 1);
  struct gate_source *source = open_source(address);
  assert_non_null(strstr(expect(source).label, "a.png"));
  struct gate_sight sight = expect(source);
  assert_non_null(strstr(sight.label, "b.jpg"));
  assert_int_equal(sight.kind, GATE_SIGHT_FILE);
  assert_true(tx_span_equal(sight.file, tx_span_text("no picture at all")));
  assert_int_equal(gate_source_next(source, &sight), GATE_GOT_NOTHING);
  put_picture(*state, "c.jpeg");
  assert_non_null(strstr(expect(source).label, "c.jpeg"));
  gate_source_close(source);
}

static struct gate_source *watch(const char *root) {
  char address[512];
  snprintf(address, sizeof address, "folder:%s", root);
  return open_source(address);
}

static void expect_picture(struct gate_source *source, const char *ending) {
  const struct gate_sight sight = expect(source);
  const size_t n = strlen(ending), label_n = strlen(sight.label);
  if (label_n < n || strcmp(sight.label + label_n - n, ending) != 0)
    fail_msg("%s instead of %s", sight.label, ending);
  assert_int_equal(sight.kind, GATE_SIGHT_FILE);
}

static void expect_nothing(struct gate_source *source) {
  struct gate_sight sight;
  usleep(50000);
  if (gate_source_next(source, &sight) == GATE_GOT_SIGHT) fail_msg("%s", sight.label);
}

/* Cameras that upload make a folder a day, some a folder an hour in it. */
static void folders_within_a_watched_folder_are_watched_as_well(void **state) {
  HOST_FREE char *early = host_path(*state, "2026-11-27");
  HOST_FREE char *day = host_path(*state, "2026-11-28"), *hour = host_path(*state, "2026-11-28/07");
  HOST_FREE char *aside = host_path(*state, ".hidden"), *moved = host_path(*state, "moved");
  assert_int_equal(mkdir(early, 0700), 0);
  put_picture(early, "first.jfif");
  struct gate_source *source = watch(*state);
  expect_picture(source, "/2026-11-27/first.jfif");
  assert_int_equal(mkdir(day, 0700), 0);
  expect_nothing(source);
  put_picture(day, "a.jpg");
  expect_picture(source, "/2026-11-28/a.jpg");
  assert_int_equal(mkdir(hour, 0700), 0);
  put_picture(hour, "b.JFIF"); /* at once */
  expect_picture(source, "/2026-11-28/07/b.JFIF");
  expect_nothing(source);
  assert_int_equal(mkdir(aside, 0700), 0);
  put_picture(aside, "c.jpg");
  expect_nothing(source);
  assert_int_equal(rename(aside, moved), 0);
  expect_picture(source, "/moved/c.jpg");
  put_picture(moved, "d.jpg");
  expect_picture(source, "/moved/d.jpg");
  gate_source_close(source);
}

static void remove_tree(const char *root) {
  HOST_FREE char *picture = host_path(root, "a.jpg");
  unlink(picture);
  assert_int_equal(rmdir(root), 0);
}

static void a_folder_that_was_removed_and_made_anew_is_watched_again(void **state) {
  HOST_FREE char *root = host_path(*state, "pictures"), *away = host_path(*state, "away");
  assert_int_equal(mkdir(root, 0700), 0);
  struct gate_source *source = watch(root);
  put_picture(root, "a.jpg");
  expect_picture(source, "/pictures/a.jpg");
  for (int at_once = 0; at_once < 2; at_once++) {
    remove_tree(root);
    if (!at_once) expect_nothing(source);
    assert_int_equal(source->gone, !at_once);
    assert_int_equal(mkdir(root, 0700), 0);
    put_picture(root, "a.jpg");
    expect_picture(source, "/pictures/a.jpg");
    assert_false(source->gone);
  }
  assert_int_equal(rename(root, away), 0);
  assert_int_equal(mkdir(root, 0700), 0);
  put_picture(root, "b.jpg");
  expect_picture(source, "/pictures/b.jpg");
  put_picture(away, "c.jpg");
  put_picture(root, "d.jpg");
  expect_picture(source, "/pictures/d.jpg");
  gate_source_close(source);
}

static void expect_no_file(struct gate_source *source) {
  const struct gate_sight sight = expect(source);
  if (sight.kind != GATE_SIGHT_UNREADABLE) fail_msg("%s was opened", sight.label);
}

/* What lies there comes from strangers: a link to the gate's key, a pipe that nobody writes to. */
static void only_regular_files_of_a_watched_folder_are_opened(void **state) {
  HOST_FREE char *root = host_path(*state, "pictures"), *away = host_path(*state, "away");
  HOST_FREE char *secret = host_path(away, "secret.jpg"), *link = host_path(root, "link.jpg");
  HOST_FREE char *pipe_ = host_path(root, "pipe.jpg"), *folder = host_path(root, "folder");
  HOST_FREE char *parked = host_path(*state, "parked");
  assert_int_equal(mkdir(root, 0700) | mkdir(away, 0700), 0);
  put_picture(away, "secret.jpg");
  assert_int_equal(symlink(secret, link), 0);
  assert_int_equal(mkfifo(pipe_, 0600), 0);
  assert_int_equal(symlink(away, folder), 0);
  struct gate_source *source = watch(root);
  expect_no_file(source);
  expect_no_file(source);
  expect_nothing(source);
  assert_int_equal(rename(link, parked), 0);
  assert_int_equal(rename(parked, link), 0);
  expect_no_file(source);
  put_picture(away, "more.jpg");
  expect_nothing(source);
  gate_source_close(source);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(a_folder_is_seen_as_it_fills_and_its_pictures_are_left_to_the_eye),
    PROMISE(folders_within_a_watched_folder_are_watched_as_well),
    PROMISE(a_folder_that_was_removed_and_made_anew_is_watched_again),
    PROMISE(only_regular_files_of_a_watched_folder_are_opened),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
