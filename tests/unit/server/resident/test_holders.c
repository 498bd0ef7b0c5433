/* SPDX-License-Identifier: Apache-2.0 */
/* What a phone may see: by its key alone, for an hour, and only what is its own. */
#include "phone_room.h"

#include "domain/holder/session.h"

/* --- sessions --------------------------------------------------------------------------------- */

static void a_phone_that_this_server_does_not_know_gets_no_session(void **state) {
  struct phone phone = phone_of(*state, FORGE_HOLDER);
  assert_int_equal(phone_sign_in(&phone), 401);
  assert_string_equal(phone.cookie, "");
}

static void a_phone_signs_in_by_its_key_and_by_its_pass(void **state) {
  struct phone phone = phone_holder(*state, FORGE_HOLDER, 1);
  assert_int_equal(phone_sign_in(&phone), 201);
  assert_int_equal(strncmp(phone.cookie, "__Host-tx-holder=", 17), 0);
  assert_int_equal(phone_sign_in_as(&phone, ROOM_AREA_TEXT "/1"), 201);
  json_t *me = phone_get(&phone, "/v1/me", "");
  assert_int_equal(room_int(phone_first(me, "passes"), "index"), 1);
  json_decref(me);
}

static void nobody_signs_in_with_another_phones_key(void **state) {
  char spki[HOST_BASE64_SIZE(TX_SPKI_MAX)];
  struct phone phone = phone_holder(*state, FORGE_HOLDER, 1);
  struct phone thief = phone_of(*state, FORGE_OTHER_HOLDER);
  phone_spki(&phone, spki);
  assert_int_equal(phone_sign_in_as(&thief, spki), 401);
  assert_int_equal(phone_sign_in_as(&thief, ROOM_AREA_TEXT "/1"), 401);
  assert_int_equal(phone_sign_in_as(&thief, ROOM_AREA_TEXT "/"), 401);
  assert_int_equal(phone_sign_in_as(&thief, ROOM_AREA_TEXT "/99999999"), 401);
  assert_int_equal(phone_sign_in_as(&thief, "apply"), 401);
}

static void a_sign_in_is_good_once_and_for_this_server(void **state) {
  uint8_t login[TX_LOGIN_MAX];
  char spki[HOST_BASE64_SIZE(TX_SPKI_MAX)];
  struct room *room = *state;
  struct phone phone = phone_holder(room, FORGE_HOLDER, 1);
  phone_spki(&phone, spki);
  size_t n = phone_login(&phone, spki, PHONE_ORIGIN, login);
  json_t *out =
      room_send(room, "POST /v1/holders/sessions", "application/cose", tx_span_of(login, n));
  assert_non_null(out);
  json_decref(out);
  assert_null(
      room_send(room, "POST /v1/holders/sessions", "application/cose", tx_span_of(login, n)));
  assert_int_equal(room->problem.reason, TX_NOT_ALLOWED);
  n = phone_login(&phone, spki, "https://elsewhere.example", login);
  assert_null(
      room_send(room, "POST /v1/holders/sessions", "application/cose", tx_span_of(login, n)));
  assert_int_equal(room->problem.reason, TX_NOT_ALLOWED);
}

static void a_session_ends_after_an_hour_and_when_it_is_closed(void **state) {
  struct room *room = *state;
  struct phone phone = phone_holder(room, FORGE_HOLDER, 1);
  phone_sign_in(&phone);
  room->now_s += HOLDER_SESSION_S - 1;
  json_decref(phone_get(&phone, "/v1/me", ""));
  assert_int_equal(phone.status, 200);
  room->now_s++;
  json_decref(phone_get(&phone, "/v1/me", ""));
  assert_int_equal(phone.status, 401);
  phone_sign_in(&phone);
  struct socket_answer answer = { 0 };
  memcpy(answer.session, phone.cookie, sizeof answer.session);
  socket_ask(room->socket, "DELETE", "/v1/holders/sessions/current", NULL, tx_span_text(""),
             &answer);
  free(answer.text);
  json_decref(phone_get(&phone, "/v1/me", ""));
  assert_int_equal(phone.status, 401);
}

/* A browser sends what other servers of this host set under the same name as well. */
static void another_cookie_of_that_name_hides_no_session(void **state) {
  struct room *room = *state;
  char both[192];
  struct phone phone = phone_holder(room, FORGE_HOLDER, 1);
  phone_sign_in(&phone);
  snprintf(both, sizeof both, "__Host-tx-holder=other; %.140s", phone.cookie);
  snprintf(phone.cookie, sizeof phone.cookie, "%s", both);
  json_decref(phone_get(&phone, "/v1/me", ""));
  assert_int_equal(phone.status, 200);
  struct socket_answer answer = { 0 };
  snprintf(answer.session, sizeof answer.session, "%s", both);
  socket_ask(room->socket, "DELETE", "/v1/holders/sessions/current", NULL, tx_span_text(""),
             &answer);
  free(answer.text);
  json_decref(phone_get(&phone, "/v1/me", ""));
  assert_int_equal(phone.status, 401);
}

