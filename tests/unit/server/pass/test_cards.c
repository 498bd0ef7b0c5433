/* SPDX-License-Identifier: Apache-2.0 */
/* Cards on paper for the desk, of passes that were issued a moment ago. */
#include "server_room.h"

static json_t *issue_to(struct room *room, int index) {
  char what[96];
  snprintf(what, sizeof what, "POST /v1/residents/" ROOM_AREA_TEXT "/%d/passes", index);
  json_t *out = room_get(room, what, json_object());
  json_t *pass = json_incref(json_array_get(json_object_get(out, "passes"), 0));
  json_decref(out);
  return pass;
}

static void cards_are_drawn_of_passes_as_they_were_issued(void **state) {
  struct room *room = *state;
  struct socket_answer answer = { 0 };
  room_import(room);
  room->api.paper.program = TONGXING_PAPER;
  room->api.paper.place = "锦绣社区"; /* stands on each, with whom to call */
  room->api.paper.phone = "029-85000000";
  json_t *form = json_pack("{s:[o, o]}", "passes", issue_to(room, 0), issue_to(room, 1));
  HOST_FREE char *body = json_dumps(form, 0);
  socket_ask(room->socket, "POST", "/v1/cards", "application/json", tx_span_text(body), &answer);
  assert_int_equal(answer.status, 201);
  assert_memory_equal(answer.text, "%PDF-", 5);
  free(answer.text);
  json_decref(form);
}

static void what_is_no_issued_pass_is_refused_in_words(void **state) {
  struct room *room = *state;
  json_t *many = json_array();
  for (int i = 0; i < 501; i++)
    json_array_append_new(many, json_pack("{s:s}", "text", "TX1:A"));
  json_t *const forms[] = { json_object(), json_pack("{s:[]}", "passes"),
                            json_pack("{s:[{s:s}]}", "passes", "name", "张*"),
                            json_pack("{s:s}", "passes", "TX1:A"),
                            json_pack("{s:o}", "passes", many) };
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
    assert_null(room_ask(room, "POST /v1/cards", forms[i]));
    assert_int_equal(room->problem.reason, TX_BAD_ARGUMENT);
    assert_non_null(strstr(room->problem.en, "1 to 500 passes"));
  }
}

static void a_server_that_cannot_draw_says_so(void **state) {
  struct room *room = *state;
  room->api.paper.program = "/bin/false";
  assert_null(
      room_ask(room, "POST /v1/cards", json_pack("{s:[{s:s}]}", "passes", "text", "TX1:A")));
  assert_non_null(strstr(room->problem.en, "cannot draw cards"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
    IN_A_ROOM(cards_are_drawn_of_passes_as_they_were_issued),
    IN_A_ROOM(what_is_no_issued_pass_is_refused_in_words),
    IN_A_ROOM(a_server_that_cannot_draw_says_so),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
