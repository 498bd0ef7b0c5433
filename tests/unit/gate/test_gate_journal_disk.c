/* SPDX-License-Identifier: Apache-2.0 */
/* A journal whose file cannot be had, or is damaged, at the start and later. */
#include "journal/disk.h"
#include "journal/journal.h"

#include "host/sys/file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "scratch.h"

#include <fcntl.h>
#include <glob.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGE_BYTES 1024 /* of a journal */
#define NOW 1795392000
#define WAIT_MS 5000

static struct gate_journal *open_at(const char *path) {
  struct gate_journal *journal = NULL;
  assert_int_equal(gate_journal_open(path, 0, &journal), TX_OK);
  return journal;
}

/* An event, and the passage of person index out of household 77. */
static void add(struct gate_journal *journal, uint32_t index) {
  static const uint8_t event[] = "an event";
  const struct gate_entry entry = {
    .event = tx_span_of(event, sizeof event),
    .at = NOW,
    .passed = true,
    .passage = { .area = 1, .index = index, .at = NOW, .direction = TX_OUT, .household = 77 },
  };
  assert_true(gate_journal_add(journal, &entry, NULL));
}

static void assert_events(struct gate_journal *journal, size_t count) {
  struct gate_stored_list list;
  assert_true(gate_journal_flush(journal, WAIT_MS));
  assert_int_equal(gate_journal_read(journal, 1, 100, 1 << 20, &list), TX_OK);
  assert_int_equal(list.count, count);
  for (size_t i = 0; i < list.count; i++)
    assert_int_equal(list.rows[i].seq, i + 1);
  gate_stored_finish(&list);
}

static int64_t exits_of_77(struct gate_journal *journal) {
  struct gate_memory memory;
  struct tx_history found;
  static const uint64_t tag = 77;
  gate_memory_start(&memory, (const uint8_t[TX_HASH_SIZE]){ 0 });
  assert_int_equal(gate_journal_recall(journal, &memory, NOW), TX_OK);
  gate_history_find(&memory.history, 1, 1, &tag, 1, NOW, 86400, &found);
  gate_memory_finish(&memory);
  return found.household_exits;
}

/* Writes rubbish over all pages of a file from the n-th on. */
static void damage(const char *path, long from_page) {
  FILE *file = fopen(path, "r+be");
  assert_non_null(file);
  assert_int_equal(fseek(file, 0, SEEK_END), 0);
  const long size = ftell(file);
  fseek(file, from_page * PAGE_BYTES, SEEK_SET);
  for (long at = from_page * PAGE_BYTES; at < size; at++)
    fputc((int)(at * 7 + 3) & 0xff, file);
  fclose(file);
}

static size_t count_aside(void **state) {
  HOST_FREE char *pattern = host_path(*state, "journal.db.damaged-*Z");
  glob_t found;
  if (glob(pattern, 0, NULL, &found) != 0) return 0;
  const size_t n = found.gl_pathc;
  globfree(&found);
  return n;
}

static void a_file_that_is_no_journal_is_put_aside_and_a_new_one_begun(void **state) {
  HOST_FREE char *path = host_path(*state, "journal.db");
  static const char rubbish[] = "this was a journal once, and then the card grew old";
  assert_int_equal(host_file_write(path, tx_span_text(rubbish), 0600), TX_OK);
  struct gate_journal *journal = open_at(path);
  add(journal, 1);
  assert_events(journal, 1);
  assert_int_equal(count_aside(state), 1);
  assert_string_not_equal(gate_journal_count(journal).aside, "");
  gate_journal_close(journal);
}

/* The page of the table of events alone, so that the others can be read. */
static void damage_events(const char *path) {
  sqlite3 *db;
  sqlite3_stmt *root;
  assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
  sqlite3_prepare_v2(db, "select rootpage from sqlite_schema where name = 'event'", -1, &root,
                     NULL);
  assert_int_equal(sqlite3_step(root), SQLITE_ROW);
  const long page = sqlite3_column_int(root, 0);
  sqlite3_finalize(root);
  sqlite3_close(db);
  const int fd = open(path, O_WRONLY | O_CLOEXEC);
  static const uint8_t rubbish[PAGE_BYTES] = { 0x55, 0xaa };
  assert_int_equal(pwrite(fd, rubbish, sizeof rubbish, (page - 1) * PAGE_BYTES), sizeof rubbish);
  close(fd);
}

