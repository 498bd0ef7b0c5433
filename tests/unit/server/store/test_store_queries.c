/* SPDX-License-Identifier: Apache-2.0 */
/* Queries of the store that no other test of the server reaches. */
#include "server_room.h"

#include "store/core/migrations.h"
#include "store/feed/statements.h"
#include "store/office/accounts.h"
#include "store/office/clear.h"
#include "store/publication/ahead.h"
#include "store/publication/drafts.h"
#include "store/publication/publications.h"
#include "store/resident/residents.h"

#define OTHER_AREA 610113001002u

static void add(struct db *db, uint64_t area, uint32_t index, uint8_t identity, int64_t import) {
  const struct resident resident = {
    .area = area, .index = index, .id_hash = { identity }, .sealed = { .n = 1 }
  };
  assert_int_equal(residents_insert(db, &resident, import), TX_OK);
}

static int64_t count_directory(struct db *db, uint8_t identity) {
  const uint8_t id_hash[TX_HASH_SIZE] = { identity };
  int64_t n = 0;
  DB_ROWS rows = directory_areas(db, id_hash);
  while (db_next(&rows))
    n++;
  assert_int_equal(rows.end, TX_OK);
  return n;
}

static void an_import_is_taken_back_from_its_end_in_parts(void **state) {
  struct request request = room_request(*state);
  struct resident found;
  bool left = true;
  for (uint32_t i = 0; i < 5; i++)
    add(request.db, ROOM_AREA, i, (uint8_t)(i + 1), i < 2 ? 0 : 7);
  assert_int_equal(residents_withdraw(request.db, ROOM_AREA, 7, 2, &left), TX_OK);
  assert_true(left);
  assert_int_equal(residents_find(request.db, ROOM_AREA, 2, &found), TX_OK);
  assert_int_equal(residents_find(request.db, ROOM_AREA, 3, &found), TX_NOT_FOUND);
  assert_int_equal(count_directory(request.db, 3), 1);
  assert_int_equal(count_directory(request.db, 4), 0);
  while (left)
    assert_int_equal(residents_withdraw(request.db, ROOM_AREA, 7, 2, &left), TX_OK);
  assert_int_equal(residents_find(request.db, ROOM_AREA, 1, &found), TX_OK);
  assert_int_equal(residents_find(request.db, ROOM_AREA, 2, &found), TX_NOT_FOUND);
  request_end(((struct room *)*state)->server, &request);
}

static void the_directory_tells_in_which_areas_a_person_lives(void **state) {
  struct request request = room_request(*state);
  add(request.db, OTHER_AREA, 0, 9, 0);
  add(request.db, ROOM_AREA, 0, 9, 0);
  add(request.db, ROOM_AREA, 1, 8, 0);
  const uint8_t id_hash[TX_HASH_SIZE] = { 9 };
  {
    DB_ROWS rows = directory_areas(request.db, id_hash);
    assert_true(db_next(&rows));
    assert_int_equal(db_column_int(&rows, 0), ROOM_AREA);
    assert_true(db_next(&rows));
    assert_int_equal(db_column_int(&rows, 0), OTHER_AREA);
    assert_false(db_next(&rows));
  }
  request_end(((struct room *)*state)->server, &request);
}

static void stage(struct db *db, int64_t n, uint8_t subject) {
  const uint8_t hash[TX_HASH_SIZE] = { subject };
  const struct statement_row row = { .field = 2, .value = 1, .source = "lab", .observed_at = 100 };
  assert_int_equal(statements_stage(db, ROOM_AREA, 7, n, hash, &row, (struct tx_span){ 0 }), TX_OK);
}

static int64_t count_staged(struct db *db, int64_t after) {
  int64_t n = 0;
  DB_ROWS rows = statements_staged(db, ROOM_AREA, 7, after, 10);
  while (db_next(&rows))
    assert_int_equal(db_column_int(&rows, 0), after + ++n);
  assert_int_equal(rows.end, TX_OK);
  return n;
}

