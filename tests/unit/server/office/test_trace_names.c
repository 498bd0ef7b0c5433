/* SPDX-License-Identifier: Apache-2.0 */
/* Whom a trace named: to whom, in which words, and as a file. */
#include "trace_room.h"

#include "gate_room.h"

static json_t *newest(struct room *room) {
  json_t *out = room_get(room, "GET /v1/traces", NULL);
  json_t *one = json_incref(json_array_get(json_object_get(out, "traces"), 0));
  json_decref(out);
  return one;
}

static void a_trace_says_who_may_read_its_names(void **state) {
  struct room *room = *state;
  pass_east(room, 1, 100);
  pass_east(room, 0, 101);
  json_decref(make(room, 1, 10));
  json_t *one = newest(room);
  assert_null(json_object_get(one, "names_by"));
  json_decref(one);
  name(room);
  one = newest(room);
  assert_string_equal(room_text(one, "names_by"), "office");
  assert_int_equal(room_int(one, "names_at"), room->now_s);
  assert_true(json_is_true(json_object_get(one, "names")));
  json_decref(one);
  room_sql(room, "update trace set names_by = 'chief'");
  one = newest(room);
  assert_true(json_is_false(json_object_get(one, "names")));
  json_decref(one);
}

static char *file(struct room *room, const char *lang, unsigned status) {
  char path[128];
  struct socket_answer answer = { 0 };
  room->api.fixed_s = room->now_s;
  snprintf(path, sizeof path, TRACE "/people?format=csv%s", lang);
  socket_ask(room->socket, "GET", path, NULL, tx_span_text(""), &answer);
  assert_int_equal(answer.status, status);
  char *text = strndup(answer.text, answer.n);
  free(answer.text);
  return text;
}

static void must_hold(const char *text, const char *piece) {
  if (!strstr(text, piece)) fail_msg("%s is not in %s", piece, text);
}

/* One met at the gate and at home, one at the gate whom the account does not reach. */
static void a_file_says_how_and_when_in_either_language(void **state) {
  struct room *room = *state;
  gate_register(room, FORGE_GATE, "东门");
  json_t *gates = room_get(room, "GET /v1/gates", NULL);
  const char *gate = room_text(json_array_get(json_object_get(gates, "gates"), 0), "gate");
  pass(room, ROOM_AREA, gate, ROOM_AREA, 2, 100);
  pass(room, ROOM_AREA, gate, ROOM_AREA, 0, 101);
  json_decref(gates);
  json_decref(make(room, 2, 10));
  name(room);
  char *text = file(room, "&lang=zh", 200);
  must_hold(text, "层级,姓名,电话");
  must_hold(text, "密切接触者,王秀英");
  must_hold(text, "同门、同户");
  must_hold(text, "东门,1,2022-01-01 06:");
  free(text);
  text = file(room, "&lang=en", 200);
  must_hold(text, "order,name,telephone");
  must_hold(text, "gate, household");
  assert_null(strstr(text, "密切接触者"));
  free(text);
}

static void whoever_is_not_known_here_is_a_line_without_a_name(void **state) {
  struct room *room = *state;
  pass_east(room, 1, 100);
  pass(room, ROOM_AREA, "east", FAR, 9, 101);
  json_decref(make(room, 1, 10));
  name(room);
  char *text = file(room, "&lang=zh", 200);
  must_hold(text, "密切接触者,,,,,620113001001,9,");
  free(text);
}

/* It holds no names: it says so, as the list does. */
static void a_file_of_a_trace_that_found_nobody_is_refused_like_its_list(void **state) {
  struct room *room = *state;
  json_decref(make(room, 1, 10));
  char *text = file(room, "", 403);
  must_hold(text, "not_allowed");
  free(text);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    WITH_BODIES(a_trace_says_who_may_read_its_names),
    WITH_BODIES(a_file_says_how_and_when_in_either_language),
    WITH_BODIES(whoever_is_not_known_here_is_a_line_without_a_name),
    WITH_BODIES(a_file_of_a_trace_that_found_nobody_is_refused_like_its_list),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
