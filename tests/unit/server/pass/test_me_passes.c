/* SPDX-License-Identifier: Apache-2.0 */
/* What a phone does by itself with its pass: renews it before it ends, makes a card of it. */
#include "phone_room.h"

#include "domain/holder/card.h"
#include "domain/holder/renew.h"

#include "format/record.h"

#define DAY 86400
#define RENEWALS "/v1/me/passes/" ROOM_AREA_TEXT "/1/renewals"
#define CARDS "/v1/me/passes/" ROOM_AREA_TEXT "/1/cards"

/* The status of what comes back, which is let go. */
static unsigned post(struct phone *phone, const char *path) {
  assert_int_equal(phone_sign_in(phone), 201);
  json_decref(phone_exchange(phone, path, "", ""));
  return phone->status;
}

/* --- renewed ---------------------------------------------------------------------------------- */

static void a_phone_renews_its_pass_thirty_days_before_the_end_with_no_clerk(void **state) {
  struct room *room = *state;
  struct phone phone = phone_signed_in(room, FORGE_HOLDER, 1);
  json_t *me = phone_me(&phone);
  long long from = room_int(phone_first(me, "passes"), "renew_from");
  const struct tx_pass before = room_read_pass(room, room_text(phone_first(me, "passes"), "text"));
  json_decref(me);
  assert_int_equal(from, before.exp - RENEW_AHEAD_S);
  room->now_s = from - 1;
  assert_int_equal(post(&phone, RENEWALS), 409);
  room->now_s = from;
  assert_int_equal(post(&phone, RENEWALS), 201);
  me = phone_me(&phone);
  const struct tx_pass after = room_read_pass(room, room_text(phone_first(me, "passes"), "text"));
  assert_int_equal(json_array_size(json_object_get(me, "passes")), 1);
  json_decref(me);
  assert_int_equal(after.exp, from + 180 * DAY);
  assert_memory_equal(&after.holder, &before.holder, sizeof before.holder);
  assert_int_equal(tx_record_unpack(after.record).generation, /* the one before holds to its end */
                   tx_record_unpack(before.record).generation);
  assert_int_equal(post(&phone, RENEWALS), 409); /* once */
}

static void what_is_over_suspended_or_anothers_is_not_renewed(void **state) {
  struct room *room = *state;
  struct phone phone = phone_signed_in(room, FORGE_HOLDER, 1);
  struct phone other = phone_signed_in(room, FORGE_OTHER_HOLDER, 0);
  room->now_s += 160 * DAY;
  assert_int_equal(post(&other, RENEWALS), 404);
  assert_int_equal(post(&phone, "/v1/me/passes/" ROOM_AREA_TEXT "/0/renewals"), 404);
  assert_int_equal(post(&phone, "/v1/me/passes/" ROOM_AREA_TEXT "/x/renewals"), 404);
  room_set_state(room, 1, "suspended");
  assert_int_equal(post(&phone, RENEWALS), 409);
  assert_int_equal(post(&phone, CARDS), 409);
  room_set_state(room, 1, "active");
  room->now_s += 21 * DAY;
  assert_int_equal(post(&phone, RENEWALS), 404);
}

static void a_phone_that_lost_its_pass_to_another_renews_nothing(void **state) {
  struct room *room = *state;
  char code[16];
  struct phone old = phone_signed_in(room, FORGE_HOLDER, 1);
  struct phone new = phone_of(room, FORGE_OTHER_HOLDER);
  phone_code(room, 1, true, code);
  phone_apply_to(&new, phone_form(1, code), "approved");
  room->now_s += 160 * DAY;
  assert_int_equal(post(&old, RENEWALS), 404);
  assert_int_equal(post(&old, CARDS), 404);
  assert_int_equal(post(&new, RENEWALS), 201);
}

static unsigned invite(struct phone *phone, int index) {
  char body[200];
  snprintf(body, sizeof body,
           "{\"area\": \"" ROOM_AREA_TEXT "\", \"index\": %d, \"name\": \"李四\", \"until\": %lld}",
           index, (long long)phone->room->now_s + 3600);
  assert_int_equal(phone_sign_in(phone), 201);
  json_decref(phone_exchange(phone, "/v1/me/visitors", "", body));
  return phone->status;
}

/* A mother's phone holds her pass, renewed, and her child's. */
static void a_phone_speaks_for_each_of_its_people_once_and_for_nobody_else(void **state) {
  struct room *room = *state;
  char code[16];
  struct phone phone = phone_signed_in(room, FORGE_HOLDER, 0);
  phone_code(room, 2, false, code);
  phone_apply_to(&phone, phone_change(phone_form(2, code), "relation", "family"), "approved");
  room->now_s += 160 * DAY;
  assert_int_equal(post(&phone, "/v1/me/passes/" ROOM_AREA_TEXT "/0/renewals"), 201);
  assert_int_equal(invite(&phone, 0), 201);
  assert_int_equal(invite(&phone, 2), 201);
  assert_int_equal(invite(&phone, 1), 404);
  json_t *out = phone_get(&phone, "/v1/me/visitors", "");
  assert_int_equal(json_array_size(json_object_get(out, "visits")), 2);
  json_decref(out);
}

