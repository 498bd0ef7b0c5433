/* SPDX-License-Identifier: Apache-2.0 */
#include "gate_room.h"

#include "api/gate/access.h"
#include "domain/gate/login.h"
#include "domain/gate/registry.h"
#include "http/routes.h"
#include "store/resident/residents.h"

#include <curl/curl.h>

/* What is shown of the gate east. */
static json_t *shown(struct room *room) {
  return room_get(room, "GET /v1/gates/east/events", NULL);
}

/* All of them are shown, and the server counts no others. */
static size_t stored(struct room *room) {
  json_t *out = shown(room), *status = room_get(room, "GET /v1/status", NULL);
  size_t count = json_array_size(json_object_get(out, "events"));
  assert_int_equal(room_int(status, "events"), count);
  json_decref(status);
  json_decref(out);
  return count;
}

/* The admissions that a gate learns of; the caller frees *out. */
static size_t history(struct room *room, const char *but, int64_t since,
                      struct gate_admission **out) {
  struct gate_row gate = { .area = ROOM_AREA };
  size_t count = 0;
  struct request request = room_request(room);
  snprintf(gate.name, sizeof gate.name, "%s", but);
  assert_int_equal(gate_history(room->server, &request, &gate, since, out, &count), TX_OK);
  request_end(room->server, &request);
  return count;
}

static void each_event_is_stored_once_and_acknowledged(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  gate_register(room, FORGE_GATE, "east");
  assert_int_equal(gate_send(room, FORGE_GATE, 1, 3, &answer), TX_OK);
  assert_int_equal(answer.acknowledged, 3);
  assert_int_equal(gate_send(room, FORGE_GATE, 1, 3, &answer), TX_OK);
  assert_int_equal(answer.acknowledged, 3);
  assert_int_equal(answer.stored, 0);
  assert_int_equal(gate_send(room, FORGE_GATE, 2, 4, &answer), TX_OK);
  assert_int_equal(answer.acknowledged, 5);
  assert_int_equal(answer.stored, 2);
  assert_int_equal(stored(room), 5);
}

/* A figure of the office: no person stands in it. */
static void the_hours_of_a_day_add_up_to_what_was_sent(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  size_t i;
  long long sum = 0;
  const json_t *hour;
  gate_register(room, FORGE_GATE, "east");
  assert_int_equal(gate_send(room, FORGE_GATE, 1, 5, &answer), TX_OK);
  json_t *out = room_get(room, "GET /v1/events/hours?hours=48", NULL);
  assert_int_equal(json_array_size(json_object_get(out, "hours")), 48);
  json_array_foreach(json_object_get(out, "hours"), i, hour) {
    sum += room_int(hour, "in") + room_int(hour, "out") + room_int(hour, "refused");
  }
  assert_int_equal(sum, 5);
  json_decref(out);
}

static bool it_runs(struct room *room, const char *program) {
  json_t *out = room_get(room, "GET /v1/gates", NULL);
  const json_t *gate = json_array_get(json_object_get(out, "gates"), 0);
  const char *told = json_string_value(json_object_get(gate, "program"));
  const bool same = told && strcmp(told, program) == 0;
  json_decref(out);
  return same;
}

/* It is the gate's own word, and stays when gates are read anew. */
static void what_a_gate_runs_is_told_if_it_is_plain(void **state) {
  struct room *room = *state;
  struct gate_registry *gates = room->server->gates;
  gate_register(room, FORGE_GATE, "east");
  json_t *out = room_get(room, "GET /v1/gates", NULL);
  const json_t *gate = json_array_get(json_object_get(out, "gates"), 0);
  const char *name = json_string_value(json_object_get(gate, "gate"));
  assert_null(json_object_get(gate, "program"));
  gate_registry_runs(gates, name, "tongxing-gate/9.8.7");
  assert_true(it_runs(room, "tongxing-gate/9.8.7"));
  gate_registry_runs(gates, name, "with a space");
  gate_registry_runs(gates, name, "\xff\xfe");
  gate_registry_runs(gates, name, "longer-than-anybody-has-to-read-on-the-desk/1");
  gate_registry_runs(gates, "none", "tongxing-gate/1");
  assert_true(it_runs(room, "tongxing-gate/9.8.7"));
  struct request request = room_request(room);
  assert_int_equal(gate_registry_load(gates, request.db), TX_OK);
  request_end(room->server, &request);
  assert_true(it_runs(room, "tongxing-gate/9.8.7"));
  json_decref(out);
}

