/* SPDX-License-Identifier: Apache-2.0 */
/* Claim codes: shown once, closed by those whom they do not fit, slow for those who guess. */
#include "phone_room.h"

#include "domain/account/backoff.h"
#include "domain/application/claim.h"
#include "domain/privacy/retention.h"

static const char *state_of_newest(struct room *room) {
  static char state[16];
  json_t *all = room_get(room, "GET /v1/claims", NULL);
  snprintf(state, sizeof state, "%s", room_text(phone_first(all, "claims"), "state"));
  json_decref(all);
  return state;
}

/* A clean slate for who guesses: a test's own matter is another. */
static void forgive(struct room *room) {
  backoff_destroy(room->server->codes);
  room->server->codes = backoff_create();
}

static void a_code_is_shown_once_and_kept_as_a_hash(void **state) {
  char code[16];
  struct room *room = *state;
  phone_code(room, 1, false, code);
  json_t *all = room_get(room, "GET /v1/claims", NULL);
  const json_t *one = phone_first(all, "claims");
  assert_null(json_object_get(one, "code"));
  assert_string_equal(room_text(one, "room"), "102");
  assert_string_equal(room_text(one, "state"), "open");
  char *text = json_dumps(all, 0);
  assert_null(strstr(text, code));
  free(text);
  json_decref(all);
}

static void five_tries_by_whom_it_does_not_fit_close_a_slip_and_the_office_sees_it(void **state) {
  char code[16];
  struct room *room = *state;
  struct phone phone = phone_of(room, FORGE_HOLDER);
  phone_code(room, 1, false, code);
  for (int left = CLAIM_WRONG_MAX - 1; left >= 0; left--) {
    json_t *out = phone_apply(&phone, phone_form(0, code)); /* of another home */
    assert_non_null(out);
    assert_string_equal(room_text(out, "state"), "waiting");
    assert_int_equal(room_int(out, "tries_left"), left);
    json_decref(out);
  }
  assert_string_equal(state_of_newest(room), "locked");
  assert_null(phone_apply(&phone, phone_form(1, code))); /* whom it would fit */
  assert_int_equal(room->problem.reason, TX_NOT_ALLOWED);
}

static void a_wrong_name_is_a_wrong_try_and_a_right_one_is_none(void **state) {
  char code[16];
  struct room *room = *state;
  struct phone phone = phone_of(room, FORGE_HOLDER);
  phone_code(room, 1, false, code);
  json_t *out = phone_apply(&phone, phone_change(phone_form(1, code), "name", "李四"));
  assert_int_equal(room_int(out, "tries_left"), CLAIM_WRONG_MAX - 1);
  json_decref(out);
  out = phone_apply(&phone, phone_form(1, code));
  assert_string_equal(room_text(out, "state"), "approved");
  assert_null(json_object_get(out, "tries_left"));
  json_decref(out);
}

static void a_mistyped_code_is_told_from_a_wrong_one(void **state) {
  char code[16];
  struct room *room = *state;
  struct phone phone = phone_of(room, FORGE_HOLDER);
  phone_code(room, 1, false, code);
  code[0] = code[0] == 'A' ? 'B' : 'A';
  assert_null(phone_apply(&phone, phone_form(1, code)));
  assert_int_equal(room->problem.reason, TX_BAD_ARGUMENT);
  assert_null(phone_apply(&phone, phone_form(1, "0000-0000-0"))); /* checks, and is nobody's */
  assert_int_equal(room->problem.reason, TX_NOT_ALLOWED);
}

static void who_guesses_codes_waits_longer_each_time(void **state) {
  struct room *room = *state;
  struct phone phone = phone_of(room, FORGE_HOLDER);
  enum tx_reason last = TX_OK;
  for (int i = 0; i < 12 && last != TX_BUSY; i++) {
    assert_null(phone_apply(&phone, phone_form(1, "0000-0000-0")));
    last = room->problem.reason;
  }
  assert_int_equal(last, TX_BUSY);
  phone_apply_to(&phone, phone_form(1, ""), "waiting"); /* the way without a code stays open */
}

