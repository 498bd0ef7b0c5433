/* SPDX-License-Identifier: Apache-2.0 */
/* What one account did before there was a second: shown to the second, who confirms or undoes it.
 */
#include "bodies_room.h"

#include "domain/account/password.h"
#include "domain/bulk/bulk.h"
#include "domain/request/founding_undo.h"
#include "host/text/date.h"

#include <unistd.h>

/* --- a community with one account ------------------------------------------------------------- */

/* Three people came before; the street's account has not signed in. */
static int founding_set_up(void **state) {
  if (bodies_set_up(state) != 0) return -1;
  struct room *room = *state;
  room_sql(room, "update account set activated_at = null where login = 'street'");
  room->now_s += 60;
  return 0;
}

#define FOUNDING(name) cmocka_unit_test_setup_teardown(name, founding_set_up, room_tear_down)

static void import(struct room *room, int first, int count, const char *flat) {
  char csv[16000] = "姓名,证件类型,证件号码,楼栋,房号\n";
  for (int i = first; i < first + count; i++)
    snprintf(csv + strlen(csv), sizeof csv - strlen(csv), "李四,护照,E%08d,5-1,%s%d\n", i, flat,
             100 + i);
  json_t *out = room_send(room, "POST /v1/imports", "text/csv", tx_span_text(csv));
  if (!out) fail_msg("%s", room->problem.en);
  json_decref(out);
}

static void add(struct room *room) {
  room_do(room, "POST /v1/residents",
          json_pack("{s:s, s:s, s:s, s:s, s:s}", "name", "赵六", "id_type", "护照", "id_number",
                    "G00000001", "unit", "7-1", "room", "101"));
}

static void issue(struct room *room, int index) {
  char what[96];
  snprintf(what, sizeof what, "POST /v1/residents/" ROOM_AREA_TEXT "/%d/passes", index);
  room_do(room, what, json_object());
}

static void sign_in(struct room *room) {
  room->now_s += 60;
  room_sql(room, "update account set activated_at = 1 where login = 'street'");
}

/* The one that waits of a kind. */
static bool find(struct room *room, enum founding_what what, struct request_row *out) {
  struct request_row *rows = NULL;
  size_t count = 0;
  bool found = false;
  struct request request = room_request(room);
  assert_int_equal(request_list(&request, ROOM_AREA, true, &(struct list_page){ .limit = 1000 },
                                &rows, &count, &room->problem),
                   TX_OK);
  request_end(room->server, &request);
  for (size_t i = 0; i < count && !found; i++) {
    found = rows[i].act == REQUEST_FOUNDING && rows[i].founding.what == what;
    if (found) *out = rows[i];
  }
  free(rows);
  return found;
}

static struct request_row must_find(struct room *room, enum founding_what what) {
  struct request_row row;
  assert_true(find(room, what, &row));
  return row;
}

static enum tx_reason refuse_as(struct room *room, const char *login,
                                const struct request_row *row) {
  uint8_t hash[TX_HASH_SIZE];
  assert_int_equal(request_hash(row, hash), TX_OK);
  return decide_as(room, login, row->id, REQUEST_REFUSE, hash, "nobody lives there");
}

static struct founding_undone undo(struct room *room) {
  struct founding_undone out;
  assert_int_equal(founding_undo(room->server, room->now_s, host_monotonic_ms() + 60000, &out),
                   TX_OK);
  assert_false(out.left);
  return out;
}

static void must_refuse(struct room *room, enum founding_what what) {
  const struct request_row row = must_find(room, what);
  assert_int_equal(refuse_as(room, "street", &row), TX_OK);
}

static int state_of(struct room *room, uint32_t index) {
  struct resident resident;
  struct request request = room_request(room);
  enum tx_reason reason = residency_at(&request, ROOM_AREA, index, &resident, &room->problem);
  request_end(room->server, &request);
  return reason == TX_OK ? resident.state : -1;
}

static int64_t people(struct room *room) {
  return room_count(room, "select count(*) from resident_now");
}

/* --- shown ------------------------------------------------------------------------------------ */