static void a_new_sign_in_ends_the_session_before(void **state) {
  struct room *room = *state;
  struct phone phone = phone_holder(room, FORGE_HOLDER, 1);
  phone_sign_in(&phone);
  struct phone before = phone;
  phone_sign_in(&phone);
  json_decref(phone_get(&before, "/v1/me", ""));
  assert_int_equal(before.status, 401);
  json_decref(phone_get(&phone, "/v1/me", ""));
  assert_int_equal(phone.status, 200);
}

/* Rows that are over go, and no token is kept as it is. */
static void a_stolen_database_opens_no_session(void **state) {
  struct room *room = *state;
  struct phone phone = phone_holder(room, FORGE_HOLDER, 1);
  phone_sign_in(&phone);
  struct request request = room_request(room);
  {
    DB_ROWS rows = db_select(request.db, "select hash from holder_session", DB_NONE);
    assert_true(db_next(&rows));
    char hex[2 * TX_HASH_SIZE + 1];
    host_hex(db_column_bytes(&rows, 0), hex);
    assert_null(strstr(phone.cookie, hex));
  }
  bool left = true;
  request.now_s += HOLDER_SESSION_S + 1;
  assert_int_equal(holder_session_expire(&request, &left), TX_OK);
  {
    DB_ROWS rows = db_select(request.db, "select hash from holder_session", DB_NONE);
    assert_false(db_next(&rows));
  }
  request_end(room->server, &request);
}

/* --- what is theirs --------------------------------------------------------------------------- */

static void a_phone_sees_its_pass_and_nobody_elses(void **state) {
  struct room *room = *state;
  struct phone phone = phone_holder(room, FORGE_HOLDER, 1);
  struct phone other = phone_holder(room, FORGE_OTHER_HOLDER, 0);
  json_t *me = phone_me(&phone);
  assert_int_equal(json_array_size(json_object_get(me, "passes")), 1);
  const json_t *pass = phone_first(me, "passes");
  assert_int_equal(room_int(pass, "index"), 1);
  assert_string_equal(room_text(pass, "name"), "张*");
  assert_string_equal(room_text(pass, "relation"), "own");
  struct tx_pass read = room_read_pass(room, room_text(pass, "text"));
  struct tx_holder holder;
  assert_true(tx_key_holder(phone.key, &holder));
  assert_true(read.bound);
  assert_memory_equal(read.holder.x, holder.x, sizeof holder.x);
  char *all = json_dumps(me, 0);
  assert_null(strstr(all, "张三"));
  assert_null(strstr(all, "99010119800307891X"));
  free(all);
  json_decref(me);
  me = phone_me(&other);
  assert_int_equal(room_int(phone_first(me, "passes"), "index"), 0);
  json_decref(me);
}

static void nothing_new_is_told_in_one_line(void **state) {
  struct room *room = *state;
  struct phone phone = phone_holder(room, FORGE_HOLDER, 1);
  json_decref(phone_me(&phone));
  char tag[128];
  memcpy(tag, phone.etag, sizeof tag);
  assert_true(strlen(tag) > 10);
  room->now_s += 30; /* the clock alone is no news */
  json_decref(phone_get(&phone, "/v1/me", tag));
  assert_int_equal(phone.status, 304);
  room_feed(room, 1, "health", "yellow", "2022-01-08");
  json_t *me = phone_get(&phone, "/v1/me", tag);
  assert_int_equal(phone.status, 200);
  json_decref(me);
}

static void a_holder_is_told_who_restrains_them_and_until_when(void **state) {
  struct room *room = *state;
  struct phone phone = phone_holder(room, FORGE_HOLDER, 1);
  room_feed(room, 1, "health", "red", "2022-01-08");
  room_set_state(room, 1, "suspended");
  json_t *me = phone_me(&phone);
  const json_t *list = json_object_get(phone_first(me, "passes"), "restraints");
  assert_int_equal(json_array_size(list), 2);
  const json_t *state_of = json_array_get(list, 0), *health = json_array_get(list, 1);
  assert_string_equal(room_text(state_of, "value"), "suspended");
  assert_string_equal(room_text(state_of, "ground"), "B1");
  assert_string_equal(room_text(state_of, "ground_zh"), "本人挂失");
  assert_string_equal(room_text(state_of, "evidence"), "by telephone");
  assert_true(*room_text(state_of, "by") != '\0');
  assert_string_equal(room_text(health, "value"), "red");
  assert_string_equal(room_text(health, "by"), "hospital");
  assert_true(room_int(health, "until") > room->now_s);
  json_decref(me);
}

