/* SPDX-License-Identifier: Apache-2.0 */
#include "server_room.h"

#include "domain/key/person.h"
#include "domain/pass/issue.h"
#include "format/live.h"
#include "store/resident/residents.h"

#define DAY_S 86400

/* Orders a pass of one resident. */
static json_t *ask_pass(struct room *room, int index, json_t *in) {
  char what[96];
  snprintf(what, sizeof what, "POST /v1/residents/" ROOM_AREA_TEXT "/%d/passes", index);
  return room_ask(room, what, in);
}

static void issue(struct room *room, int index, json_t *in) {
  json_t *out = ask_pass(room, index, in);
  if (!out) fail_msg("%s", room->problem.en);
  json_decref(out);
}

/* The index of a resident by name. */
static int find(struct room *room, const char *name) {
  json_t *out = room_get(room, "POST /v1/residents/search", json_pack("{s:s}", "resident", name));
  const json_t *list = json_object_get(out, "residents");
  assert_int_equal(json_array_size(list), 1);
  int index = (int)room_int(json_array_get(list, 0), "index");
  json_decref(out);
  return index;
}

static struct tx_pass first_pass(const struct room *room, const json_t *out) {
  const json_t *pass = json_array_get(json_object_get(out, "passes"), 0);
  return room_read_pass(room, room_text(pass, "text"));
}

static struct tx_pass issue_one(struct room *room, int index, json_t *in) {
  json_t *out = ask_pass(room, index, in);
  if (!out) fail_msg("%s", room->problem.en);
  struct tx_pass pass = first_pass(room, out);
  json_decref(out);
  return pass;
}

static void a_pass_tells_only_what_a_guard_must_compare(void **state) {
  struct room *room = *state;
  room_import(room);
  struct tx_pass pass = issue_one(room, find(room, "王秀英"), json_object());
  assert_int_equal(pass.area, ROOM_AREA);
  assert_int_equal(pass.index, 0);
  assert_string_equal(pass.name, "王*英");
  assert_string_equal(pass.tail, "0028");
  assert_string_equal(pass.unit, "3-2");
  assert_int_equal(pass.age, TX_AGE_70_PLUS);
  assert_int_equal(pass.iat, ROOM_NOW);
  assert_int_equal(pass.exp, ROOM_NOW + 180 * DAY_S);
  assert_false(pass.bound);
}

static void everybody_gets_a_pass_of_their_own(void **state) {
  struct room *room = *state;
  room_import(room);
  json_t *out = room_get(room, "POST /v1/passes", json_object());
  const json_t *passes = json_object_get(out, "passes");
  assert_int_equal(json_array_size(passes), 3);
  for (size_t i = 0; i < 3; i++)
    assert_int_equal(room_read_pass(room, room_text(json_array_get(passes, i), "text")).index, i);
  json_decref(out);
}

static void a_bound_pass_is_shown_by_its_phone_and_no_other(void **state) {
  struct room *room = *state;
  char base64[HOST_BASE64_SIZE(TX_SPKI_MAX)];
  struct tx_holder holder;
  const struct tx_signer *phone = room->forge.keys[FORGE_HOLDER];
  room_import(room);
  host_base64(tx_span_of(phone->spki, phone->spki_len), base64);
  struct tx_pass pass = issue_one(room, 1, json_pack("{s:s}", "holder_key", base64));
  assert_true(pass.bound);
  assert_true(tx_key_holder(phone, &holder));
  assert_memory_equal(pass.holder.x, holder.x, sizeof holder.x);
  assert_int_equal(pass.holder.y_odd, holder.y_odd);
}

static void a_key_that_is_no_point_of_the_curve_is_refused(void **state) {
  struct room *room = *state;
  uint8_t point[33] = { 2 };
  char base64[HOST_BASE64_SIZE(sizeof point)];
  memset(point + 1, 0xff, 32);
  room_import(room);
  host_base64(tx_span_of(point, sizeof point), base64);
  assert_null(ask_pass(room, 1, json_pack("{s:s}", "holder_key", base64)));
  assert_int_equal(room->problem.reason, TX_BAD_KEY);
}

static void a_reissue_kills_what_was_issued_before(void **state) {
  struct room *room = *state;
  room_import(room);
  struct tx_pass first = issue_one(room, 1, json_object());
  room->now_s += 60;
  struct tx_pass second = issue_one(room, 1, json_pack("{s:b}", "reissue", 1));
  assert_int_equal(tx_record_unpack(second.record).generation,
                   tx_record_unpack(first.record).generation + 1);
  room->now_s += 60;
  room_do(room, "POST /v1/publications", NULL);
  struct tx_status *list = room_list(room);
  struct tx_counted counted;
  struct tx_clock clock = { .now_s = room->now_s };
  assert_int_equal(tx_record_that_counts(first.record, first.iat, 1, list, clock, &counted),
                   TX_SUPERSEDED);
  assert_int_equal(tx_record_that_counts(second.record, second.iat, 1, list, clock, &counted),
                   TX_OK);
  tx_status_destroy(list);
}