static void the_second_is_shown_what_the_first_did_alone(void **state) {
  struct room *room = *state;
  struct request_row row;
  import(room, 1, 30, "");
  add(room);
  issue(room, 3);
  issue(room, 4);
  sign_in(room);
  row = must_find(room, FOUNDING_IMPORT);
  assert_int_equal(row.founding.people, 30);
  assert_string_equal(row.asked_by, "office");
  assert_string_equal(row.asked_body, "committee");
  row = must_find(room, FOUNDING_ADD);
  assert_int_equal(row.index, 33);
  row = must_find(room, FOUNDING_PASSES);
  assert_int_equal(row.founding.people, 2);
  json_t *out = room_get(room, "GET /v1/requests", NULL);
  const json_t *list = json_object_get(out, "requests");
  assert_int_equal(json_array_size(list), 3);
  const json_t *added = json_array_get(list, 1);
  assert_string_equal(room_text(added, "act"), "founding");
  assert_string_equal(room_text(added, "name"), "赵*");
  assert_string_equal(room_text(json_object_get(added, "founding"), "what"), "add");
  json_decref(out);
}

static void what_is_done_after_the_second_signed_in_is_not_of_the_founding(void **state) {
  struct room *room = *state;
  struct request_row row;
  sign_in(room);
  import(room, 1, 5, "");
  add(room);
  issue(room, 3);
  for (int what = 0; what < FOUNDING_WHATS; what++)
    assert_false(find(room, (enum founding_what)what, &row));
}

static void it_waits_until_somebody_decides(void **state) {
  struct room *room = *state;
  import(room, 1, 5, "");
  room->now_s += 300 * 86400;
  assert_int_equal(request_expire(room->server, room->now_s), TX_OK);
  sign_in(room);
  const struct request_row row = must_find(room, FOUNDING_IMPORT);
  assert_int_equal(second_as(room, "street", &row), TX_OK);
}

static void only_a_person_of_another_body_decides(void **state) {
  struct room *room = *state;
  import(room, 1, 5, "");
  sign_in(room);
  const struct request_row row = must_find(room, FOUNDING_IMPORT);
  assert_int_equal(second_as(room, "office", &row), TX_NOT_ALLOWED);
  assert_int_equal(second_as(room, "clerk", &row), TX_NOT_ALLOWED);
  assert_int_equal(second_as(room, "keeper", &row), TX_NOT_ALLOWED);
  assert_int_equal(refuse_as(room, "office", &row), TX_NOT_ALLOWED);
  assert_int_equal(decide_as(room, "office", row.id, REQUEST_WITHDRAW, NULL, ""), TX_NOT_ALLOWED);
  assert_int_equal(decide_as(room, "street", row.id, REQUEST_REFUSE, NULL, "why"),
                   TX_BAD_ARGUMENT); /* no password was given */
  assert_int_equal(second_as(room, "street", &row), TX_OK);
  assert_int_equal(refuse_as(room, "street", &row), TX_CONFLICT);
}

static void who_decides_has_seen_all_of_it(void **state) {
  struct room *room = *state;
  import(room, 1, 5, "");
  issue(room, 3);
  const struct request_row before = must_find(room, FOUNDING_PASSES);
  issue(room, 4);
  sign_in(room);
  assert_int_equal(second_as(room, "street", &before), TX_CONFLICT);
  assert_int_equal(refuse_as(room, "street", &before), TX_CONFLICT);
}

static void beyond_people_and_passes_the_first_has_the_days_twenty(void **state) {
  struct room *room = *state;
  struct bulk_taken taken;
  const struct caller office = who(room, "office");
  struct request request = room_request(room);
  request.caller = &office;
  for (int what = 0; what < BULK_WHATS; what++) {
    const bool founds = what == BULK_ADD || what == BULK_PASSES;
    assert_int_equal(bulk_foresee(&request, ROOM_AREA, (enum bulk_what)what,
                                  bulk_alone((enum bulk_what)what) + 1, &taken, &room->problem),
                     founds ? TX_OK : TX_NOT_ALLOWED);
    assert_int_equal(taken.founding, founds);
  }
  request_end(room->server, &request);
}

/* --- confirmed -------------------------------------------------------------------------------- */

