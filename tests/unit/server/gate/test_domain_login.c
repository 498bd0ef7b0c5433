/* SPDX-License-Identifier: Apache-2.0 */
#include "gate_room.h"

#include "domain/gate/login.h"
#include "domain/gate/registry.h"

#include <curl/curl.h>

#define ORIGIN "http://127.0.0.1:8080"

static const char *const origins[] = { ORIGIN, NULL };

struct attempt {
  enum forge_key who, signer;
  const char *audience;
  int64_t iat;
  uint8_t nonce[TX_NONCE_SIZE];
};

static struct attempt good_attempt(struct room *room) {
  struct attempt attempt = { FORGE_GATE, FORGE_GATE, ORIGIN, ROOM_NOW, { 0 } };
  room->server->origins = origins;
  assert_int_equal(login_nonce(room->server, ROOM_NOW, attempt.nonce), TX_OK);
  return attempt;
}

static enum tx_reason sign_in(struct room *room, const struct attempt *attempt, json_t **out) {
  uint8_t bytes[TX_LOGIN_MAX];
  char name[TX_GATE_NAME_SIZE + 1];
  size_t n = 0;
  tx_gate_name(room->forge.keys[attempt->who]->hash, name);
  struct tx_login login = { .who = tx_span_text(name),
                            .audience = tx_span_text(attempt->audience),
                            .iat = attempt->iat };
  memcpy(login.nonce, attempt->nonce, TX_NONCE_SIZE);
  assert_int_equal(
      tx_login_sign(&login, room->forge.keys[attempt->signer], bytes, sizeof bytes, &n), TX_OK);
  *out = room_send(room, "POST /v1/gates/token", "application/cose", tx_span_of(bytes, n));
  return *out ? TX_OK : room->problem.reason;
}

static void a_gate_signs_in_and_may_read_for_an_hour(void **state) {
  struct room *room = *state;
  json_t *out;
  struct gate_row gate;
  gate_register(room, FORGE_GATE, "east");
  room_do(room, "POST /v1/publications", NULL);
  struct attempt attempt = good_attempt(room);
  assert_int_equal(sign_in(room, &attempt, &out), TX_OK);
  const char *token = room_text(out, "token");
  assert_true(login_token_holds(room->server, ROOM_NOW + 3599, token, &gate));
  assert_int_equal(gate_registry_heard(room->server->gates, gate.name), ROOM_NOW + 3599);
  assert_string_equal(gate.label, "east");
  assert_false(login_token_holds(room->server, ROOM_NOW + 3600, token, &gate));
  assert_string_equal(json_string_value(json_array_get(json_object_get(out, "subscriptions"), 0)),
                      ROOM_AREA_TEXT);
  json_decref(out);
}

static void a_sign_in_is_worth_one_token(void **state) {
  struct room *room = *state;
  json_t *out;
  gate_register(room, FORGE_GATE, "east");
  struct attempt attempt = good_attempt(room);
  assert_int_equal(sign_in(room, &attempt, &out), TX_OK);
  json_decref(out);
  assert_int_equal(sign_in(room, &attempt, &out), TX_NOT_ALLOWED);
}

static void a_gate_that_was_shut_out_does_not_sign_in(void **state) {
  struct room *room = *state;
  json_t *out;
  char name[TX_GATE_NAME_SIZE + 1];
  gate_register(room, FORGE_GATE, "east");
  struct attempt attempt = good_attempt(room);
  tx_gate_name(room->forge.keys[FORGE_GATE]->hash, name);
  gate_remove(room, name);
  assert_int_equal(sign_in(room, &attempt, &out), TX_KEY_REVOKED);
}

/* Asks for anything with a token, and says what it holds. */
static void ask_holding(struct room *room, const char *token, const char *holds) {
  char bearer[512], said[200];
  CURL *curl = curl_easy_init();
  snprintf(bearer, sizeof bearer, "Authorization: Bearer %s", token);
  snprintf(said, sizeof said, "Tongxing-Holds: %s", holds);
  struct curl_slist *headers = curl_slist_append(curl_slist_append(NULL, bearer), said);
  curl_easy_setopt(curl, CURLOPT_URL, "http://localhost/healthz");
  curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, room->socket);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
  assert_int_equal(curl_easy_perform(curl), CURLE_OK);
  curl_slist_free_all(headers);
  curl_easy_cleanup(curl);
}

static void what_a_gate_holds_and_has_not_sent_is_told_with_its_token(void **state) {
  struct room *room = *state;
  json_t *signed_in, *out;
  gate_register(room, FORGE_GATE, "east");
  struct attempt attempt = good_attempt(room);
  assert_int_equal(sign_in(room, &attempt, &signed_in), TX_OK);
  ask_holding(room, "no token", "trust=9 policy=9 list=9 unsent=9");
  ask_holding(room, room_text(signed_in, "token"), "list=1640995200");
  out = room_get(room, "GET /v1/gates", NULL);
  assert_null(json_object_get(json_array_get(json_object_get(out, "gates"), 0), "held"));
  json_decref(out);
  ask_holding(room, room_text(signed_in, "token"), "trust=3 policy=7 list=1640995200 unsent=12");
  out = room_get(room, "GET /v1/gates", NULL);
  const json_t *gate = json_array_get(json_object_get(out, "gates"), 0);
  assert_int_equal(room_int(gate, "unsent"), 12);
  assert_int_equal(room_int(json_object_get(gate, "held"), "trust"), 3);
  assert_int_equal(room_int(json_object_get(gate, "held"), "policy"), 7);
  assert_int_equal(room_int(json_object_get(gate, "held"), "list"), 1640995200);
  json_decref(out);
  json_decref(signed_in);
}

