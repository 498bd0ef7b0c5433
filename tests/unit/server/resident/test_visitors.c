/* SPDX-License-Identifier: Apache-2.0 */
/* Whoever comes for a time: asked for by a resident's phone or by the office, within limits, taken
 * back by who asked, forgotten on time. */
#include "phone_room.h"

#include "domain/key/person.h"
#include "domain/privacy/retention.h"
#include "domain/visitor/plate.h"
#include "domain/visitor/visit.h"
#include "store/resident/residents.h"

#include "format/record.h"

#define HOUR 3600

/* What a host types; plate may be "". */
static json_t *invite(struct phone *phone, int index, const char *plate, int64_t from_s,
                      int64_t until_s) {
  char body[400];
  snprintf(body, sizeof body,
           "{\"area\": \"" ROOM_AREA_TEXT "\", \"index\": %d, \"name\": \"李小四\", \"plate\": "
           "\"%s\", \"from\": %lld, \"until\": %lld}",
           index, plate, (long long)from_s, (long long)until_s);
  json_t *out = phone_exchange(phone, "/v1/me/visitors", "", body);
  json_t *visit = json_incref(json_object_get(out, "visit"));
  json_decref(out);
  return visit;
}

static const json_t *pass_of(const json_t *visit, size_t i) {
  return json_array_get(json_object_get(visit, "passes"), i);
}

static void take_back(struct phone *phone, long long visit) {
  char path[80];
  struct socket_answer answer = { 0 };
  snprintf(path, sizeof path, "/v1/me/visitors/" ROOM_AREA_TEXT "/%lld", visit);
  memcpy(answer.session, phone->cookie, sizeof answer.session);
  socket_ask(phone->room->socket, "DELETE", path, NULL, tx_span_text(""), &answer);
  free(answer.text);
  phone->status = answer.status;
}

static enum tx_state state_in_list(struct room *room, uint32_t index) {
  room->now_s++;
  room_do(room, "POST /v1/publications", NULL);
  struct tx_status *list = room_list(room);
  enum tx_state state =
      index < list->count ? tx_record_unpack(list->records[index]).state : TX_STATE_NOBODY;
  tx_status_destroy(list);
  return state;
}

/* --- asked for by a resident ------------------------------------------------------------------ */

static void a_visitors_pass_holds_in_the_window_that_the_host_named(void **state) {
  struct room *room = *state;
  struct phone phone = phone_signed_in(room, FORGE_HOLDER, 1);
  int64_t from = room->now_s + 5 * HOUR;
  json_t *visit = invite(&phone, 1, "", from, from + 2 * HOUR);
  assert_string_equal(room_text(visit, "state"), "coming");
  const struct tx_pass pass = room_read_pass(room, room_text(pass_of(visit, 0), "text"));
  assert_int_equal(pass.role, TX_ROLE_VISITOR);
  assert_int_equal(pass.iat, from);
  assert_int_equal(pass.exp, from + 2 * HOUR);
  assert_string_equal(pass.name, "李*四");
  assert_string_equal(pass.unit, "3-2");
  assert_int_equal(pass.household, -1); /* counts for nobody's household */
  assert_false(pass.bound);
  assert_int_equal(state_in_list(room, pass.index), TX_STATE_ACTIVE);
  struct tx_status *list = room_list(room);
  assert_true(list->iat < from); /* a pass to come dates no list */
  tx_status_destroy(list);
  json_decref(visit);
}

static void who_comes_by_car_has_a_pass_for_the_car(void **state) {
  struct room *room = *state;
  struct phone phone = phone_signed_in(room, FORGE_HOLDER, 1);
  json_t *visit = invite(&phone, 1, "陕a·12345", 0, room->now_s + HOUR);
  const struct tx_pass car = room_read_pass(room, room_text(pass_of(visit, 1), "text"));
  assert_int_equal(car.role, TX_ROLE_VEHICLE);
  assert_string_equal(car.name, "陕A12345");
  json_decref(visit);
}

