/* SPDX-License-Identifier: Apache-2.0 */
#include "bodies_room.h"
#include "gate_room.h"

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

/* By somebody who knows how an entry is hashed, and not how all behind it hang on it. */
static void a_link_altered_is_found(void **state) {
  struct room *room = *state;
  act(room);
  tamper(room, "update audit set head = (select head from audit where n = 1) where n = 3");
  assert_false(is_whole(room, NULL));
}

static void an_entry_removed_is_found(void **state) {
  struct room *room = *state;
  act(room);
  tamper(room, "delete from audit where n = 2");
  assert_false(is_whole(room, NULL));
}

static void an_entry_put_in_is_found(void **state) {
  static const char *const copies[] = {
    "insert into audit select area, 4, at, actor, action, sealed, hash, head, body, subject, form"
    " from audit where n = 3", /* at the end */
    "insert into audit select area, 3, at, actor, action, sealed, hash, head, body, subject, form"
    " from audit where n = 2", /* between two, that behind it moved on */
  };
  struct room *room = *state;
  act(room);
  for (size_t i = 0; i < COUNT(copies); i++) {
    if (i == 1) tamper(room, "delete from audit where n = 4; update audit set n = 4 where n = 3");
    tamper(room, copies[i]);
    ASSERT_ROW(!is_whole(room, NULL), copies[i]);
  }
}

/* By somebody who has the server's keys: each entry fits the one before. */
static void a_history_written_anew_misses_the_head_that_a_gate_holds(void **state) {
  struct room *room = *state;
  act(room);
  json_t *out = verify(room, NULL);
  tamper(room, "delete from audit where n >= 2; update resident set state = 1");
  set_state(room, "suspended");
  set_state(room, "active");
  assert_true(is_whole(room, NULL));
  assert_false(is_whole(room, room_text(out, "head")));
  json_decref(out);
}

static void who_changed_somebody_is_found_under_their_number(void **state) {
  static const char *const newest_first[] = { "reissue", "issue", "reinstate", "suspend",
                                              "resident changed" };
  struct room *room = *state;
  size_t i;
  const json_t *entry;
  json_decref(room_get(room, "PATCH /v1/residents/" ROOM_AREA_TEXT "/1",
                       json_pack("{s:s}", "phone", "13800000001")));
  set_state(room, "suspended");
  set_state(room, "active");
  for (int again = 0; again < 2; again++)
    room_do(room, "POST /v1/residents/" ROOM_AREA_TEXT "/1/passes",
            json_pack("{s:b, s:s}", "reissue", again, "evidence", again ? "at the desk" : ""));
  json_t *out = room_get(room, "GET /v1/audit?index=1", NULL);
  assert_int_equal(json_array_size(json_object_get(out, "entries")), COUNT(newest_first));
  json_array_foreach(json_object_get(out, "entries"), i, entry)
      assert_string_equal(room_text(entry, "action"), newest_first[i]);
  json_decref(out);
}

/* --- what the office does to itself ----------------------------------------------------------- */

static void assert_newest(struct room *room, const char *action) {
  json_t *out = room_get(room, "GET /v1/audit", NULL);
  const json_t *newest = json_array_get(json_object_get(out, "entries"), 0);
  ASSERT_ROW(strcmp(room_text(newest, "action"), action) == 0, action);
  assert_string_equal(room_text(newest, "account"), "office");
  json_decref(out);
}

static void a_trust_list_that_is_taken_stands_in_the_chain(void **state) {
  struct room *room = *state;
  struct forge_trust draft;
  forge_trust_draft(&room->forge, &draft);
  draft.trust.seq += 1;
  FORGED trust = forge_trust(&room->forge, &draft, FORGE_ROOT);
  json_t *out = room_send(room, "PUT /v1/trust", "application/cose", forge_span(&trust));
  if (!out) fail_msg("%s", room->problem.en);
  json_decref(out);
  assert_newest(room, "trust import");
}

static void what_the_office_does_to_itself_stands_in_the_chain(void **state) {
  static const struct {
    const char *what, *body, *action;
  } acts[] = {
    { "POST /v1/gates/codes",
      "{\"area\": \"" ROOM_AREA_TEXT "\", \"url\": \"http://127.0.0.1:8080\"}", "gate enrol" },
    { "DELETE /v1/gates/east", NULL, "gate remove" },
    { "POST /v1/accounts/street/codes", NULL, "account.code" },
    { "POST /v1/drills", "{\"area\": \"" ROOM_AREA_TEXT "\", \"hours\": 1}", "drill start" },
    { "DELETE /v1/drills/" ROOM_AREA_TEXT, NULL, "drill end" },
    { "POST /v1/policies/drafts", "{\"area\": " ROOM_AREA_TEXT ", \"orders\": []}",
      "policy draft" },
    { "PUT /v1/policies/data", "{\"words\": \"none\"}", "policy declare" },
    { "POST /v1/bodies",
      "{\"id\": \"cdc\", \"name\": \"疾控\", \"kind\": \"health\", \"reason\": \"需要\"}",
      "request" },
    { "DELETE /v1/accounts/clerk?reason=left", NULL, "request" },
    { "POST /v1/requests/" ROOM_AREA_TEXT "/1/decisions",
      "{\"decision\": \"withdraw\", \"words\": \"不用了\"}", "request.withdraw" },
  };
  struct room *room = *state;
  gate_register(room, FORGE_GATE, "east");
  for (size_t i = 0; i < COUNT(acts); i++) {
    room_do(room, acts[i].what, acts[i].body ? json_loads(acts[i].body, 0, NULL) : NULL);
    assert_newest(room, acts[i].action);
  }
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
    IN_A_ROOM(a_link_altered_is_found),
    IN_A_ROOM(an_entry_removed_is_found),
    IN_A_ROOM(an_entry_put_in_is_found),
    IN_A_ROOM(a_history_written_anew_misses_the_head_that_a_gate_holds),
    IN_A_ROOM(a_trust_list_that_is_taken_stands_in_the_chain),
    WITH_BODIES(who_changed_somebody_is_found_under_their_number),
    WITH_BODIES(what_the_office_does_to_itself_stands_in_the_chain),
    IN_A_ROOM(a_chain_cut_short_misses_the_head_that_a_gate_holds),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