static enum tx_reason unstage(const struct request *request, int64_t n,
                              uint8_t subject[TX_HASH_SIZE], bool *added) {
  struct staged_row row = { 0 };
  enum tx_reason reason = statements_read_staged(request->db, ROOM_AREA, 7, n, &row);
  if (reason == TX_OK)
    reason = statements_add(request->db, ROOM_AREA, row.subject, &row.said, host_span(&row.sealed),
                            200, added);
  memcpy(subject, row.subject, TX_HASH_SIZE);
  host_bytes_finish(&row.sealed);
  return reason;
}

static void staged_statements_count_one_by_one_and_once(void **state) {
  struct request request = room_request(*state);
  uint8_t subject[TX_HASH_SIZE];
  bool added = false;
  for (int64_t n = 1; n <= 4; n++)
    stage(request.db, n, (uint8_t)(n == 2 ? 1 : n));
  assert_int_equal(count_staged(request.db, 0), 4);
  assert_int_equal(unstage(&request, 1, subject, &added), TX_OK);
  assert_true(added);
  assert_int_equal(subject[0], 1);
  assert_int_equal(unstage(&request, 2, subject, &added), TX_OK);
  assert_false(added); /* the same of the same person */
  assert_int_equal(unstage(&request, 9, subject, &added), TX_NOT_FOUND);
  request_end(((struct room *)*state)->server, &request);
}

static void staged_statements_are_withdrawn_in_parts(void **state) {
  struct request request = room_request(*state);
  bool left = true;
  for (int64_t n = 1; n <= 4; n++)
    stage(request.db, n, (uint8_t)n);
  assert_int_equal(statements_withdraw(request.db, ROOM_AREA, 7, 3, &left), TX_OK);
  assert_true(left);
  assert_int_equal(count_staged(request.db, 3), 1);
  assert_int_equal(statements_withdraw(request.db, ROOM_AREA, 7, 3, &left), TX_OK);
  assert_int_equal(statements_withdraw(request.db, ROOM_AREA, 7, 3, &left), TX_OK);
  assert_false(left);
  request_end(((struct room *)*state)->server, &request);
}

static void publish(struct db *db, enum publication_kind kind, uint64_t seq, int64_t iat) {
  const struct publication one = {
    .kind = kind, .area = OTHER_AREA, .seq = seq, .iat = iat, .body = tx_span_text("x")
  };
  assert_int_equal(publications_add(db, &one), TX_OK);
}

static void a_list_is_found_by_the_time_at_which_it_counted(void **state) {
  struct request request = room_request(*state);
  struct publication found;
  publish(request.db, PUBLISHED_STATUS, 1, 1000);
  publish(request.db, PUBLISHED_STATUS, 2, 2000);
  assert_int_equal(publications_at(request.db, PUBLISHED_STATUS, OTHER_AREA, 1999, &found), TX_OK);
  assert_int_equal(found.seq, 1);
  assert_int_equal(publications_at(request.db, PUBLISHED_STATUS, OTHER_AREA, 2000, &found), TX_OK);
  assert_int_equal(found.seq, 2);
  assert_int_equal(publications_at(request.db, PUBLISHED_STATUS, OTHER_AREA, 999, &found),
                   TX_NOT_FOUND);
  request_end(((struct room *)*state)->server, &request);
}