static void a_new_slip_closes_the_one_before(void **state) {
  char first[16], second[16];
  struct room *room = *state;
  struct phone phone = phone_of(room, FORGE_HOLDER);
  phone_code(room, 1, false, first);
  phone_code(room, 1, false, second);
  assert_null(phone_apply(&phone, phone_form(1, first)));
  forgive(room);
  phone_apply_to(&phone, phone_form(1, second), "approved");
}

static void a_slip_is_over_after_sixty_days(void **state) {
  char code[16];
  struct room *room = *state;
  struct phone phone = phone_of(room, FORGE_HOLDER);
  phone_code(room, 1, false, code);
  room->now_s += CLAIM_LIFE_S - 1;
  struct phone other = phone_of(room, FORGE_OTHER_HOLDER);
  phone_apply_to(&other, phone_change(phone_form(1, code), "name", "李四"), "waiting");
  room->now_s++;
  assert_null(phone_apply(&phone, phone_form(1, code)));
  assert_int_equal(room->problem.reason, TX_NOT_ALLOWED);
  assert_string_equal(state_of_newest(room), "over");
}

static void nobody_lives_where_no_slip_is_made_for(void **state) {
  struct room *room = *state;
  assert_null(
      room_ask(room, "POST /v1/claims", json_pack("{s:s, s:s}", "unit", "3-2", "room", "999")));
  assert_int_equal(room->problem.reason, TX_NOT_FOUND);
  assert_null(room_ask(room, "POST /v1/claims", json_pack("{s:i}", "index", 99)));
  assert_int_equal(room->problem.reason, TX_NOT_FOUND);
}

/* --- many ------------------------------------------------------------------------------------- */

static void collect(void *context, const json_t *line) {
  json_t *claim = json_object_get(line, "claim");
  if (claim) json_array_append(context, claim);
}

static json_t *make_many(struct room *room, const char *body) {
  json_t *claims = json_array();
  struct socket_answer answer = { .line = collect, .context = claims };
  socket_ask(room->socket, "POST", "/v1/claims", "application/json", tx_span_text(body), &answer);
  assert_int_equal(answer.status, 200);
  free(answer.text);
  return claims;
}

static void every_home_gets_one_slip_and_only_once(void **state) {
  struct room *room = *state;
  json_t *first = make_many(room, "{}");
  assert_int_equal(json_array_size(first), 2); /* three people in two homes */
  json_t *again = make_many(room, "{}");
  assert_int_equal(json_array_size(again), 0);
  json_t *other = make_many(room, "{\"unit\": \"9\", \"renew\": true}");
  assert_int_equal(json_array_size(other), 0);
  json_t *renewed = make_many(room, "{\"unit\": \"3号楼2单元\", \"renew\": true}");
  assert_int_equal(json_array_size(renewed), 2);
  struct phone phone = phone_of(room, FORGE_HOLDER);
  const json_t *old = json_array_get(first, 0), *fresh = json_array_get(renewed, 0);
  assert_string_equal(room_text(fresh, "room"), "101");
  assert_null(phone_apply(&phone, phone_form(0, room_text(old, "code"))));
  forgive(room);
  phone_apply_to(&phone, phone_form(0, room_text(fresh, "code")), "approved");
  json_decref(first);
  json_decref(again);
  json_decref(other);
  json_decref(renewed);
}

/* --- asked twice, and by many ----------------------------------------------------------------- */

static unsigned post_with_key(struct room *room, const char *body, char answer[4096]) {
  long status = 0;
  FILE *out = fmemopen(answer, 4096, "w");
  CURL *curl = curl_easy_init();
  struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
  headers = curl_slist_append(headers, "Idempotency-Key: 7f0c");
  curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, room->socket);
  curl_easy_setopt(curl, CURLOPT_URL, "http://localhost/v1/applications");
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, phone_take);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, out);
  assert_int_equal(curl_easy_perform(curl), CURLE_OK);
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  curl_slist_free_all(headers);
  curl_easy_cleanup(curl);
  fclose(out);
  return (unsigned)status;
}