static void what_can_be_read_of_a_damaged_journal_is_taken_over(void **state) {
  HOST_FREE char *path = host_path(*state, "journal.db");
  uint8_t key[TX_HASH_SIZE], again[TX_HASH_SIZE];
  const struct gate_peer_keys keys = { .has_current = true, .current = { .id = 5 } };
  struct gate_peer_keys kept;
  struct gate_journal *journal = open_at(path);
  assert_int_equal(gate_journal_household_key(journal, key), TX_OK);
  assert_int_equal(gate_journal_keep_peer_keys(journal, &keys), TX_OK);
  add(journal, 1);
  gate_journal_close(journal);
  damage_events(path);

  journal = open_at(path);
  add(journal, 2); /* finds it */
  assert_events(journal, 1);
  assert_int_equal(count_aside(state), 1);
  gate_journal_close(journal);
  journal = open_at(path);
  assert_int_equal(gate_journal_household_key(journal, again), TX_OK);
  assert_memory_equal(key, again, sizeof key);
  assert_int_equal(gate_journal_peer_keys(journal, &kept), TX_OK);
  assert_true(kept.has_current && kept.current.id == 5);
  assert_int_equal(exits_of_77(journal), 2);
  gate_journal_close(journal);
}

static void damage_that_only_reading_finds_is_put_aside_as_well(void **state) {
  HOST_FREE char *path = host_path(*state, "journal.db");
  struct gate_journal *journal = open_at(path);
  add(journal, 1);
  gate_journal_close(journal);
  damage_events(path);
  journal = open_at(path);
  struct gate_stored_list list;
  assert_int_equal(gate_journal_read(journal, 1, 100, 1 << 20, &list), TX_MALFORMED);
  for (int i = 0; i < 50 && count_aside(state) == 0; i++)
    usleep(100000);
  assert_int_equal(count_aside(state), 1);
  assert_false(gate_journal_came_back(journal)); /* the new one holds nothing to be read */
  add(journal, 2);
  assert_events(journal, 1);
  assert_false(gate_journal_came_back(journal));
  gate_journal_close(journal);
}

/* The disk filled while its tables were made. */
static void a_journal_without_numbers_begins_with_one(void **state) {
  HOST_FREE char *path = host_path(*state, "journal.db");
  struct gate_journal *journal = open_at(path);
  gate_journal_close(journal);
  sqlite3 *db;
  assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
  assert_int_equal(sqlite3_exec(db, "delete from number", NULL, NULL, NULL), SQLITE_OK);
  sqlite3_close(db);
  journal = open_at(path);
  assert_int_equal(gate_journal_count(journal).next_seq, 1);
  gate_journal_close(journal);
}

/* A disk that damages every file is not filled with them: the second waits in memory. */
static void a_journal_damaged_twice_is_put_aside_once(void **state) {
  HOST_FREE char *path = host_path(*state, "journal.db");
  struct gate_journal *journal = open_at(path);
  for (uint32_t i = 1; i <= 2; i++) {
    assert_true(gate_journal_flush(journal, WAIT_MS));
    sqlite3 *db;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "pragma wal_checkpoint(truncate)", NULL, NULL, NULL),
                     SQLITE_OK);
    sqlite3_close(db);
    damage(path, 0);
    add(journal, i);
    gate_journal_flush(journal, 3000);
  }
  assert_int_equal(count_aside(state), 1);
  gate_journal_close(journal);
}

static void events_wait_for_a_folder_that_comes_later_and_are_all_written(void **state) {
  HOST_FREE char *folder = host_path(*state, "later");
  HOST_FREE char *path = host_path(folder, "journal.db");
  uint8_t key[TX_HASH_SIZE], again[TX_HASH_SIZE];
  struct gate_journal *journal = open_at(path);
  assert_int_equal(gate_journal_household_key(journal, key), TX_OK);
  add(journal, 1);
  add(journal, 2);
  assert_int_equal(gate_journal_count(journal).waiting, 2);
  assert_int_not_equal(gate_journal_count(journal).failing, TX_OK);
  assert_int_equal(mkdir(folder, 0700), 0);
  assert_events(journal, 2);
  assert_int_equal(gate_journal_count(journal).failing, TX_OK);
  gate_journal_close(journal);

  journal = open_at(path);
  assert_int_equal(gate_journal_household_key(journal, again), TX_OK);
  assert_memory_equal(key, again, sizeof key);
  assert_int_equal(exits_of_77(journal), 2);
  gate_journal_close(journal);
}

/* One whose card is put back while the gate runs: numbers go on, and what it held is told once. */
static void a_journal_that_comes_back_goes_on_where_it_ended(void **state) {
  HOST_FREE char *folder = host_path(*state, "card");
  HOST_FREE char *away = host_path(*state, "away");
  HOST_FREE char *path = host_path(folder, "journal.db");
  assert_int_equal(mkdir(folder, 0700), 0);
  struct gate_journal *journal = open_at(path);
  add(journal, 1);
  gate_journal_close(journal);
  assert_int_equal(rename(folder, away), 0);

  journal = open_at(path);
  assert_false(gate_journal_came_back(journal));
  add(journal, 2);
  assert_int_equal(rename(away, folder), 0);
  assert_events(journal, 2);
  assert_true(gate_journal_came_back(journal));
  assert_false(gate_journal_came_back(journal));
  assert_int_equal(exits_of_77(journal), 2);
  gate_journal_close(journal);
}

