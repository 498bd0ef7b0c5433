/* SPDX-License-Identifier: Apache-2.0 */
#include "gate_room.h"

#include "store/areas.h"
#include "store/residents.h"

#include <sqlite3.h>

static void a_transaction_that_is_left_takes_everything_back(void **state) {
  struct room *room = *state;
  struct request request = room_request(room);
  struct area_row row;
  {
    DB_TRANSACTION work = db_begin(request.db);
    assert_int_equal(work.begun, TX_OK);
    assert_int_equal(areas_add(request.db, 610113001002u), TX_OK);
  }
  assert_int_equal(areas_find(request.db, 610113001002u, &row), TX_NOT_FOUND);
  request_end(room->server, &request);
}

static void a_database_of_a_newer_release_is_refused(void **state) {
  struct room *room = *state;
  struct request request = room_request(room);
  struct host_problem problem = { 0 };
  struct server *server = NULL;
  assert_int_equal(db_exec(request.db, "insert into schema_version (version) values (999)"), TX_OK);
  assert_int_equal(server_open(room->data, &server, &problem), TX_CONFLICT);
  assert_non_null(strstr(problem.en, "newer release"));
  request_end(room->server, &request);
}

static void one_identity_lives_once_in_an_area(void **state) {
  struct room *room = *state;
  struct request request = room_request(room);
  struct resident resident = { .area = ROOM_AREA, .id = { .n = 1 }, .name = { .n = 1 } };
  assert_int_equal(residents_insert(request.db, &resident, 0), TX_OK);
  resident.index = 1;
  assert_int_equal(residents_insert(request.db, &resident, 0), TX_CONFLICT);
  request_end(room->server, &request);
}

static void what_is_written_is_read_back(void **state) {
  struct room *room = *state;
  struct request request = room_request(room);
  struct resident read;
  struct resident resident = { .area = ROOM_AREA,
                               .index = 7,
                               .id_type = 2,
                               .id_hash = { 1 },
                               .name_hash = { 2 },
                               .id = { .bytes = { 3 }, .n = 5 },
                               .phone = { .n = 0 },
                               .name = { .bytes = { 4 }, .n = 6 },
                               .mask = "张*",
                               .tail = "891X",
                               .unit = "3-2",
                               .room = "101",
                               .household = 9,
                               .birth_date = "1980-03-07",
                               .role = 4,
                               .moved_in = "2020-01-01",
                               .exempt = 1,
                               .state = 1,
                               .generation = 7,
                               .record = 0xffffffffu,
                               .issues = 2,
                               .created_at = ROOM_NOW };
  assert_int_equal(residents_insert(request.db, &resident, 0), TX_OK);
  assert_int_equal(residents_find(request.db, ROOM_AREA, 7, &read), TX_OK);
  assert_memory_equal(read.id_hash, resident.id_hash, TX_HASH_SIZE);
  assert_int_equal(read.id.n, 5);
  assert_int_equal(read.id.bytes[0], 3);
  assert_int_equal(read.phone.n, 0);
  assert_string_equal(read.mask, "张*");
  assert_string_equal(read.birth_date, "1980-03-07");
  assert_int_equal(read.record, 0xffffffffu);
  assert_int_equal(read.generation, 7);
  assert_int_equal(read.household, 9);
  assert_int_equal(read.created_at, ROOM_NOW);
  request_end(room->server, &request);
}

static void households_keep_their_number(void **state) {
  struct room *room = *state;
  struct request request = room_request(room);
  int32_t first, second, again;
  struct db *db = request.db;
  assert_int_equal(households_number(db, ROOM_AREA, "3-2", "101", &first), TX_OK);
  assert_int_equal(households_number(db, ROOM_AREA, "3-2", "102", &second), TX_OK);
  assert_int_equal(households_number(db, ROOM_AREA, "3-2", "101", &again), TX_OK);
  assert_int_equal(first, again);
  assert_int_not_equal(first, second);
  request_end(room->server, &request);
}

/* Reads the whole database file and its log. */
static bool is_in_files(const struct room *room, const char *text) {
  static const char *const names[] = { "office.db", "office.db-wal" };
  bool found = false;
  for (size_t i = 0; i < COUNT(names); i++) {
    HOST_BYTES bytes = { 0 };
    HOST_FREE char *path = host_path(room->data, "%s", names[i]);
    if (host_file_read(path, 64u << 20, &bytes) != TX_OK) continue;
    found = found || memmem(bytes.p, bytes.n, text, strlen(text));
  }
  return found;
}

static void a_stolen_database_tells_no_number_name_or_telephone(void **state) {
  struct room *room = *state;
  room_import(room);
  assert_true(is_in_files(room, "王*英")); /* the search finds what is there */
  assert_false(is_in_files(room, "990101194912310028"));
  assert_false(is_in_files(room, "王秀英"));
  assert_false(is_in_files(room, "13800000000"));
}

static void the_key_file_is_its_owners_alone(void **state) {
  struct room *room = *state;
  struct host_problem problem = { 0 };
  struct server *server = NULL;
  struct stat info;
  HOST_FREE char *path = host_path(room->data, "at-rest.key");
  assert_int_equal(stat(path, &info), 0);
  assert_int_equal(info.st_mode & 0777, 0600);
  assert_int_equal(chmod(path, 0644), 0);
  assert_int_equal(server_open(room->data, &server, &problem), TX_NOT_ALLOWED);
  assert_non_null(strstr(problem.en, "chmod 600"));
}

static void limit_pages(struct room *room, const char *pragma) {
  struct request request = room_request(room);
  assert_int_equal(db_exec(request.db, pragma), TX_OK);
  request_end(room->server, &request);
}

static void a_full_disk_leaves_nothing_half_imported(void **state) {
  struct room *room = *state;
  room_import(room);
  char *roster = NULL;
  size_t n = 0;
  FILE *out = open_memstream(&roster, &n);
  fputs("姓名,证件类型,证件号码,楼栋,房号\n", out);
  for (int i = 0; i < 3000; i++)
    fprintf(out, "某某,护照,E%08d,9-%d,%d\n", i, i % 7, i);
  fclose(out);
  limit_pages(room, "pragma max_page_count=60");
  assert_null(room_send(room, "POST /v1/imports", "text/csv", tx_span_text(roster)));
  assert_int_equal(room->problem.reason, TX_DISK_FULL);
  assert_non_null(strstr(room->problem.zh, "磁盘已满"));
  int64_t count = 0;
  struct request request = room_request(room);
  assert_int_equal(residents_count(request.db, ROOM_AREA, &count), TX_OK);
  request_end(room->server, &request);
  assert_int_equal(count, 3);
  limit_pages(room, "pragma max_page_count=100000");
  json_t *again = room_send(room, "POST /v1/imports", "text/csv", tx_span_text(roster));
  if (!again) fail_msg("%d %s", room->problem.reason, room->problem.en);
  assert_int_equal(room_int(again, "added"), 3000);
  json_decref(again);
  free(roster);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    IN_A_ROOM(a_transaction_that_is_left_takes_everything_back),
    IN_A_ROOM(a_database_of_a_newer_release_is_refused),
    IN_A_ROOM(one_identity_lives_once_in_an_area),
    IN_A_ROOM(what_is_written_is_read_back),
    IN_A_ROOM(households_keep_their_number),
    IN_A_ROOM(a_stolen_database_tells_no_number_name_or_telephone),
    IN_A_ROOM(the_key_file_is_its_owners_alone),
    IN_A_ROOM(a_full_disk_leaves_nothing_half_imported),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