static void a_repeated_application_is_the_same_one(void **state) {
  char code[16], first[4096], second[4096];
  struct room *room = *state;
  struct phone phone = phone_of(room, FORGE_HOLDER);
  phone_code(room, 1, false, code);
  json_t *body = phone_sign(&phone, phone_form(1, code));
  char *text = json_dumps(body, 0);
  room->api.fixed_s = room->now_s;
  assert_int_equal(post_with_key(room, text, first), 201);
  assert_int_equal(post_with_key(room, text, second), 201);
  assert_string_equal(first, second); /* the pass too */
  assert_non_null(strstr(first, "\"approved\""));
  free(text);
  json_decref(body);
}

static void when_places_run_short_no_address_keeps_most_of_them(void **state) {
  char code[16];
  struct room *room = *state;
  struct phone phone = phone_of(room, FORGE_HOLDER);
  for (int i = 0; i < 100; i++) { /* half of the places */
    struct request request = room_request(room);
    char sql[400];
    snprintf(sql, sizeof sql,
             "insert into application (area, id, holder, subject, idx, claim, relation, state,"
             " differs, asked_at, decided_at, decided_by, origin, sealed) select %llu, %d,"
             " id_hash, id_hash, -1, 0, 0, 0, 1, %lld, 0, '', sealed, sealed from resident"
             " where idx = 0",
             (unsigned long long)ROOM_AREA, 1000 + i, (long long)room->now_s);
    assert_int_equal(db_exec(request.db, sql), TX_OK);
    request_end(room->server, &request);
  }
  static const enum forge_key keys[] = { FORGE_HOLDER, FORGE_OTHER_HOLDER };
  size_t taken = 0; /* a fair share is a twentieth of all places */
  for (size_t i = 0; i < 12; i++) {
    struct phone one = phone_of(room, keys[i % COUNT(keys)]);
    char number[19];
    snprintf(number, sizeof number, "E%08zu", i);
    json_t *form =
        phone_change(phone_change(phone_form(1, ""), "id_number", number), "id_type", "passport");
    json_t *out = phone_apply(&one, form);
    taken += out != NULL;
    if (!out) assert_int_equal(room->problem.reason, TX_BUSY);
    json_decref(out);
  }
  assert_int_equal(taken, 10);
  phone_code(room, 1, false, code);
  phone_apply_to(&phone, phone_form(1, code), "approved"); /* who has a code needs no place */
}

static void codes_that_are_over_are_forgotten(void **state) {
  char code[16];
  struct room *room = *state;
  struct phone phone = phone_of(room, FORGE_HOLDER);
  phone_code(room, 1, false, code);
  phone_apply_to(&phone, phone_form(1, code), "approved");
  assert_int_equal(retention_run(room->server, room->now_s + CLAIM_LIFE_S + 31 * 86400), TX_OK);
  json_t *all = room_get(room, "GET /v1/claims", NULL);
  assert_int_equal(json_array_size(json_object_get(all, "claims")), 0);
  json_decref(all);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    WITH_PEOPLE(a_code_is_shown_once_and_kept_as_a_hash),
    WITH_PEOPLE(five_tries_by_whom_it_does_not_fit_close_a_slip_and_the_office_sees_it),
    WITH_PEOPLE(a_wrong_name_is_a_wrong_try_and_a_right_one_is_none),
    WITH_PEOPLE(a_mistyped_code_is_told_from_a_wrong_one),
    WITH_PEOPLE(who_guesses_codes_waits_longer_each_time),
    WITH_PEOPLE(a_new_slip_closes_the_one_before),
    WITH_PEOPLE(a_slip_is_over_after_sixty_days),
    WITH_PEOPLE(nobody_lives_where_no_slip_is_made_for),
    WITH_PEOPLE(every_home_gets_one_slip_and_only_once),
    WITH_PEOPLE(a_repeated_application_is_the_same_one),
    WITH_PEOPLE(when_places_run_short_no_address_keeps_most_of_them),
    WITH_PEOPLE(codes_that_are_over_are_forgotten),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