static void confirmed_it_stays_as_it_is(void **state) {
  struct room *room = *state;
  struct request_row row;
  import(room, 1, 5, "");
  issue(room, 3);
  sign_in(room);
  row = must_find(room, FOUNDING_IMPORT);
  assert_int_equal(second_as(room, "street", &row), TX_OK);
  row = must_find(room, FOUNDING_PASSES);
  assert_int_equal(second_as(room, "street", &row), TX_OK);
  const struct founding_undone undone = undo(room);
  assert_int_equal(undone.removed + undone.revoked + undone.restored, 0);
  assert_int_equal(people(room), 8);
  assert_int_equal(state_of(room, 3), TX_STATE_ACTIVE);
  assert_false(find(room, FOUNDING_IMPORT, &row));
}

/* --- undone ----------------------------------------------------------------------------------- */

static void undone_whom_an_import_added_goes_and_passes_die(void **state) {
  struct room *room = *state;
  import(room, 1, 200, "");
  issue(room, 3);
  sign_in(room);
  must_refuse(room, FOUNDING_IMPORT);
  const struct founding_undone undone = undo(room);
  assert_int_equal(undone.removed, 199);
  assert_int_equal(undone.revoked, 1);
  assert_int_equal(people(room), 4); /* three were there before, and one had a pass */
  assert_int_equal(state_of(room, 3), TX_STATE_REVOKED);
  assert_int_equal(state_of(room, 0), TX_STATE_ACTIVE);
  assert_int_equal(room_count(room, "select count(*) from directory"), 4);
  assert_int_equal(undo(room).removed, 0);
}

/* By the second account itself, which gives its password: the answer says what was undone. */
static void refused_at_the_desk_it_is_undone_at_once(void **state) {
  struct room *room = *state;
  uint8_t hash[TX_HASH_SIZE];
  char encoded[PASSWORD_HASH_SIZE], sql[400], what[96], hex[2 * TX_HASH_SIZE + 1];
  import(room, 1, 5, "");
  sign_in(room);
  assert_int_equal(password_hash("lantern-orchid-47-tram", encoded), TX_OK);
  room_sql(room, "update account set uid = null");
  snprintf(sql, sizeof sql, "update account set uid = %ld, password = '%s' where login = 'street'",
           (long)geteuid(), encoded);
  room_sql(room, sql);
  const struct request_row row = must_find(room, FOUNDING_IMPORT);
  assert_int_equal(request_hash(&row, hash), TX_OK);
  host_hex(tx_span_of(hash, sizeof hash), hex);
  snprintf(what, sizeof what, "POST /v1/requests/" ROOM_AREA_TEXT "/%lld/decisions",
           (long long)row.id);
  json_t *out = room_get(room, what,
                         json_pack("{s:s, s:s, s:s, s:s}", "decision", "refuse", "hash", hex,
                                   "password", "lantern-orchid-47-tram", "words", "nobody"));
  assert_int_equal(room_int(json_object_get(out, "undone"), "removed"), 5);
  assert_true(json_is_false(json_object_get(json_object_get(out, "undone"), "left")));
  assert_int_equal(people(room), 3);
  json_decref(out);
}

static void undone_people_see_why_their_pass_died(void **state) {
  struct room *room = *state;
  struct request_row *rows = NULL;
  size_t count = 0, seen = 0;
  import(room, 1, 5, "");
  issue(room, 3);
  sign_in(room);
  must_refuse(room, FOUNDING_PASSES);
  assert_int_equal(undo(room).revoked, 1);
  struct request request = room_request(room);
  assert_int_equal(request_list(&request, ROOM_AREA, false, &(struct list_page){ .limit = 1000 },
                                &rows, &count, &room->problem),
                   TX_OK);
  request_end(room->server, &request);
  for (size_t i = 0; i < count; i++) {
    if (rows[i].act != REQUEST_STATE) continue;
    seen++;
    assert_int_equal(rows[i].index, 3);
    assert_string_equal(request_ground(&rows[i]), "B5");
    assert_string_equal(rows[i].decided_by, "street");
    assert_string_equal(rows[i].words, "nobody lives there");
  }
  free(rows);
  assert_int_equal(seen, 1);
  assert_int_equal(people(room), 8);
}

static void undone_whom_an_import_changed_is_put_back(void **state) {
  struct room *room = *state;
  import(room, 1, 5, "");
  room->now_s += 60;
  import(room, 1, 7, "9");
  sign_in(room);
  const struct request_row row = must_find(room, FOUNDING_IMPORT); /* the newest first */
  assert_int_equal(row.founding.people, 2);
  assert_int_equal(refuse_as(room, "street", &row), TX_OK);
  const struct founding_undone undone = undo(room);
  assert_int_equal(undone.restored, 5);
  assert_int_equal(undone.removed, 2);
  assert_int_equal(people(room), 8);
}

