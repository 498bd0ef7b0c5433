/* SPDX-License-Identifier: Apache-2.0 */
/* Who holds what; and whom passes for all are for. */
#include "phone_room.h"

#define DAY_S 86400

static size_t issue_all(struct room *room, bool again) {
  json_t *out = room_get(room, "POST /v1/passes", json_pack("{s:b}", "reissue", again));
  size_t n = json_array_size(json_object_get(out, "passes"));
  json_decref(out);
  return n;
}

static size_t count(struct room *room, const char *what) {
  json_t *out = room_get(room, what, NULL);
  size_t n = json_array_size(json_object_get(out, "holders"));
  json_decref(out);
  return n;
}

static void passes_for_all_are_for_those_who_have_none(void **state) {
  struct room *room = *state;
  room_do(room, "POST /v1/residents/" ROOM_AREA_TEXT "/1/passes", json_object());
  assert_int_equal(issue_all(room, false), 2);
  assert_int_equal(issue_all(room, false), 0);
  char sql[160];
  snprintf(sql, sizeof sql,
           "insert into bulk (login, what, area, request, at, people)"
           " values ('office', %d, " ROOM_AREA_TEXT ", 1, %lld, 3)",
           BULK_PASSES, (long long)room->now_s);
  room_sql(room, sql); /* as if another body had seconded it */
  assert_int_equal(issue_all(room, true), 3);
  assert_int_equal(issue_all(room, false), 0);
}

static void who_lost_theirs_or_let_it_expire_has_none(void **state) {
  struct room *room = *state;
  assert_int_equal(issue_all(room, false), 3);
  room_sql(room, "update resident set generation = 1 where idx = 0"); /* as a restore leaves it */
  assert_int_equal(issue_all(room, false), 1);
  room->now_s += 180 * DAY_S;
  assert_int_equal(issue_all(room, false), 3);
}

static void it_is_known_who_holds_what_and_since_when(void **state) {
  char code[16];
  struct room *room = *state;
  struct phone phone = phone_of(room, FORGE_HOLDER);
  phone_code(room, 1, false, code);
  phone_apply_to(&phone, phone_form(1, code), "approved");
  room_do(room, "POST /v1/residents/" ROOM_AREA_TEXT "/0/passes", json_object());
  json_t *out = room_get(room, "GET /v1/passes", NULL);
  const json_t *rows = json_object_get(out, "holders");
  const json_t *card = json_array_get(rows, 0), *held = json_array_get(rows, 1);
  assert_int_equal(json_array_size(rows), 3);
  assert_int_equal(room_int(card, "iat"), room->now_s);
  assert_false(json_is_true(json_object_get(card, "bound")));
  assert_true(json_is_true(json_object_get(card, "good")));
  assert_int_equal(room_int(held, "phones"), 1);
  assert_true(json_is_true(json_object_get(held, "bound")));
  assert_null(json_object_get(json_array_get(rows, 2), "iat"));
  json_decref(out);
  assert_int_equal(count(room, "GET /v1/passes?lacking=1"), 1);
  assert_int_equal(count(room, "GET /v1/passes?from=2"), 1);
}

static void whose_pass_ends_soon_is_found_ahead_of_its_end(void **state) {
  struct room *room = *state;
  room_do(room, "POST /v1/residents/" ROOM_AREA_TEXT "/0/passes", json_object());
  assert_int_equal(count(room, "GET /v1/passes?ending=1"), 0);
  room->now_s += 180 * DAY_S - 61 * DAY_S;
  assert_int_equal(count(room, "GET /v1/passes?ending=1"), 0);
  room->now_s += 2 * DAY_S;
  assert_int_equal(count(room, "GET /v1/passes?ending=1"), 1);
  room_do(room, "POST /v1/residents/" ROOM_AREA_TEXT "/1/passes", json_pack("{s:i}", "days", 7));
  assert_int_equal(count(room, "GET /v1/passes?ending=1"), 1); /* a guest's is meant to end */
  room->now_s += 60 * DAY_S;
  assert_int_equal(count(room, "GET /v1/passes?ending=1"), 0); /* it is over */
}