static void the_host_sees_who_was_asked_for_and_takes_it_back(void **state) {
  struct room *room = *state;
  struct phone phone = phone_signed_in(room, FORGE_HOLDER, 1);
  json_t *visit = invite(&phone, 1, "陕AD12345", 0, room->now_s + HOUR);
  long long number = room_int(visit, "visit");
  uint32_t car = (uint32_t)room_int(pass_of(visit, 1), "index");
  assert_int_equal(state_in_list(room, car), TX_STATE_ACTIVE);
  take_back(&phone, number);
  assert_int_equal(phone.status, 200);
  assert_int_equal(state_in_list(room, car), TX_STATE_REVOKED);
  assert_int_equal(state_in_list(room, (uint32_t)number), TX_STATE_REVOKED);
  json_t *all = phone_get(&phone, "/v1/me/visitors", "");
  const json_t *one = phone_first(all, "visits");
  assert_string_equal(room_text(one, "state"), "revoked");
  assert_string_equal(room_text(pass_of(one, 0), "name"), "李小四");
  assert_null(json_object_get(pass_of(one, 0), "text"));
  json_decref(all);
  json_decref(visit);
}

static void nobody_takes_back_or_sees_what_another_asked_for(void **state) {
  struct room *room = *state;
  struct phone host = phone_signed_in(room, FORGE_HOLDER, 1);
  struct phone other = phone_signed_in(room, FORGE_OTHER_HOLDER, 0);
  json_t *visit = invite(&host, 1, "", 0, room->now_s + HOUR);
  take_back(&other, room_int(visit, "visit"));
  assert_int_equal(other.status, 404);
  take_back(&host, 1); /* nor one's own pass by that way */
  assert_int_equal(host.status, 404);
  json_t *none = invite(&other, 1, "", 0, room->now_s + HOUR);
  assert_null(none);
  assert_int_equal(other.status, 404);
  json_t *all = phone_get(&other, "/v1/me/visitors", "");
  assert_int_equal(json_array_size(json_object_get(all, "visits")), 0);
  json_decref(all);
  assert_int_equal(state_in_list(room, (uint32_t)room_int(visit, "visit")), TX_STATE_ACTIVE);
  json_decref(visit);
}

/* --- limits ----------------------------------------------------------------------------------- */

static void a_household_has_six_visits_at_a_time_and_asks_for_ten_a_day(void **state) {
  struct room *room = *state;
  struct phone mother = phone_signed_in(room, FORGE_HOLDER, 0);
  for (int i = 0; i < VISITS_DAY_MAX; i++) {
    json_t *visit = invite(&mother, 0, "", 0, room->now_s + HOUR);
    if (!visit) fail_msg("%d", i);
    if (i >= VISITS_OPEN_MAX - 1) take_back(&mother, room_int(visit, "visit"));
    json_decref(visit);
  }
  assert_null(invite(&mother, 0, "", 0, room->now_s + HOUR)); /* the eleventh */
  room->now_s += VISIT_DAY_S + 1;
  assert_int_equal(phone_sign_in(&mother), 201);
  for (int i = 0; i < VISITS_OPEN_MAX; i++) {
    json_t *visit = invite(&mother, 0, "", 0, room->now_s + HOUR);
    assert_non_null(visit);
    json_decref(visit);
  }
  assert_null(invite(&mother, 0, "", 0, room->now_s + HOUR)); /* the seventh at a time */
}

static void a_window_is_short_soon_and_not_past(void **state) {
  struct room *room = *state;
  struct phone phone = phone_signed_in(room, FORGE_HOLDER, 1);
  int64_t now = room->now_s, soon = now + VISIT_AHEAD_MAX_S;
  const int64_t wrong[][2] = { { now, now },
                               { now - 9 * HOUR, now - HOUR },
                               { now + 2 * HOUR, now + HOUR },
                               { now, now + VISIT_WINDOW_MAX_S + 1 },
                               { soon + 1, soon + HOUR },
                               { INT64_MAX / 2, INT64_MAX } };
  for (size_t i = 0; i < COUNT(wrong); i++) {
    assert_null(invite(&phone, 1, "", wrong[i][0], wrong[i][1]));
    assert_int_equal(phone.status, 400);
  }
  json_t *visit = invite(&phone, 1, "", soon, soon + VISIT_WINDOW_MAX_S);
  assert_non_null(visit);
  json_decref(visit);
}