static void headings_name_the_newest_of_each_kind_and_every_trust_list(void **state) {
  struct request request = room_request(*state);
  int statuses = 0, trusts = 0;
  publish(request.db, PUBLISHED_STATUS, 1, 1000);
  publish(request.db, PUBLISHED_STATUS, 2, 2000);
  publish(request.db, PUBLISHED_TRUST, 1, 1000);
  publish(request.db, PUBLISHED_TRUST, 2, 2000);
  {
    DB_ROWS rows = publications_headings(request.db);
    while (db_next(&rows)) {
      if ((uint64_t)db_column_int(&rows, 1) != OTHER_AREA) continue;
      bool trust = strcmp(db_column_text(&rows, 0), "trust") == 0;
      if (!trust) assert_int_equal(db_column_int(&rows, 2), 2);
      *(trust ? &trusts : &statuses) += 1;
    }
    assert_int_equal(rows.end, TX_OK);
  }
  assert_int_equal(statuses, 1);
  assert_int_equal(trusts, 2);
  request_end(((struct room *)*state)->server, &request);
}

static void a_trust_list_that_is_dated_ahead_is_set_aside(void **state) {
  struct request request = room_request(*state);
  struct ahead_count count;
  struct publication found;
  int64_t aside = 0, last_s = 0;
  publish(request.db, PUBLISHED_TRUST, 1, ROOM_NOW + 1);
  publish(request.db, PUBLISHED_TRUST, 2, ROOM_NOW + 9000);
  assert_int_equal(ahead_set_trusts_aside(request.db, ROOM_NOW + 60, ROOM_NOW, &count), TX_OK);
  assert_int_equal(count.trusts, 1);
  assert_int_equal(publications_newest(request.db, PUBLISHED_TRUST, OTHER_AREA, &found), TX_OK);
  assert_int_equal(found.seq, 1);
  assert_int_equal(ahead_aside(request.db, &aside, &last_s), TX_OK);
  assert_int_equal(aside, 1);
  request_end(((struct room *)*state)->server, &request);
}

static void bodies_are_listed_by_area_and_id(void **state) {
  struct request request = room_request(*state);
  struct body body, last = { 0 };
  int n = 0;
  {
    DB_ROWS rows = bodies_all(request.db);
    for (; db_next(&rows); n++, last = body) {
      bodies_read(&rows, &body);
      assert_true(body.area > last.area ||
                  (body.area == last.area && strcmp(body.id, last.id) > 0));
    }
    assert_int_equal(rows.end, TX_OK);
  }
  assert_true(n >= 2); /* of a new folder */
  request_end(((struct room *)*state)->server, &request);
}

static void sessions_that_are_old_or_idle_are_removed(void **state) {
  struct request request = room_request(*state);
  const uint8_t hashes[3][TX_HASH_SIZE] = { { 1 }, { 2 }, { 3 } };
  struct session_row row;
  for (int i = 0; i < 3; i++)
    assert_int_equal(sessions_add(request.db, hashes[i], "li", ROOM_NOW + i), TX_OK);
  assert_int_equal(sessions_note_use(request.db, hashes[1], ROOM_NOW + 100), TX_OK);
  assert_int_equal(sessions_remove_old(request.db, ROOM_NOW + 1, ROOM_NOW + 50), TX_OK);
  assert_int_equal(sessions_find(request.db, hashes[0], &row), TX_NOT_FOUND); /* old */
  assert_int_equal(sessions_find(request.db, hashes[1], &row), TX_OK);
  assert_int_equal(sessions_find(request.db, hashes[2], &row), TX_NOT_FOUND); /* idle */
  request_end(((struct room *)*state)->server, &request);
}

static void a_draft_is_put_as_it_stood(void **state) {
  struct request request = room_request(*state);
  const struct draft_row row = {
    .id = 5, .area = ROOM_AREA, .sealed = tx_span_text("sealed"), .actor = "a", .seq = 0
  };
  assert_int_equal(drafts_put(request.db, &row), TX_OK);
  {
    DB_ROWS rows = drafts_find(request.db, 5);
    assert_true(db_next(&rows));
    assert_true(tx_span_equal(db_column_bytes(&rows, 1), tx_span_text("sealed")));
  }
  request_end(((struct room *)*state)->server, &request);
}

/* --- rows of before the sixth migration ------------------------------------------------------- */

