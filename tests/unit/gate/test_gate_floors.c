/* SPDX-License-Identifier: Apache-2.0 */
/* The highest seq of each object, in a file of two copies. */
#include "objects/floors.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "scratch.h"

#include "host/text/text.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define AREA 610113001001u

static struct gate_state *state_of(uint64_t seq) {
  struct gate_state *state = gate_state_create();
  const struct gate_remembered rows[] = {
    { .object = GATE_TRUST, .floor = { 7, 7 } },
    { .object = GATE_STATUS, .area = AREA, .floor = { seq, 5 }, .signer = { 1, 2, 3 } },
    { .object = GATE_STATUS, .area = AREA, .floor = { seq - 1, 6 }, .signer = { 4 } },
  };
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    assert_true(gate_state_remember(state, &rows[i]));
  return state;
}

static void put(const char *dir, uint64_t seq) {
  struct gate_floors floors = { 0 };
  struct gate_state *state = state_of(seq);
  assert_int_equal(gate_floors_write(&floors, dir, state), TX_OK);
  assert_false(floors.in_memory);
  gate_state_unref(state);
}

/* The seq of the list that the file has; 0: nothing is read. */
static uint64_t got(const char *dir) {
  struct gate_state *state = gate_state_create();
  struct gate_floors floors = { 0 };
  const bool any = gate_floors_read(&floors, dir, state);
  const struct tx_floor floor = gate_state_floor(state, GATE_STATUS, AREA);
  if (any) assert_int_equal(gate_state_floor(state, GATE_TRUST, 0).seq, 7);
  if (any) assert_int_equal(state->remembered_count, 3);
  gate_state_unref(state);
  return floor.seq;
}

static void what_was_written_last_is_read(void **state) {
  assert_int_equal(got(*state), 0);
  for (uint64_t seq = 10; seq < 20; seq++) {
    put(*state, seq);
    assert_int_equal(got(*state), seq);
  }
}

/* So it takes no room on a full disk, and no rename. */
static void it_is_overwritten_in_place(void **state) {
  HOST_FREE char *path = host_path(*state, "floors");
  struct stat first, then;
  put(*state, 10);
  assert_int_equal(stat(path, &first), 0);
  put(*state, 11);
  put(*state, 12);
  assert_int_equal(stat(path, &then), 0);
  assert_int_equal(first.st_ino, then.st_ino);
  assert_int_equal(first.st_size, then.st_size);
}

/* Every byte of the copy that was being written, spoilt: the one before it counts. */
static void a_copy_that_a_power_cut_spoilt_leaves_the_one_before(void **state) {
  HOST_FREE char *path = host_path(*state, "floors");
  put(*state, 10);
  put(*state, 11);
  HOST_BYTES whole = { 0 };
  assert_int_equal(host_file_read(path, 1 << 20, &whole), TX_OK);
  const size_t half = whole.n / 2;
  const size_t at = gate_floors_parse(tx_span_of(whole.p, half), NULL) == 2 ? 0 : half;
  const size_t used = strnlen((const char *)whole.p + at, half);
  for (size_t i = 0; i < used && i < 400; i++) {
    whole.p[at + i] ^= 0x40;
    assert_int_equal(host_file_write(path, host_span(&whole), 0600), TX_OK);
    assert_true(got(*state) >= 10);
    whole.p[at + i] ^= 0x40;
  }
}

static void a_file_that_is_damaged_whole_is_made_anew(void **state) {
  HOST_FREE char *path = host_path(*state, "floors");
  put(*state, 10);
  assert_int_equal(host_file_write(path, tx_span_text("nothing of ours"), 0600), TX_OK);
  assert_int_equal(got(*state), 0);
  put(*state, 11);
  assert_int_equal(got(*state), 11);
}

static void more_areas_than_a_copy_holds_make_it_larger(void **state) {
  struct gate_state *many = gate_state_create();
  for (uint64_t i = 0; i < 500; i++) {
    const struct gate_remembered row = { .object = GATE_STATUS, .area = i, .floor = { i + 1, 1 } };
    assert_true(gate_state_remember(many, &row));
  }
  put(*state, 10);
  struct gate_floors floors = { 0 };
  assert_int_equal(gate_floors_write(&floors, *state, many), TX_OK);
  struct gate_state *read = gate_state_create();
  assert_true(gate_floors_read(&floors, *state, read));
  assert_int_equal(read->remembered_count, 500);
  assert_int_equal(gate_state_floor(read, GATE_STATUS, 499).seq, 500);
  gate_state_unref(read);
  gate_state_unref(many);
}

/* A folder that is not there stands for one that cannot be written. */
static void where_the_folder_takes_none_it_stands_in_memory_until_it_does(void **state) {
  HOST_FREE char *folder = host_path(*state, "gate");
  HOST_FREE char *run = host_path(*state, "run");
  assert_int_equal(mkdir(run, 0700), 0);
  setenv("RUNTIME_DIRECTORY", run, 1);
  struct gate_floors floors = { 0 };
  struct gate_state *newest = state_of(30);
  assert_int_equal(gate_floors_write(&floors, folder, newest), TX_OK);
  assert_true(floors.in_memory);
  assert_int_equal(got(folder), 30);
  assert_int_equal(mkdir(folder, 0700), 0);
  assert_int_equal(gate_floors_write(&floors, folder, newest), TX_OK);
  assert_false(floors.in_memory);
  assert_int_equal(rmdir(run), 0); /* empty again */
  assert_int_equal(got(folder), 30);
  gate_state_unref(newest);
  unsetenv("RUNTIME_DIRECTORY");
}

