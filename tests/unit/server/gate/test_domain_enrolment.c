/* SPDX-License-Identifier: Apache-2.0 */
#include "gate_room.h"

#include "domain/gate/enroll.h"
#include "domain/key/tls_certificate.h"
#include "format/enrol.h"

#define URL "https://office.example:8443"

static struct tx_enrol draw(struct room *room) {
  struct tx_enrol enrol;
  json_t *out = room_get(room, "POST /v1/gates/codes",
                         json_pack("{s:s, s:s}", "area", ROOM_AREA_TEXT, "url", URL));
  assert_int_equal(tx_enrol_read(tx_span_text(room_text(out, "text")), &enrol), TX_OK);
  json_decref(out);
  return enrol;
}

static enum tx_reason enter_as(struct room *room, const struct tx_enrol *enrol, enum forge_key key,
                               const char *kind) {
  char token[HOST_BASE64_SIZE(TX_TOKEN_SIZE)], spki[HOST_BASE64_SIZE(TX_SPKI_MAX)];
  const struct tx_signer *signer = room->forge.keys[key];
  host_base64(tx_span_of(enrol->token, TX_TOKEN_SIZE), token);
  host_base64(tx_span_of(signer->spki, signer->spki_len), spki);
  json_t *out = room_ask(
      room, "POST /v1/gates",
      json_pack("{s:s, s:s, s:s, s:s}", "token", token, "key", spki, "name", "east", "kind", kind));
  if (!out) return room->problem.reason;
  assert_string_equal(room_text(out, "area"), ROOM_AREA_TEXT);
  json_decref(out);
  return TX_OK;
}

static enum tx_reason enter(struct room *room, const struct tx_enrol *enrol, enum forge_key key) {
  return enter_as(room, enrol, key, "pedestrian");
}

static void a_code_says_where_the_server_is_and_whom_to_trust(void **state) {
  struct room *room = *state;
  uint8_t tls[TX_HASH_SIZE];
  struct tx_enrol enrol = draw(room);
  HOST_FREE char *cert = host_path(room->data, "tls.crt");
  assert_int_equal(tls_hash(cert, tls), TX_OK);
  assert_string_equal(enrol.url, URL);
  assert_memory_equal(enrol.tls, tls, TX_HASH_SIZE);
  assert_memory_equal(enrol.pin.root, room->forge.keys[FORGE_ROOT]->hash, TX_HASH_SIZE);
  const struct signing *signing = signing_take(room->server);
  assert_int_equal(enrol.pin.seq, signing->trust->seq);
  signing_release(signing);
}

static void a_code_works_once(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  struct tx_enrol enrol = draw(room);
  assert_int_equal(enter(room, &enrol, FORGE_GATE), TX_OK);
  assert_int_equal(enter(room, &enrol, FORGE_OTHER_GATE), TX_NOT_ALLOWED);
  assert_int_equal(gate_send(room, FORGE_GATE, 1, 1, &answer), TX_OK);
}

static void a_code_lives_a_quarter_of_an_hour(void **state) {
  struct room *room = *state;
  struct tx_enrol enrol = draw(room);
  room->now_s += ENROLL_LIFE_S + 1;
  assert_int_equal(enter(room, &enrol, FORGE_GATE), TX_NOT_ALLOWED);
}

static void a_code_is_not_used_up_by_a_gate_that_could_not_register(void **state) {
  struct room *room = *state;
  gate_register(room, FORGE_GATE, "west");
  struct tx_enrol enrol = draw(room);
  assert_int_equal(enter_as(room, &enrol, FORGE_GATE, "vehicle"), TX_CONFLICT);
  assert_int_equal(enter(room, &enrol, FORGE_OTHER_GATE), TX_OK);
}

/* It was registered, and lost power before it wrote that down. */
static void a_gate_that_comes_again_with_its_key_stays_registered(void **state) {
  struct room *room = *state;
  struct tx_enrol first = draw(room), second = draw(room);
  assert_int_equal(enter(room, &first, FORGE_GATE), TX_OK);
  assert_int_equal(enter(room, &first, FORGE_GATE), TX_NOT_ALLOWED);
  assert_int_equal(enter(room, &second, FORGE_GATE), TX_OK);
}

static void a_guessed_token_opens_nothing(void **state) {
  struct room *room = *state;
  struct tx_enrol enrol = draw(room);
  enrol.token[0] ^= 1;
  assert_int_equal(enter(room, &enrol, FORGE_GATE), TX_NOT_ALLOWED);
}

static void an_unprotected_url_is_for_this_machine_only(void **state) {
  struct room *room = *state;
  assert_null(
      room_ask(room, "POST /v1/gates/codes",
               json_pack("{s:s, s:s}", "area", ROOM_AREA_TEXT, "url", "http://office.example")));
  assert_int_equal(room->problem.reason, TX_BAD_ARGUMENT);
  room_do(room, "POST /v1/gates/codes",
          json_pack("{s:s, s:s}", "area", ROOM_AREA_TEXT, "url", "http://127.0.0.1:8080"));
}

static void the_tls_key_is_its_owners_alone(void **state) {
  struct room *room = *state;
  struct stat info;
  HOST_FREE char *path = host_path(room->data, "tls.key");
  assert_int_equal(stat(path, &info), 0);
  assert_int_equal(info.st_mode & 0777, 0600);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    IN_A_ROOM(a_code_says_where_the_server_is_and_whom_to_trust),
    IN_A_ROOM(a_code_works_once),
    IN_A_ROOM(a_code_lives_a_quarter_of_an_hour),
    IN_A_ROOM(a_code_is_not_used_up_by_a_gate_that_could_not_register),
    IN_A_ROOM(a_gate_that_comes_again_with_its_key_stays_registered),
    IN_A_ROOM(a_guessed_token_opens_nothing),
    IN_A_ROOM(an_unprotected_url_is_for_this_machine_only),
    IN_A_ROOM(the_tls_key_is_its_owners_alone),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
