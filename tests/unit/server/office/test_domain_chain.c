/* SPDX-License-Identifier: Apache-2.0 */
#include "server_room.h"

static json_t *verify(struct room *room, const char *head) {
  char what[128];
  snprintf(what, sizeof what, "GET /v1/audit/verification%s%s", head ? "?head=" : "",
           head ? head : "");
  return room_get(room, what, NULL);
}

static bool is_whole(struct room *room, const char *head) {
  json_t *out = verify(room, head);
  bool whole = json_is_true(json_object_get(out, "whole"));
  json_decref(out);
  return whole;
}

static void set_state(struct room *room, const char *state) {
  room_set_state(room, 1, state);
}

static void act(struct room *room) {
  room_import(room);
  set_state(room, "suspended");
  set_state(room, "active");
}

static void tamper(struct room *room, const char *sql) {
  struct request request = room_request(room);
  assert_int_equal(db_exec(request.db, sql), TX_OK);
  request_end(room->server, &request);
}

static void what_was_done_is_a_chain_and_lists_carry_its_head(void **state) {
  struct room *room = *state;
  act(room);
  room_do(room, "POST /v1/publications", NULL);
  json_t *out = verify(room, NULL);
  struct tx_status *list = room_list(room);
  char head[TX_HASH_SIZE * 2 + 1];
  host_hex(tx_span_of(list->audit_head, TX_HASH_SIZE), head);
  assert_int_equal(room_int(out, "entries"), 3);
  assert_string_equal(room_text(out, "head"), head);
  assert_true(is_whole(room, head));
  tx_status_destroy(list);
  json_decref(out);
}

static void an_entry_altered_is_found(void **state) {
  struct room *room = *state;
  act(room);
  tamper(room, "update audit set actor = 'nobody' where n = 2");
  assert_false(is_whole(room, NULL));
}

static void an_entry_removed_is_found(void **state) {
  struct room *room = *state;
  act(room);
  tamper(room, "delete from audit where n = 2");
  assert_false(is_whole(room, NULL));
}

static void a_chain_cut_short_misses_the_head_that_a_gate_holds(void **state) {
  struct room *room = *state;
  act(room);
  json_t *out = verify(room, NULL);
  tamper(room, "delete from audit where n = 3");
  assert_true(is_whole(room, NULL));
  assert_false(is_whole(room, room_text(out, "head")));
  json_decref(out);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    IN_A_ROOM(what_was_done_is_a_chain_and_lists_carry_its_head),
    IN_A_ROOM(an_entry_altered_is_found),
    IN_A_ROOM(an_entry_removed_is_found),
    IN_A_ROOM(a_chain_cut_short_misses_the_head_that_a_gate_holds),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