/* A process that starts while the machine stays on reads what waits, not what the card had. */
static void what_waits_for_a_card_counts_more_than_what_the_card_holds(void **state) {
  HOST_FREE char *folder = host_path(*state, "gate"), *card = host_path(*state, "card");
  HOST_FREE char *run = host_path(*state, "run");
  struct gate_floors floors = { 0 };
  struct gate_state *newest = state_of(30);
  assert_int_equal(mkdir(run, 0700), 0);
  assert_int_equal(mkdir(folder, 0700), 0);
  setenv("RUNTIME_DIRECTORY", run, 1);
  for (uint64_t seq = 10; seq < 20; seq++)
    put(folder, seq);
  assert_true(gate_floors_read(&floors, folder, newest));
  assert_int_equal(rename(folder, card), 0);
  assert_int_equal(mkdir(folder, 0700), 0);
  floors.away = true;
  assert_int_equal(gate_floors_write(&floors, folder, newest), TX_OK);
  assert_true(floors.in_memory);
  assert_int_equal(rmdir(folder), 0); /* nothing was left in it */
  assert_int_equal(rename(card, folder), 0);
  assert_int_equal(got(folder), 30);
  floors.away = false;
  assert_int_equal(gate_floors_write(&floors, folder, newest), TX_OK);
  assert_int_equal(rmdir(run), 0);
  assert_int_equal(got(folder), 30);
  gate_state_unref(newest);
  unsetenv("RUNTIME_DIRECTORY");
}

static void a_link_in_its_place_is_neither_read_nor_written_through(void **state) {
  HOST_FREE char *path = host_path(*state, "floors");
  HOST_FREE char *other = host_path(*state, "other");
  put(*state, 10);
  assert_int_equal(rename(path, other), 0);
  assert_int_equal(symlink(other, path), 0);
  assert_int_equal(got(*state), 0);
  put(*state, 11);
  struct stat st;
  assert_int_equal(lstat(path, &st), 0);
  assert_true(S_ISREG(st.st_mode));
  assert_int_equal(got(*state), 11);
}

/* A copy whose hash is right, whatever its number and rows are. */
static uint64_t parse(uint64_t number, const char *row, struct gate_state *into) {
  char copy[512], digits[2 * TX_HASH_SIZE + 1], rows[256];
  uint8_t hash[TX_HASH_SIZE];
  const int n = snprintf(rows, sizeof rows, "%s %064d\n", row, 0);
  tx_sha256(tx_span_text(rows), hash);
  host_hex(tx_span_of(hash, sizeof hash), digits);
  snprintf(copy, sizeof copy, "tongxing-floors 1 %020" PRIu64 " %020d %s\n%s", number, n, digits,
           rows);
  return gate_floors_parse(tx_span_text(copy), into);
}

static size_t rows_taken(uint64_t number, const char *row) {
  struct gate_state *into = gate_state_create();
  const uint64_t parsed = parse(number, row, into);
  const size_t taken = into->remembered_count;
  assert_int_equal(parsed, number);
  gate_state_unref(into);
  return taken;
}

/* -1 would be the highest number of all: a floor that no object ever reaches. */
static void a_floor_whose_number_has_a_sign_is_none(void **state) {
  (void)state;
  static const char *const rows[] = { "trust 0 -1 7",
                                      "trust 0 7 -7",
                                      "trust -1 7 7",
                                      "trust 0 +7 7",
                                      "trust +0 7 7",
                                      "trust 0 7 +7",
                                      "status -610113001001 7 7" };
  assert_int_equal(rows_taken(3, "trust 0 7 7"), 1);
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
    if (rows_taken(3, rows[i]) != 0) fail_msg("taken: %s", rows[i]);
}

/* It counts as not whole, so none of its rows may stay. */
static void of_a_copy_without_a_number_no_row_is_taken(void **state) {
  (void)state;
  assert_int_equal(rows_taken(1, "trust 0 7 7"), 1);
  assert_int_equal(rows_taken(0, "trust 0 7 7"), 0);
}

#define PROMISE(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_drop)

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(what_was_written_last_is_read),
    PROMISE(it_is_overwritten_in_place),
    PROMISE(a_copy_that_a_power_cut_spoilt_leaves_the_one_before),
    PROMISE(a_file_that_is_damaged_whole_is_made_anew),
    PROMISE(more_areas_than_a_copy_holds_make_it_larger),
    PROMISE(where_the_folder_takes_none_it_stands_in_memory_until_it_does),
    PROMISE(what_waits_for_a_card_counts_more_than_what_the_card_holds),
    PROMISE(a_floor_whose_number_has_a_sign_is_none),
    PROMISE(of_a_copy_without_a_number_no_row_is_taken),
    PROMISE(a_link_in_its_place_is_neither_read_nor_written_through),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