static void undone_late_whom_an_import_changed_stays_and_whom_it_added_goes(void **state) {
  struct room *room = *state;
  import(room, 1, 5, "");
  room->now_s += 60;
  import(room, 1, 7, "9");
  room_sql(room, "delete from import_before"); /* as a day later */
  sign_in(room);
  must_refuse(room, FOUNDING_IMPORT);
  const struct founding_undone undone = undo(room);
  assert_int_equal(undone.restored, 0);
  assert_int_equal(undone.removed, 2);
  assert_int_equal(people(room), 8);
}

static void undone_who_was_added_by_hand_goes(void **state) {
  struct room *room = *state;
  add(room);
  sign_in(room);
  must_refuse(room, FOUNDING_ADD);
  assert_int_equal(undo(room).removed, 1);
  assert_int_equal(state_of(room, 3), -1);
  assert_int_equal(people(room), 3);
}

static void undone_nobody_else_is_taken_for_who_was_added(void **state) {
  struct room *room = *state;
  add(room);
  sign_in(room);
  room_sql(room, "update resident set created_at = created_at + 1 where idx = 3");
  must_refuse(room, FOUNDING_ADD);
  assert_int_equal(undo(room).removed, 0);
  assert_int_equal(people(room), 4);
}

static void undone_a_pass_that_was_issued_again_since_is_left_alone(void **state) {
  struct room *room = *state;
  import(room, 1, 5, "");
  issue(room, 3);
  issue(room, 4);
  sign_in(room);
  room_do(room, "POST /v1/residents/" ROOM_AREA_TEXT "/4/passes",
          json_pack("{s:b, s:s}", "reissue", 1, "evidence", "at the desk"));
  must_refuse(room, FOUNDING_PASSES);
  assert_int_equal(undo(room).revoked, 1);
  assert_int_equal(state_of(room, 3), TX_STATE_REVOKED);
  assert_int_equal(state_of(room, 4), TX_STATE_ACTIVE);
}

static void undoing_goes_on_after_it_was_cut_off(void **state) {
  struct room *room = *state;
  struct founding_undone out;
  import(room, 1, 200, "");
  sign_in(room);
  must_refuse(room, FOUNDING_IMPORT);
  assert_int_equal(founding_undo(room->server, room->now_s, 0, &out), TX_OK); /* one slice */
  assert_true(out.left);
  undo(room);
  assert_int_equal(people(room), 3);
}

static void each_who_goes_stands_in_the_audit_log_under_the_second(void **state) {
  struct room *room = *state;
  import(room, 1, 5, "");
  sign_in(room);
  must_refuse(room, FOUNDING_IMPORT);
  undo(room);
  assert_int_equal(room_count(room, "select count(*) from audit where action = 'founding removed'"
                                    " and actor = 'street'"),
                   5);
}

int main(void) {
  const struct CMUnitTest tests[] = {
    FOUNDING(the_second_is_shown_what_the_first_did_alone),
    FOUNDING(what_is_done_after_the_second_signed_in_is_not_of_the_founding),
    FOUNDING(it_waits_until_somebody_decides),
    FOUNDING(only_a_person_of_another_body_decides),
    FOUNDING(who_decides_has_seen_all_of_it),
    FOUNDING(beyond_people_and_passes_the_first_has_the_days_twenty),
    FOUNDING(confirmed_it_stays_as_it_is),
    FOUNDING(undone_whom_an_import_added_goes_and_passes_die),
    FOUNDING(refused_at_the_desk_it_is_undone_at_once),
    FOUNDING(undone_people_see_why_their_pass_died),
    FOUNDING(undone_whom_an_import_changed_is_put_back),
    FOUNDING(undone_late_whom_an_import_changed_stays_and_whom_it_added_goes),
    FOUNDING(undone_who_was_added_by_hand_goes),
    FOUNDING(undone_nobody_else_is_taken_for_who_was_added),
    FOUNDING(undone_a_pass_that_was_issued_again_since_is_left_alone),
    FOUNDING(undoing_goes_on_after_it_was_cut_off),
    FOUNDING(each_who_goes_stands_in_the_audit_log_under_the_second),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