static void a_fourth_reissue_waits_until_the_first_pass_is_over(void **state) {
  struct room *room = *state;
  room_import(room);
  issue(room, 1, json_pack("{s:i}", "days", 2));
  for (int i = 0; i < 3; i++)
    issue(room, 1, json_pack("{s:b}", "reissue", 1));
  assert_null(ask_pass(room, 1, json_pack("{s:b}", "reissue", 1)));
  assert_int_equal(room->problem.reason, TX_CONFLICT);
  room->now_s += 2 * DAY_S;
  issue(room, 1, json_pack("{s:b}", "reissue", 1));
}

static void nobody_suspended_or_revoked_gets_another_copy(void **state) {
  struct room *room = *state;
  room_import(room);
  room_set_state(room, 1, "suspended");
  assert_null(ask_pass(room, 1, json_object()));
  assert_non_null(strstr(room->problem.en, "suspended"));
  room_set_state(room, 2, "revoked");
  assert_null(ask_pass(room, 2, json_object()));
  json_t *out = room_get(room, "POST /v1/passes", json_object());
  assert_int_equal(json_array_size(json_object_get(out, "passes")), 1);
  json_decref(out);
}

static void a_pass_is_never_dated_before_the_list_that_lacks_it(void **state) {
  struct room *room = *state;
  room_import(room);
  issue(room, 0, json_object());
  room_do(room, "POST /v1/publications", NULL); /* dated a second after the pass above */
  struct tx_pass pass = issue_one(room, 1, json_object());
  struct tx_status *list = room_list(room);
  assert_true(pass.iat >= list->iat);
  tx_status_destroy(list);
}

static void a_pass_ends_before_its_key_is_verified_no_more(void **state) {
  struct room *room = *state;
  const struct tx_key_row *row = NULL;
  room_import(room);
  struct tx_pass pass = issue_one(room, 1, json_pack("{s:i}", "days", 3000));
  const struct signing *signing = signing_take(room->server);
  assert_non_null(keystore_find(&signing->keys, signing->trust, TX_USE_ISSUE, ROOM_AREA, ROOM_NOW,
                                &row, &room->problem));
  assert_int_equal(pass.exp, row->verify_until);
  signing_release(signing);
}

static void roles_hold_as_long_as_their_work(UNUSED void **state) {
  assert_int_equal(pass_validity_s(TX_ROLE_RESIDENT), 180 * DAY_S);
  assert_int_equal(pass_validity_s(TX_ROLE_COURIER), 30 * DAY_S);
  assert_int_equal(pass_validity_s(TX_ROLE_SUPPLY), 30 * DAY_S);
  assert_int_equal(pass_validity_s(TX_ROLE_VOLUNTEER), 90 * DAY_S);
}

static void a_vehicle_shows_its_plate_in_full(UNUSED void **state) {
  const struct resident car = { .person = { .name = "陕A12348", .mask = "陕*8", .tail = "1" } };
  struct tx_pass pass;
  pass_describe(&car, TX_ROLE_VEHICLE, ROOM_NOW, &pass);
  assert_string_equal(pass.name, "陕A12348");
  pass_describe(&car, TX_ROLE_RESIDENT, ROOM_NOW, &pass);
  assert_string_equal(pass.name, "陕*8");
}

int main(void) {
  const struct CMUnitTest promises[] = {
    IN_A_ROOM(a_pass_tells_only_what_a_guard_must_compare),
    IN_A_ROOM(everybody_gets_a_pass_of_their_own),
    IN_A_ROOM(a_bound_pass_is_shown_by_its_phone_and_no_other),
    IN_A_ROOM(a_key_that_is_no_point_of_the_curve_is_refused),
    IN_A_ROOM(a_reissue_kills_what_was_issued_before),
    IN_A_ROOM(a_fourth_reissue_waits_until_the_first_pass_is_over),
    IN_A_ROOM(nobody_suspended_or_revoked_gets_another_copy),
    IN_A_ROOM(a_pass_is_never_dated_before_the_list_that_lacks_it),
    IN_A_ROOM(a_pass_ends_before_its_key_is_verified_no_more),
    PROMISE(roles_hold_as_long_as_their_work),
    PROMISE(a_vehicle_shows_its_plate_in_full),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