static int64_t slip_of(struct room *room, size_t index) {
  json_t *out = room_get(room, "GET /v1/passes", NULL);
  int64_t at = room_int(json_array_get(json_object_get(out, "holders"), index), "slip_at");
  json_decref(out);
  return at;
}

/* A household's is everybody's who lives there; a person's is theirs alone. */
static void it_is_known_when_a_slip_was_last_printed(void **state) {
  char code[16];
  struct room *room = *state;
  assert_int_equal(slip_of(room, 0), 0);
  phone_code(room, 0, true, code);
  const int64_t personal = room->now_s;
  assert_int_equal(slip_of(room, 0), personal);
  assert_int_equal(slip_of(room, 2), 0); /* who lives in the same room */
  room->now_s += DAY_S;
  phone_code(room, 0, false, code);
  assert_int_equal(slip_of(room, 0), personal + DAY_S);
  assert_int_equal(slip_of(room, 2), personal + DAY_S);
  assert_int_equal(slip_of(room, 1), 0);
}

static void a_card_that_is_re_issued_takes_the_pass_off_the_phone(void **state) {
  char code[16];
  struct room *room = *state;
  struct phone phone = phone_of(room, FORGE_HOLDER);
  phone_code(room, 1, false, code);
  phone_apply_to(&phone, phone_form(1, code), "approved");
  room_do(room, "POST /v1/residents/" ROOM_AREA_TEXT "/1/passes",
          json_pack("{s:b, s:s}", "reissue", 1, "evidence", "at the desk"));
  json_t *out = room_get(room, "GET /v1/passes", NULL);
  assert_int_equal(room_int(json_array_get(json_object_get(out, "holders"), 1), "phones"), 0);
  json_decref(out);
  json_t *me = phone_me(&phone);
  assert_int_equal(json_array_size(json_object_get(me, "passes")), 0);
  assert_string_equal(room_text(phone_first(me, "notices"), "kind"), "replaced");
  json_decref(me);
}

static void a_search_tells_what_those_hold_whom_it_finds_and_how_many_there_are(void **state) {
  struct room *room = *state;
  room_do(room, "POST /v1/residents/" ROOM_AREA_TEXT "/1/passes", json_object());
  json_t *out = room_get(room, "POST /v1/passes/search", json_pack("{s:s}", "part", "张三"));
  const json_t *one = json_array_get(json_object_get(out, "holders"), 0);
  assert_int_equal(room_int(out, "count"), 1);
  assert_int_equal(room_int(one, "index"), 1);
  assert_true(json_is_true(json_object_get(one, "good")));
  json_decref(out);
  out = room_get(room, "POST /v1/passes/search",
                 json_pack("{s:s, s:i, s:i}", "part", "", "from", 1, "limit", 1));
  assert_int_equal(room_int(out, "count"), 3);
  assert_int_equal(json_array_size(json_object_get(out, "holders")), 1);
  one = json_array_get(json_object_get(out, "holders"), 0);
  assert_int_equal(room_int(one, "index"), 1);
  json_decref(out);
  assert_null(room_ask(room, "POST /v1/passes/search", json_pack("{s:s}", "sort", "colour")));
}

int main(void) {
  const struct CMUnitTest promises[] = {
    WITH_PEOPLE(passes_for_all_are_for_those_who_have_none),
    WITH_PEOPLE(who_lost_theirs_or_let_it_expire_has_none),
    WITH_PEOPLE(it_is_known_who_holds_what_and_since_when),
    WITH_PEOPLE(whose_pass_ends_soon_is_found_ahead_of_its_end),
    WITH_PEOPLE(it_is_known_when_a_slip_was_last_printed),
    WITH_PEOPLE(a_search_tells_what_those_hold_whom_it_finds_and_how_many_there_are),
    WITH_PEOPLE(a_card_that_is_re_issued_takes_the_pass_off_the_phone),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