static void a_hole_is_never_acknowledged(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  gate_register(room, FORGE_GATE, "east");
  assert_int_equal(gate_send(room, FORGE_GATE, 1, 2, &answer), TX_OK);
  assert_int_equal(gate_send(room, FORGE_GATE, 5, 2, &answer), TX_CONFLICT);
  assert_int_equal(answer.expected, 3);
  assert_int_equal(stored(room), 2);
}

static void a_declared_gap_is_recorded_and_not_silently_closed(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  gate_register(room, FORGE_GATE, "east");
  FORGED batch = gate_batch(room, FORGE_GATE, 8, 2, 1, 7);
  assert_int_equal(gate_take(room, forge_span(&batch), &answer), TX_OK);
  assert_int_equal(answer.acknowledged, 9);
  json_t *out = shown(room);
  const json_t *gap = json_array_get(json_object_get(out, "gaps"), 0);
  assert_int_equal(room_int(gap, "from"), 1);
  assert_int_equal(room_int(gap, "to"), 7);
  json_decref(out);
}

static void a_gap_that_leaves_another_hole_is_refused(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  gate_register(room, FORGE_GATE, "east");
  FORGED batch = gate_batch(room, FORGE_GATE, 8, 2, 3, 7);
  assert_int_equal(gate_take(room, forge_span(&batch), &answer), TX_CONFLICT);
  assert_int_equal(answer.expected, 1);
  FORGED short_gap = gate_batch(room, FORGE_GATE, 8, 2, 1, 5);
  assert_int_equal(gate_take(room, forge_span(&short_gap), &answer), TX_CONFLICT);
  json_t *out = shown(room);
  assert_int_equal(json_array_size(json_object_get(out, "gaps")), 0);
  json_decref(out);
}

static void a_stranger_and_a_gate_shut_out_are_told_apart(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  gate_register(room, FORGE_GATE, "east");
  assert_int_equal(gate_send(room, FORGE_STRANGER, 1, 1, &answer), TX_UNKNOWN_KEY);
  gate_remove(room, "east");
  assert_int_equal(gate_send(room, FORGE_GATE, 1, 1, &answer), TX_KEY_REVOKED);
  assert_int_equal(stored(room), 0);
}

static void every_byte_of_a_batch_counts(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  gate_register(room, FORGE_GATE, "east");
  FORGED batch = gate_batch(room, FORGE_GATE, 1, 1, 0, 0);
  for (size_t i = 0; i < batch.n; i++) {
    batch.p[i] ^= 1;
    assert_int_not_equal(gate_take(room, forge_span(&batch), &answer), TX_OK);
    batch.p[i] ^= 1;
  }
  assert_int_equal(stored(room), 0);
}

static void gates_count_each_for_itself(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  gate_register(room, FORGE_GATE, "east");
  gate_register(room, FORGE_OTHER_GATE, "west");
  assert_int_equal(gate_send(room, FORGE_GATE, 1, 3, &answer), TX_OK);
  assert_int_equal(gate_send(room, FORGE_OTHER_GATE, 1, 1, &answer), TX_OK);
  assert_int_equal(answer.acknowledged, 1);
}

