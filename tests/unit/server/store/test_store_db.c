/* SPDX-License-Identifier: Apache-2.0 */
#include "gate_room.h"

#include "domain/resident/household.h"
#include "store/core/areas.h"
#include "store/resident/residents.h"

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
  const struct server_place place = room_place(room);
  assert_int_equal(db_exec(request.db, "insert into schema_version (version) values (999)"), TX_OK);
  assert_int_equal(server_open(&place, &server, &problem), TX_CONFLICT);
  assert_non_null(strstr(problem.en, "newer release"));
  request_end(room->server, &request);
}

static void one_identity_lives_once_in_an_area(void **state) {
  struct room *room = *state;
  struct request request = room_request(room);
  struct resident resident = { .area = ROOM_AREA, .sealed = { .n = 1 } };
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
                               .id_hash = { 1 },
                               .name_hash = { 2 },
                               .phone_hash = { 4 },
                               .sealed = { .bytes = { 3 }, .n = 5 },
                               .person = { .name = "张三" },
                               .household = 9,
                               .role = 4,
                               .exempt = 1,
                               .state = 1,
                               .generation = 7,
                               .record = 0xffffffffu,
                               .issues = 2,
                               .created_at = ROOM_NOW };
  assert_int_equal(residents_insert(request.db, &resident, 0), TX_OK);
  assert_int_equal(residents_find(request.db, ROOM_AREA, 7, &read), TX_OK);
  assert_memory_equal(read.id_hash, resident.id_hash, TX_HASH_SIZE);
  assert_memory_equal(read.name_hash, resident.name_hash, TX_HASH_SIZE);
  assert_memory_equal(read.phone_hash, resident.phone_hash, TX_HASH_SIZE);
  assert_int_equal(read.sealed.n, 5);
  assert_int_equal(read.sealed.bytes[0], 3);
  assert_string_equal(read.person.name, ""); /* what rests is what is sealed */
  assert_int_equal(read.record, 0xffffffffu);
  assert_int_equal(read.generation, 7);
  assert_int_equal(read.household, 9);
  assert_int_equal(read.created_at, ROOM_NOW);
  request_end(room->server, &request);
}

static int32_t number_of(struct db *db, struct households *households, uint8_t unit, uint8_t room) {
  int32_t number = 0;
  const struct household_place place = { ROOM_AREA, { unit }, { room } };
  assert_int_equal(household_foresee(db, households, &place), TX_OK);
  assert_int_equal(household_number(db, households, &place, &number), TX_OK);
  return number;
}

static void households_keep_their_number(void **state) {
  struct room *room = *state;
  struct request request = room_request(room);
  struct households now = { 0 }, later = { 0 };
  assert_int_equal(number_of(request.db, &now, 3, 31), 1);
  assert_int_equal(number_of(request.db, &now, 3, 32), 2);
  assert_int_equal(number_of(request.db, &now, 4, 41), 1);
  assert_int_equal(number_of(request.db, &now, 3, 31), 1);
  assert_int_equal(number_of(request.db, &later, 3, 33), 3);
  assert_int_equal(number_of(request.db, &later, 3, 32), 2);
  households_finish(&now);
  households_finish(&later);
  request_end(room->server, &request);
}

static void a_unit_has_no_more_households_than_a_pass_can_say(void **state) {
  struct room *room = *state;
  struct request request = room_request(room);
  struct households households = { 0 };
  int32_t number;
  const struct household_place last = { ROOM_AREA, { 3 }, { 31 } },
                               more = { ROOM_AREA, { 3 }, { 32 } };
  assert_int_equal(households_add(request.db, &last, 65535), TX_OK);
  assert_int_equal(household_number(request.db, &households, &last, &number), TX_OK);
  assert_int_equal(number, 65535);
  assert_int_equal(household_number(request.db, &households, &more, &number), TX_CONFLICT);
  households_finish(&households);
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
  assert_true(is_in_files(room, "roster")); /* the search finds what is there */
  static const char *const secrets[] = {
    "990101194912310028", "王秀英", "王*英", "0028", "13800000000", "1949-12-31", "2020-01-01"
  }; /* of three bytes some stand among sealed ones by chance */
  for (size_t i = 0; i < COUNT(secrets); i++)
    if (is_in_files(room, secrets[i])) fail_msg("%s", secrets[i]);
}

static void the_key_file_is_its_owners_alone(void **state) {
  struct room *room = *state;
  struct host_problem problem = { 0 };
  struct server *server = NULL;
  struct stat info;
  const struct server_place place = room_place(room);
  HOST_FREE char *path = host_path(room->data, "at-rest.key");
  assert_int_equal(stat(path, &info), 0);
  assert_int_equal(info.st_mode & 0777, 0600);
  assert_int_equal(chmod(path, 0644), 0);
  assert_int_equal(server_open(&place, &server, &problem), TX_NOT_ALLOWED);
  assert_non_null(strstr(problem.en, "chmod 600"));
}

static void limit_pages(struct room *room, const char *pragma) {
  struct request request = room_request(room);
  assert_int_equal(db_exec(request.db, pragma), TX_OK);
  request_end(room->server, &request);
}

static void a_full_disk_leaves_nothing_half_imported(void **state) {
  struct room *room = *state;
  if (room->database) skip(); /* a file is filled by SQLite's own means */
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
    IN_A_ROOM(a_unit_has_no_more_households_than_a_pass_can_say),
    IN_A_ROOM(a_stolen_database_tells_no_number_name_or_telephone),
    IN_A_ROOM(the_key_file_is_its_owners_alone),
    IN_A_ROOM(a_full_disk_leaves_nothing_half_imported),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