static void a_phone_whose_pass_is_on_another_speaks_for_nobody(void **state) {
  struct room *room = *state;
  char code[16];
  struct phone old = phone_signed_in(room, FORGE_HOLDER, 1);
  struct phone new = phone_of(room, FORGE_OTHER_HOLDER);
  assert_int_equal(invite(&old, 1), 201);
  phone_code(room, 1, true, code);
  phone_apply_to(&new, phone_form(1, code), "approved");
  assert_int_equal(invite(&old, 1), 404);
  assert_int_equal(invite(&new, 1), 201);
}

static void a_pass_for_a_time_is_not_renewed_and_says_no_day_for_it(void **state) {
  struct room *room = *state;
  struct phone phone = phone_signed_in(room, FORGE_HOLDER, 1);
  room_sql(room,
           "insert into visitor (area, idx, visit, host, home, n, from_s, until_s, made_at,"
           " ended_at) select area, idx, idx, -1, id_hash, 1, 1, 9999999999, 1, 0 from resident"
           " where idx = 1");
  json_t *me = phone_me(&phone);
  assert_null(json_object_get(phone_first(me, "passes"), "renew_from"));
  json_decref(me);
}

/* --- on paper --------------------------------------------------------------------------------- */

static void a_card_is_bound_to_no_phone_and_dies_with_the_phones_pass(void **state) {
  struct room *room = *state;
  struct phone phone = phone_signed_in(room, FORGE_HOLDER, 1);
  json_t *me = phone_me(&phone), *out = phone_exchange(&phone, CARDS, "", "");
  assert_int_equal(phone.status, 201);
  const struct tx_pass held = room_read_pass(room, room_text(phone_first(me, "passes"), "text"));
  const struct tx_pass card = room_read_pass(room, room_text(out, "text"));
  assert_false(card.bound);
  assert_int_equal(card.index, held.index);
  assert_int_equal(tx_record_unpack(card.record).generation,
                   tx_record_unpack(held.record).generation);
  assert_int_equal(room_int(out, "exp"), card.exp);
  json_decref(out);
  json_decref(me);
  me = phone_me(&phone); /* what is on the phone stays */
  assert_int_equal(json_array_size(json_object_get(me, "passes")), 1);
  json_decref(me);
}

static void there_are_three_cards_a_month(void **state) {
  struct room *room = *state;
  struct phone phone = phone_signed_in(room, FORGE_HOLDER, 1);
  for (int i = 0; i < CARDS_MAX; i++)
    assert_int_equal(post(&phone, CARDS), 201);
  assert_true(post(&phone, CARDS) >= 400);
  room->now_s += CARDS_WITHIN_S;
  assert_int_equal(post(&phone, CARDS), 201);
}

static void a_card_is_drawn_where_that_is_asked_for(void **state) {
  struct room *room = *state;
  struct phone phone = phone_signed_in(room, FORGE_HOLDER, 1);
  room->api.paper.program = TONGXING_PAPER;
  assert_int_equal(post(&phone, CARDS "?format=pdf"), 201);
  assert_int_equal(post(&phone, CARDS "?format=json"), 201);
  assert_int_equal(post(&phone, CARDS "?format=png"), 400);
}

static void what_cannot_be_drawn_is_no_card_used_up(void **state) {
  struct room *room = *state;
  struct phone phone = phone_signed_in(room, FORGE_HOLDER, 1);
  room->api.paper.program = "/bin/false";
  for (int i = 0; i < CARDS_MAX; i++)
    assert_int_equal(post(&phone, CARDS "?format=pdf"), 500);
  for (int i = 0; i < CARDS_MAX; i++)
    assert_int_equal(post(&phone, CARDS), 201);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    WITH_PEOPLE(a_phone_renews_its_pass_thirty_days_before_the_end_with_no_clerk),
    WITH_PEOPLE(what_is_over_suspended_or_anothers_is_not_renewed),
    WITH_PEOPLE(a_phone_that_lost_its_pass_to_another_renews_nothing),
    WITH_PEOPLE(a_phone_speaks_for_each_of_its_people_once_and_for_nobody_else),
    WITH_PEOPLE(a_phone_whose_pass_is_on_another_speaks_for_nobody),
    WITH_PEOPLE(a_pass_for_a_time_is_not_renewed_and_says_no_day_for_it),
    WITH_PEOPLE(a_card_is_bound_to_no_phone_and_dies_with_the_phones_pass),
    WITH_PEOPLE(there_are_three_cards_a_month),
    WITH_PEOPLE(a_card_is_drawn_where_that_is_asked_for),
    WITH_PEOPLE(what_cannot_be_drawn_is_no_card_used_up),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