static void a_gate_learns_of_admissions_at_the_others(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  struct gate_admission *rows = NULL;
  char name[TX_GATE_NAME_SIZE + 1];
  room_import(room);
  gate_register(room, FORGE_GATE, "east");
  gate_register(room, FORGE_OTHER_GATE, "west");
  assert_int_equal(gate_send(room, FORGE_GATE, 1, 2, &answer), TX_OK);
  tx_gate_name(room->forge.keys[FORGE_OTHER_GATE]->hash, name);
  assert_int_equal(history(room, name, ROOM_NOW + 2, &rows), 1);
  assert_int_equal(rows[0].index, 1);
  assert_int_equal(rows[0].at, ROOM_NOW + 2);
  free(rows);
  tx_gate_name(room->forge.keys[FORGE_GATE]->hash, name);
  assert_int_equal(history(room, name, 0, &rows), 0);
  free(rows);
}

/* By a gate whose clock was 20 days ahead: it is nobody's last passage for 20 days. */
static void what_a_gate_dated_ahead_happened_when_it_came(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  struct gate_admission *rows = NULL;
  gate_register(room, FORGE_GATE, "east");
  room->now_s = ROOM_NOW - 20 * 86400;
  assert_int_equal(gate_send(room, FORGE_GATE, 1, 1, &answer), TX_OK);
  assert_int_equal(history(room, "", room->now_s, &rows), 1);
  assert_int_equal(rows[0].at, room->now_s);
  free(rows);
  assert_int_equal(history(room, "", room->now_s + 1, &rows), 0);
  free(rows);
}

/* Index 1 of the roster lives in 3-2, in the second household that was given a number there. */
static void a_household_is_told_as_neighbours_tag_it_and_never_by_its_number(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  struct tx_pass pass = { .area = ROOM_AREA, .unit = "3-2", .household = -1 };
  struct resident resident;
  uint8_t tag[TX_HOUSEHOLD_SIZE];
  struct gate_admission *rows = NULL;
  room_import(room);
  gate_register(room, FORGE_GATE, "east");
  gate_register(room, FORGE_OTHER_GATE, "west");
  assert_int_equal(gate_send(room, FORGE_GATE, 1, 1, &answer), TX_OK);
  gate_remove(room, "west");
  const struct neighbour_keys keys = gate_neighbour_keys(room);
  struct request request = room_request(room);
  assert_int_equal(residents_find(request.db, ROOM_AREA, 1, &resident), TX_OK);
  request_end(room->server, &request);
  pass.household = resident.household;
  assert_true(tx_household_tag(&keys.current, &pass, tag));
  assert_int_equal(history(room, "", 0, &rows), 1);
  assert_true(rows[0].has_household);
  assert_memory_equal(rows[0].household, tag, TX_HOUSEHOLD_SIZE);
  free(rows);
}

static void of_whom_the_office_does_not_know_no_household_is_told(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  struct gate_admission *rows = NULL;
  gate_register(room, FORGE_GATE, "east");
  assert_int_equal(gate_send(room, FORGE_GATE, 1, 1, &answer), TX_OK);
  assert_int_equal(history(room, "", 0, &rows), 1);
  assert_false(rows[0].has_household);
  free(rows);
}

/* --- over the network ------------------------------------------------------------------------- */

/* The office's own socket bears no gate's token: a gate comes over the network. */
static struct host_http *open_door(struct room *room, char origin[64]) {
  struct host_http *http = NULL;
  const struct host_http_options options = { .listen = "127.0.0.1:0",
                                             .routes = server_routes,
                                             .route_count = server_route_count,
                                             .greet = access_greet,
                                             .admit = access_admit,
                                             .context = &room->api,
                                             .threads = 1 };
  assert_int_equal(host_http_start(&options, &http), TX_OK);
  snprintf(origin, 64, "http://127.0.0.1:%u", host_http_port(http));
  return http;
}