static void nobody_signs_in_for_another(void **state) {
  struct room *room = *state;
  json_t *out;
  gate_register(room, FORGE_GATE, "east");
  gate_register(room, FORGE_OTHER_GATE, "west");
  struct attempt attempt = good_attempt(room);
  attempt.signer = FORGE_OTHER_GATE;
  assert_int_equal(sign_in(room, &attempt, &out), TX_BAD_SIGNATURE);
  attempt.who = attempt.signer = FORGE_STRANGER;
  assert_int_equal(sign_in(room, &attempt, &out), TX_UNKNOWN_KEY);
}

static void a_sign_in_meant_for_another_server_is_refused(void **state) {
  struct room *room = *state;
  json_t *out;
  gate_register(room, FORGE_GATE, "east");
  struct attempt attempt = good_attempt(room);
  attempt.audience = "https://elsewhere.example";
  assert_int_equal(sign_in(room, &attempt, &out), TX_NOT_ALLOWED);
}

static void an_old_or_invented_nonce_is_refused(void **state) {
  struct room *room = *state;
  json_t *out;
  gate_register(room, FORGE_GATE, "east");
  struct attempt attempt = good_attempt(room);
  attempt.nonce[15] ^= 1;
  assert_int_equal(sign_in(room, &attempt, &out), TX_NOT_ALLOWED);
  attempt = good_attempt(room);
  room->now_s += LOGIN_NONCE_LIFE_S + 1;
  attempt.iat = room->now_s;
  assert_int_equal(sign_in(room, &attempt, &out), TX_NOT_ALLOWED);
}

static void a_token_dies_with_its_gate_and_the_neighbours_get_a_new_key(void **state) {
  struct room *room = *state;
  json_t *out;
  struct gate_row gate;
  gate_register(room, FORGE_GATE, "east");
  struct attempt attempt = good_attempt(room);
  assert_int_equal(sign_in(room, &attempt, &out), TX_OK);
  const struct neighbour_keys before = gate_neighbour_keys(room);
  gate_remove(room, "east");
  assert_false(login_token_holds(room->server, ROOM_NOW, room_text(out, "token"), &gate));
  const struct neighbour_keys after = gate_neighbour_keys(room);
  assert_memory_not_equal(before.current.bytes, after.current.bytes, TX_NEIGHBOUR_KEY_SIZE);
  assert_int_equal(after.current.id, before.current.id + 1);
  json_decref(out);
}

static void check_key(const json_t *told, const struct tx_neighbour_key *key) {
  char base64[HOST_BASE64_SIZE(TX_NEIGHBOUR_KEY_SIZE)];
  host_base64(tx_span_of(key->bytes, sizeof key->bytes), base64);
  assert_int_equal(room_int(told, "id"), key->id);
  assert_string_equal(room_text(told, "key"), base64);
}

static void a_gate_that_signs_in_gets_the_key_and_the_one_before_it(void **state) {
  struct room *room = *state;
  json_t *out;
  gate_register(room, FORGE_GATE, "east");
  gate_register(room, FORGE_OTHER_GATE, "west");
  const struct neighbour_keys before = gate_neighbour_keys(room);
  struct attempt attempt = good_attempt(room);
  assert_int_equal(sign_in(room, &attempt, &out), TX_OK);
  check_key(json_object_get(out, "neighbour"), &before.current);
  assert_true(json_is_null(json_object_get(json_object_get(out, "neighbour"), "previous")));
  json_decref(out);
  gate_remove(room, "west");
  const struct neighbour_keys after = gate_neighbour_keys(room);
  attempt = good_attempt(room);
  assert_int_equal(sign_in(room, &attempt, &out), TX_OK);
  check_key(json_object_get(out, "neighbour"), &after.current);
  check_key(json_object_get(json_object_get(out, "neighbour"), "previous"), &before.current);
  json_decref(out);
}

static void a_token_cannot_be_made_or_stretched(void **state) {
  struct room *room = *state;
  json_t *out;
  struct gate_row gate;
  char token[LOGIN_TOKEN_MAX];
  gate_register(room, FORGE_GATE, "east");
  struct attempt attempt = good_attempt(room);
  assert_int_equal(sign_in(room, &attempt, &out), TX_OK);
  snprintf(token, sizeof token, "%s", room_text(out, "token"));
  for (size_t i = 0; token[i]; i++) {
    char kept = token[i];
    token[i] = kept == '1' ? '2' : '1';
    ASSERT_ROW(!login_token_holds(room->server, ROOM_NOW, token, &gate), token);
    token[i] = kept;
  }
  assert_false(login_token_holds(room->server, ROOM_NOW, "", &gate));
  assert_false(login_token_holds(room->server, ROOM_NOW, "...", &gate));
  json_decref(out);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    IN_A_ROOM(a_gate_signs_in_and_may_read_for_an_hour),
    IN_A_ROOM(a_sign_in_is_worth_one_token),
    IN_A_ROOM(a_gate_that_was_shut_out_does_not_sign_in),
    IN_A_ROOM(what_a_gate_holds_and_has_not_sent_is_told_with_its_token),
    IN_A_ROOM(nobody_signs_in_for_another),
    IN_A_ROOM(a_sign_in_meant_for_another_server_is_refused),
    IN_A_ROOM(an_old_or_invented_nonce_is_refused),
    IN_A_ROOM(a_token_dies_with_its_gate_and_the_neighbours_get_a_new_key),
    IN_A_ROOM(a_gate_that_signs_in_gets_the_key_and_the_one_before_it),
    IN_A_ROOM(a_token_cannot_be_made_or_stretched),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