static void who_is_suspended_or_isolated_asks_for_nobody(void **state) {
  struct room *room = *state;
  struct phone phone = phone_signed_in(room, FORGE_HOLDER, 1);
  room_set_state(room, 1, "suspended");
  assert_null(invite(&phone, 1, "", 0, room->now_s + HOUR));
  assert_int_equal(phone.status, 403);
  room_set_state(room, 1, "active");
  room_feed(room, 1, "state", "home_isolation", "2022-01-08");
  assert_null(invite(&phone, 1, "", 0, room->now_s + HOUR));
  assert_int_equal(phone.status, 403);
}

/* --- of the office ---------------------------------------------------------------------------- */

static json_t *let_in(struct room *room, const char *role, const char *name, const char *plate) {
  json_t *out = room_get(room, "POST /v1/visitors",
                         json_pack("{s:s, s:s, s:s}", "role", role, "name", name, "plate", plate));
  json_t *visit = json_incref(json_object_get(out, "visit"));
  json_decref(out);
  return visit;
}

static void each_role_holds_as_long_as_it_says(void **state) {
  struct room *room = *state;
  static const struct {
    const char *role;
    int days;
  } rows[] = { { "visitor", 1 },    { "courier", 30 }, { "supply", 30 },  { "builder", 30 },
               { "volunteer", 90 }, { "worker", 180 }, { "vehicle", 180 } };
  for (size_t i = 0; i < COUNT(rows); i++) {
    json_t *visit =
        let_in(room, rows[i].role, "王五", strcmp(rows[i].role, "vehicle") ? "" : "京A12345");
    const json_t *one = pass_of(visit, 0);
    assert_string_equal(room_text(one, "role"), rows[i].role);
    ASSERT_ROW(room_int(visit, "until") == room->now_s + rows[i].days * VISIT_DAY_S, rows[i].role);
    room_set_state(room, (int)room_int(one, "index"), "revoked");
    ASSERT_ROW(state_in_list(room, (uint32_t)room_int(one, "index")) == TX_STATE_REVOKED,
               rows[i].role);
    json_decref(visit);
  }
  assert_null(room_ask(room, "POST /v1/visitors",
                       json_pack("{s:s, s:s}", "role", "resident", "name", "王五")));
  json_t *all = room_get(room, "GET /v1/visitors?limit=3", NULL);
  assert_int_equal(json_array_size(json_object_get(all, "visitors")), 3);
  assert_string_equal(room_text(phone_first(all, "visitors"), "name"), "王*");
  assert_int_equal(room_int(all, "next"),
                   room_int(json_array_get(json_object_get(all, "visitors"), 2), "index") + 1);
  json_decref(all);
}

static void what_is_known_of_a_document_reaches_who_comes_with_it(void **state) {
  struct room *room = *state;
  static const char csv[] = "id_number,field,value,source,observed_at\n"
                            "E81234567,test,negative,hospital,1640990000\n";
  json_decref(room_get(room, "POST /v1/visitors",
                       json_pack("{s:s, s:s, s:s, s:s}", "role", "courier", "name", "王五",
                                 "id_type", "护照", "id_number", "E81234567")));
  json_decref(room_send(room, "POST /v1/feeds", "text/csv", tx_span_text(csv)));
  json_t *all = room_get(room, "GET /v1/residents?from=3", NULL);
  assert_string_equal(room_text(phone_first(all, "residents"), "test"), "negative");
  json_decref(all);
  assert_null(room_ask(room, "POST /v1/visitors",
                       json_pack("{s:s, s:s, s:s}", "name", "张三", "id_type", "", "id_number",
                                 "99010119800307891X")));
  assert_int_equal(room->problem.reason, TX_CONFLICT);
}

static void nobody_who_comes_for_a_time_is_issued_a_pass_with_all(void **state) {
  struct room *room = *state;
  json_decref(let_in(room, "courier", "王五", ""));
  room->now_s += 31 * VISIT_DAY_S;
  json_t *out = room_get(room, "POST /v1/passes", json_object());
  assert_int_equal(room_int(out, "issued"), 3);
  json_decref(out);
}

/* --- forgotten -------------------------------------------------------------------------------- */

static bool is_kept(struct room *room, uint32_t index) {
  struct resident resident;
  struct request request = room_request(room);
  enum tx_reason reason = residents_find(request.db, ROOM_AREA, index, &resident);
  request_end(room->server, &request);
  return reason == TX_OK;
}

