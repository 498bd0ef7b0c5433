/* SPDX-License-Identifier: Apache-2.0 */
#include "gate_room.h"

#include "api/call/shared.h"
#include "domain/key/person.h"
#include "domain/pass/issue.h"
#include "store/resident/residents.h"

#include "unsynced_vfs.h"

/* Opens what a power cut leaves of the room's database, with its keys beside it. */
static void cut_the_power(struct room *room) {
  char *database = host_path(room->data, "office.db"),
       *secret = host_path(room->data, "at-rest.key");
  char *left = host_path(room->folder, "left"), *copy = host_path(left, "office.db");
  char *key = host_path(left, "at-rest.key");
  HOST_BYTES bytes = { 0 };
  host_mkdirs(left, 0700);
  assert_true(unsynced_power_cut(database, copy));
  assert_int_equal(host_file_read(secret, 64, &bytes), TX_OK);
  assert_int_equal(host_file_write(key, host_span(&bytes), 0600), TX_OK);
  room_close_office(room);
  free(room->data);
  room->data = left;
  room_open_office(room);
  free(database);
  free(secret);
  free(copy);
  free(key);
}

/* The events of the gate east; the server counts no others. */
static size_t stored(struct room *room) {
  json_t *out = room_get(room, "GET /v1/gates/east/events", NULL);
  json_t *status = room_get(room, "GET /v1/status", NULL);
  size_t count = json_array_size(json_object_get(out, "events"));
  assert_int_equal(room_int(status, "events"), count);
  json_decref(status);
  json_decref(out);
  return count;
}

static void what_was_acknowledged_survives_a_power_cut(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  gate_register(room, FORGE_GATE, "east");
  for (uint64_t first = 1; first < 100; first += 5)
    assert_int_equal(gate_send(room, FORGE_GATE, first, 5, &answer), TX_OK);
  cut_the_power(room);
  assert_int_equal(stored(room), 100);
  assert_int_equal(gate_send(room, FORGE_GATE, 101, 1, &answer), TX_OK);
  assert_int_equal(answer.acknowledged, 101);
}

static void without_a_sync_the_same_is_lost(void **state) {
  struct room *room = *state;
  struct gate_events_answer answer;
  gate_register(room, FORGE_GATE, "east");
  struct request request = room_request(room);
  assert_int_equal(db_exec(request.db, "pragma synchronous=off"), TX_OK);
  request_end(room->server, &request);
  assert_int_equal(gate_send(room, FORGE_GATE, 1, 5, &answer), TX_OK);
  cut_the_power(room);
  assert_int_equal(stored(room), 0);
}

static void an_issued_pass_is_in_the_log_after_a_power_cut(void **state) {
  struct room *room = *state;
  room_import(room);
  room_do(room, "POST /v1/passes", json_object());
  cut_the_power(room);
  json_t *out = room_get(room, "GET /v1/status", NULL);
  const json_t *area = json_array_get(json_object_get(out, "areas"), 0);
  assert_int_equal(room_int(area, "residents"), 3);
  assert_int_equal(room_int(area, "passes"), 3);
  json_decref(out);
}

static int64_t passes_of(struct room *room) {
  json_t *out = room_get(room, "GET /v1/status", NULL);
  int64_t passes = room_int(json_array_get(json_object_get(out, "areas"), 0), "passes");
  json_decref(out);
  return passes;
}

static void a_pass_whose_answer_waited_with_others_is_there_after_a_power_cut(void **state) {
  struct room *room = *state;
  room_import(room);
  struct shared_answers *shared = room->api.shared = shared_start(room->server);
  assert_non_null(shared);
  room_do(room, "POST /v1/residents/" ROOM_AREA_TEXT "/1/passes", json_object());
  room_do(room, "POST /v1/residents/" ROOM_AREA_TEXT "/2/passes", json_object());
  cut_the_power(room);
  shared_stop(shared);
  assert_int_equal(passes_of(room), 2);
}

static void before_it_is_settled_the_same_is_lost(void **state) {
  struct room *room = *state;
  struct resident resident;
  struct pass_issued out;
  const struct pass_order order = { .area = ROOM_AREA, .role = -1 };
  room_import(room);
  struct request request = room_request(room);
  assert_int_equal(residents_find(request.db, ROOM_AREA, 1, &resident), TX_OK);
  assert_int_equal(person_open(request.fields, &resident), TX_OK);
  db_share_commits(request.db, true);
  assert_int_equal(pass_issue_one(room->server, &request, &order, &resident, &out, &room->problem),
                   TX_OK);
  db_share_commits(request.db, false);
  assert_int_equal(db_shared_commits(request.db), 1);
  request_end(room->server, &request);
  cut_the_power(room);
  assert_int_equal(passes_of(room), 0);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    IN_A_ROOM(what_was_acknowledged_survives_a_power_cut),
    IN_A_ROOM(without_a_sync_the_same_is_lost),
    IN_A_ROOM(a_pass_whose_answer_waited_with_others_is_there_after_a_power_cut),
    IN_A_ROOM(before_it_is_settled_the_same_is_lost),
    IN_A_ROOM(an_issued_pass_is_in_the_log_after_a_power_cut),
  };
  if (!unsynced_install()) return 1;
  return cmocka_run_group_tests(promises, NULL, NULL);
}