static void a_journal_of_a_newer_release_stays_as_it_is_and_events_wait(void **state) {
  HOST_FREE char *path = host_path(*state, "journal.db");
  struct gate_journal *journal = open_at(path);
  gate_journal_close(journal);
  sqlite3 *db;
  assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
  assert_int_equal(sqlite3_exec(db, "insert into schema_version values (99)", NULL, NULL, NULL),
                   SQLITE_OK);
  sqlite3_close(db);
  journal = open_at(path);
  add(journal, 1);
  assert_int_equal(gate_journal_count(journal).failing, TX_CONFLICT);
  assert_int_equal(gate_journal_count(journal).waiting, 1);
  assert_int_equal(count_aside(state), 0);
  gate_journal_close(journal);
}

/* A link, a pipe, a folder in its place: nothing is followed, nothing is waited for. */
static void what_is_no_regular_file_in_its_place_is_put_aside(void **state) {
  HOST_FREE char *path = host_path(*state, "journal.db");
  HOST_FREE char *other = host_path(*state, "other.db");
  struct gate_journal *journal = open_at(other);
  add(journal, 1);
  gate_journal_close(journal);
  for (int kind = 0; kind < 3; kind++) {
    if (kind == 0) assert_int_equal(symlink(other, path), 0);
    if (kind == 1) assert_int_equal(mkfifo(path, 0600), 0);
    if (kind == 2) assert_int_equal(mkdir(path, 0700), 0);
    journal = open_at(path);
    add(journal, 2);
    assert_events(journal, 1);
    gate_journal_close(journal);
    assert_int_equal(unlink(path), 0);
    usleep(1100000); /* its name has a second in it */
  }
  assert_int_equal(count_aside(state), 3);
  journal = open_at(other);
  assert_events(journal, 1);
  gate_journal_close(journal);
}

/* A card that is taken out leaves the folder that it was mounted on. */
static void no_journal_is_begun_where_its_card_was_mounted(void **state) {
  HOST_FREE char *folder = host_path(*state, "card"), *away = host_path(*state, "away"),
                 *path = host_path(folder, "journal.db");
  struct gate_journal_disk disk = { .path = strdup(path) };
  assert_int_equal(mkdir(folder, 0700), 0);
  assert_int_equal(gate_journal_disk_try(&disk), TX_OK);
  gate_journal_disk_doubt(&disk, TX_IO_FAILED);
  assert_int_equal(rename(folder, away), 0);
  assert_int_equal(mkdir(folder, 0700), 0);
  assert_int_equal(gate_journal_disk_try(&disk), TX_NOT_FOUND);
  assert_int_equal(rmdir(folder), 0); /* nothing was left in it */
  assert_int_equal(rename(away, folder), 0);
  assert_int_equal(gate_journal_disk_try(&disk), TX_OK);
  gate_journal_disk_close(&disk);
}

static void every_failure_says_what_to_do_in_both_languages(void **state) {
  (void)state;
  static const enum tx_reason failures[] = { TX_DISK_FULL, TX_NOT_ALLOWED, TX_MALFORMED,
                                             TX_CONFLICT,  TX_NOT_FOUND,   TX_IO_FAILED };
  for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
    const struct gate_journal_advice advice = gate_journal_advice(failures[i]);
    assert_non_null(strstr(advice.zh, "请"));
    assert_true(advice.en[0] && advice.short_zh[0] && advice.short_en[0]);
  }
}

#define PROMISE(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_drop)

int main(void) {
  const struct CMUnitTest tests[] = {
    PROMISE(a_file_that_is_no_journal_is_put_aside_and_a_new_one_begun),
    PROMISE(what_can_be_read_of_a_damaged_journal_is_taken_over),
    PROMISE(damage_that_only_reading_finds_is_put_aside_as_well),
    PROMISE(a_journal_without_numbers_begins_with_one),
    PROMISE(a_journal_damaged_twice_is_put_aside_once),
    PROMISE(events_wait_for_a_folder_that_comes_later_and_are_all_written),
    PROMISE(a_journal_that_comes_back_goes_on_where_it_ended),
    PROMISE(a_journal_of_a_newer_release_stays_as_it_is_and_events_wait),
    PROMISE(what_is_no_regular_file_in_its_place_is_put_aside),
    PROMISE(no_journal_is_begun_where_its_card_was_mounted),
    cmocka_unit_test(every_failure_says_what_to_do_in_both_languages),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