static void
a_visitor_is_forgotten_28_days_after_the_window_and_the_index_is_anothers(void **state) {
  struct room *room = *state;
  json_t *visit = let_in(room, "visitor", "王五", "京A12345");
  uint32_t index = (uint32_t)room_int(visit, "visit");
  int64_t until = room_int(visit, "until");
  json_decref(visit);
  room->now_s = until + 28 * VISIT_DAY_S;
  assert_int_equal(retention_run(room->server, room->now_s), TX_OK);
  assert_true(is_kept(room, index));
  room->now_s++;
  assert_int_equal(retention_run(room->server, room->now_s), TX_OK);
  assert_false(is_kept(room, index));
  assert_false(is_kept(room, index + 1));
  assert_int_equal(state_in_list(room, index), TX_STATE_NOBODY);
  visit = let_in(room, "courier", "赵六", "");
  assert_int_equal(room_int(visit, "visit"), index);
  const struct tx_pass pass = room_read_pass(room, room_text(pass_of(visit, 0), "text"));
  assert_int_equal(tx_record_unpack(pass.record).generation, 1); /* format.md: raised */
  json_decref(visit);
}

static void a_pass_that_was_issued_again_keeps_its_holder(void **state) {
  struct room *room = *state;
  json_t *visit = let_in(room, "courier", "王五", "");
  char what[96];
  uint32_t index = (uint32_t)room_int(visit, "visit");
  room->now_s = room_int(visit, "until") - VISIT_DAY_S;
  json_decref(visit);
  snprintf(what, sizeof what, "POST /v1/residents/" ROOM_AREA_TEXT "/%u/passes", index);
  room_do(room, what, json_object());
  room->now_s += 29 * VISIT_DAY_S + 1;
  assert_int_equal(retention_run(room->server, room->now_s), TX_OK);
  assert_true(is_kept(room, index));
}

/* --- plates ----------------------------------------------------------------------------------- */

static void plates_are_read_however_they_are_spaced(UNUSED void **state) {
  static const struct {
    const char *text, *plate;
  } rows[] = {
    { "陕A12345", "陕A12345" },
    { "陕a·12345", "陕A12345" },
    { " 沪 AD1234 5", "沪AD12345" },
    { "粤Z1234港", "粤Z1234港" },
    { "使123456", "使123456" },
    { "京A-1234学", "京A1234学" },
    { "", NULL },
    { "A12345", NULL },
    { "陕A1234", NULL },
    { "陕A1234567", NULL },
    { "陕112345", NULL },
    { "明A12345", NULL },
    { "陕A12345陕A12345", NULL },
    { "陕A1234陕", NULL },
    { "\xe9\x99", NULL },
    { "陕A<img>", NULL },
  };
  char plate[PLATE_SIZE];
  for (size_t i = 0; i < COUNT(rows); i++) {
    bool good = plate_read(rows[i].text, plate);
    ASSERT_ROW(good == (rows[i].plate != NULL), rows[i].text);
    if (good) assert_string_equal(plate, rows[i].plate);
  }
}

int main(void) {
  const struct CMUnitTest promises[] = {
    WITH_PEOPLE(a_visitors_pass_holds_in_the_window_that_the_host_named),
    WITH_PEOPLE(who_comes_by_car_has_a_pass_for_the_car),
    WITH_PEOPLE(the_host_sees_who_was_asked_for_and_takes_it_back),
    WITH_PEOPLE(nobody_takes_back_or_sees_what_another_asked_for),
    WITH_PEOPLE(a_household_has_six_visits_at_a_time_and_asks_for_ten_a_day),
    WITH_PEOPLE(a_window_is_short_soon_and_not_past),
    WITH_PEOPLE(who_is_suspended_or_isolated_asks_for_nobody),
    WITH_PEOPLE(each_role_holds_as_long_as_it_says),
    WITH_PEOPLE(what_is_known_of_a_document_reaches_who_comes_with_it),
    WITH_PEOPLE(nobody_who_comes_for_a_time_is_issued_a_pass_with_all),
    WITH_PEOPLE(a_visitor_is_forgotten_28_days_after_the_window_and_the_index_is_anothers),
    WITH_PEOPLE(a_pass_that_was_issued_again_keeps_its_holder),
    cmocka_unit_test(plates_are_read_however_they_are_spaced),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