/* --- the test that is asked for --------------------------------------------------------------- */

static void publish(struct room *room, const char *rules) {
  char text[2048];
  snprintf(text, sizeof text,
           "{\"area\": 610113001001, \"orders\": [{\"id\": \"o1\", \"document\": \"雁塔2022-3\", "
           "\"issuer\": \"街道\", \"valid_from\": 1640000000, \"valid_to\": 1700000000, "
           "\"rules\": [%s]}]}",
           rules);
  room_must_publish(room, "POST /v1/policies?accept=because", json_loads(text, 0, NULL));
}

#define TEST_RULE(id, logic)                                                                       \
  "{\"id\": \"" id "\", \"topic\": \"test\", \"logic\": " logic ", \"on_fail\": \"warn\", "        \
  "\"say\": {\"zh\": \"请做核酸\", \"en\": \"Please be tested\"}}"
#define NOT_OLDER(hours)                                                                           \
  "{\"and\": [{\"===\": [{\"var\": \"record.test\"}, \"negative\"]}, "                             \
  "{\"<=\": [{\"var\": \"record.sampled_age_s\"}, " hours " ]}]}"

static const json_t *test_of(const json_t *me) {
  return json_object_get(phone_first(me, "passes"), "test");
}

static void the_hours_that_a_test_counts_are_those_of_the_rules_in_force(void **state) {
  struct room *room = *state;
  struct phone phone = phone_holder(room, FORGE_HOLDER, 1);
  json_t *me = phone_me(&phone);
  assert_null(test_of(me)); /* no rule asks */
  json_decref(me);
  publish(room, TEST_RULE("t72", NOT_OLDER("259200")) ", " TEST_RULE("t48", NOT_OLDER("172800")));
  me = phone_me(&phone);
  assert_int_equal(room_int(test_of(me), "hours"), 48);
  assert_int_equal(room_int(test_of(me), "hours_left"), 0); /* never tested */
  assert_string_equal(room_text(test_of(me), "document"), "雁塔2022-3");
  json_decref(me);
  room_feed(room, 1, "test", "negative", ""); /* a swab eight hours ago */
  room->now_s += 1234;                        /* whatever the minute is */
  me = phone_me(&phone);
  assert_int_equal(room_int(test_of(me), "hours"), 48);
  assert_int_equal(room_int(test_of(me), "hours_left"), 39);
  json_decref(me);
  room->now_s += 40 * 3600; /* it counts no more */
  me = phone_me(&phone);
  assert_int_equal(room_int(test_of(me), "hours_left"), 0);
  json_decref(me);
}

static void a_rule_that_was_written_by_hand_is_asked_as_well(void **state) {
  struct room *room = *state;
  struct phone phone = phone_holder(room, FORGE_HOLDER, 1);
  publish(room, TEST_RULE("odd", "{\"!\": [{\"and\": [{\"!\": [{\"===\": [{\"var\": "
                                 "\"record.health\"}, \"red\"]}]}, {\">\": [{\"+\": [{\"var\": "
                                 "\"record.sampled_age_s\"}, 3600]}, 90000]}]}]}"));
  json_t *me = phone_me(&phone);
  assert_int_equal(room_int(test_of(me), "hours"), 24);
  json_decref(me);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    WITH_PEOPLE(a_phone_that_this_server_does_not_know_gets_no_session),
    WITH_PEOPLE(a_phone_signs_in_by_its_key_and_by_its_pass),
    WITH_PEOPLE(nobody_signs_in_with_another_phones_key),
    WITH_PEOPLE(a_sign_in_is_good_once_and_for_this_server),
    WITH_PEOPLE(a_session_ends_after_an_hour_and_when_it_is_closed),
    WITH_PEOPLE(another_cookie_of_that_name_hides_no_session),
    WITH_PEOPLE(a_new_sign_in_ends_the_session_before),
    WITH_PEOPLE(a_stolen_database_opens_no_session),
    WITH_PEOPLE(a_phone_sees_its_pass_and_nobody_elses),
    WITH_PEOPLE(nothing_new_is_told_in_one_line),
    WITH_PEOPLE(a_holder_is_told_who_restrains_them_and_until_when),
    WITH_PEOPLE(the_hours_that_a_test_counts_are_those_of_the_rules_in_force),
    WITH_PEOPLE(a_rule_that_was_written_by_hand_is_asked_as_well),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