#define CLEAR_ROWS                                                                                 \
  "insert into resident_clear (area, idx, id_type, id_hash, id_sealed, name_sealed, name_hash,"    \
  " mask, tail, unit, room, household, birth_date, role, moved_in, exempt, state, generation,"     \
  " record, issues, created_at) values (610113001001, 4, 1, '', '', '', '', '王*', '1', '3', "    \
  "'101',"                                                                                         \
  " 1, '', 1, '', 0, 1, 0, 0, 0, 5);"                                                              \
  "insert into household_clear values (610113001001, '3', '101', 1);"                              \
  "insert into audit_clear values (610113001001, 1, 5, 'a', 'issue', 'd', '', '', '');"            \
  "insert into event_clear (area, gate, seq, received_at, at, direction, verdict, reason, body)"   \
  " values (610113001001, 'east', 9, 5, 5, 0, 0, 0, '');"                                          \
  "insert into draft_clear (id, area, json, actor, created_at) values (2, 610113001001, '{}',"     \
  " 'a', 5)"

static bool one_row(struct db_rows rows, int column, int64_t value) {
  bool found = db_next(&rows) && db_column_int(&rows, column) == value;
  bool ended = !db_next(&rows) && rows.end == TX_OK;
  db_rows_finish(&rows);
  return found && ended;
}

static void forget_all(struct db *db) {
  const struct clear_resident resident = { .resident = { .area = ROOM_AREA }, .index = 4 };
  assert_int_equal(clear_resident_forget(db, &resident), TX_OK);
  assert_int_equal(clear_household_forget(db, ROOM_AREA, "3", "101"), TX_OK);
  assert_int_equal(clear_audit_forget(db, ROOM_AREA, 1), TX_OK);
  assert_int_equal(clear_event_forget(db, ROOM_AREA, "east", 9), TX_OK);
  assert_int_equal(clear_draft_forget(db, 2), TX_OK);
}

static void what_stood_in_clear_is_found_and_forgotten_row_by_row(void **state) {
  struct room *room = *state;
  HOST_FREE char *path = host_path(room->folder, "older.db");
  HOST_FREE char *both = room->database ? twin_where(path) : NULL;
  struct db *db = NULL;
  assert_int_equal(db_open(both ? &db_twin : &db_sqlite, both ? both : path, &store_schema, &db),
                   TX_OK);
  assert_int_equal(db_exec(db, CLEAR_ROWS), TX_OK);
  assert_true(one_row(clear_residents(db), 1, 4));
  assert_true(one_row(clear_households(db), 3, 1));
  assert_true(one_row(clear_audit(db), 1, 1));
  assert_true(one_row(clear_events(db), 1, 9));
  assert_true(one_row(clear_drafts(db), 0, 2));
  forget_all(db);
  assert_false(one_row(clear_residents(db), 1, 4));
  assert_false(one_row(clear_events(db), 1, 9));
  assert_int_equal(clear_drop(db), TX_OK);
  db_close(db);
  if (both) twin_drop(both);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    IN_A_ROOM(an_import_is_taken_back_from_its_end_in_parts),
    IN_A_ROOM(the_directory_tells_in_which_areas_a_person_lives),
    IN_A_ROOM(staged_statements_count_one_by_one_and_once),
    IN_A_ROOM(staged_statements_are_withdrawn_in_parts),
    IN_A_ROOM(a_list_is_found_by_the_time_at_which_it_counted),
    IN_A_ROOM(a_trust_list_that_is_dated_ahead_is_set_aside),
    IN_A_ROOM(bodies_are_listed_by_area_and_id),
    IN_A_ROOM(sessions_that_are_old_or_idle_are_removed),
    IN_A_ROOM(a_draft_is_put_as_it_stood),
    IN_A_ROOM(what_stood_in_clear_is_found_and_forgotten_row_by_row),
    IN_A_ROOM(headings_name_the_newest_of_each_kind_and_every_trust_list),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