/* The header that bears the token of the gate west. */
static void bear_token(struct room *room, const char *origin, char header[LOGIN_TOKEN_MAX + 32]) {
  const char *const origins[] = { origin, NULL };
  const struct tx_signer *west = room->forge.keys[FORGE_OTHER_GATE];
  char name[TX_GATE_NAME_SIZE + 1];
  uint8_t bytes[TX_LOGIN_MAX];
  size_t n = 0;
  tx_gate_name(west->hash, name);
  struct tx_login login = { .who = tx_span_text(name),
                            .audience = tx_span_text(origin),
                            .iat = ROOM_NOW };
  assert_int_equal(login_nonce(room->server, ROOM_NOW, login.nonce), TX_OK);
  assert_int_equal(tx_login_sign(&login, west, bytes, sizeof bytes, &n), TX_OK);
  room->server->origins = origins;
  json_t *out = room_send(room, "POST /v1/gates/token", "application/cose", tx_span_of(bytes, n));
  room->server->origins = NULL;
  snprintf(header, LOGIN_TOKEN_MAX + 32, "Authorization: Bearer %s", room_text(out, "token"));
  json_decref(out);
}

/* What the gate west is told, as it stands on the line. */
static void fetch_history(const char *origin, const char *header, FILE *out) {
  long status = 0;
  HOST_FREE char *url = NULL;
  struct curl_slist *headers = curl_slist_append(NULL, header);
  CURL *curl = curl_easy_init();
  assert_true(asprintf(&url, "%s/v1/history/" ROOM_AREA_TEXT, origin) > 0);
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, 10L);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, out);
  assert_int_equal(curl_easy_perform(curl), CURLE_OK);
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  assert_int_equal(status, 200);
  curl_slist_free_all(headers);
  curl_easy_cleanup(curl);
}

/* household stands as JSON: a text or null. */
static void west_is_told(struct room *room, const char *household) {
  char origin[64], header[LOGIN_TOKEN_MAX + 32], told[512] = "", expected[512];
  struct host_http *http = open_door(room, origin);
  FILE *out = fmemopen(told, sizeof told, "w");
  bear_token(room, origin, header);
  fetch_history(origin, header, out);
  fclose(out);
  host_http_stop(http, 1000);
  snprintf(expected, sizeof expected, "[[%s,1,%d,%d,%d,0,%s]]", ROOM_AREA_TEXT, ROOM_NOW + 1, TX_IN,
           TX_GATE_PEDESTRIAN, household);
  assert_string_equal(told, expected);
}

static void an_admission_is_told_in_a_row_with_its_household_in_digits(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  struct gate_admission *rows = NULL;
  char digits[TX_HOUSEHOLD_SIZE * 2 + 1];
  gate_register(room, FORGE_GATE, "east");
  gate_register(room, FORGE_OTHER_GATE, "west");
  assert_int_equal(gate_send(room, FORGE_GATE, 1, 1, &answer), TX_OK);
  west_is_told(room, "null");
  room_import(room);
  assert_int_equal(history(room, "", 0, &rows), 1);
  host_hex(tx_span_of(rows[0].household, TX_HOUSEHOLD_SIZE), digits);
  free(rows);
  HOST_FREE char *quoted = NULL;
  assert_true(asprintf(&quoted, "\"%s\"", digits) > 0);
  west_is_told(room, quoted);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    IN_A_ROOM(each_event_is_stored_once_and_acknowledged),
    IN_A_ROOM(the_hours_of_a_day_add_up_to_what_was_sent),
    IN_A_ROOM(what_a_gate_runs_is_told_if_it_is_plain),
    IN_A_ROOM(a_hole_is_never_acknowledged),
    IN_A_ROOM(a_declared_gap_is_recorded_and_not_silently_closed),
    IN_A_ROOM(a_gap_that_leaves_another_hole_is_refused),
    IN_A_ROOM(a_stranger_and_a_gate_shut_out_are_told_apart),
    IN_A_ROOM(every_byte_of_a_batch_counts),
    IN_A_ROOM(gates_count_each_for_itself),
    IN_A_ROOM(a_gate_learns_of_admissions_at_the_others),
    IN_A_ROOM(what_a_gate_dated_ahead_happened_when_it_came),
    IN_A_ROOM(a_household_is_told_as_neighbours_tag_it_and_never_by_its_number),
    IN_A_ROOM(of_whom_the_office_does_not_know_no_household_is_told),
    IN_A_ROOM(an_admission_is_told_in_a_row_with_its_household_in_digits),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
