/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whatever stands in a path, in a query or in a member of a body: the request is done, or refused
 * for what was asked. It is never the server's fault.
 */
#include "api_bodies.h"

#include "http/routes.h"
#include "pattern.h"

static int wrong;

/* Wrong passwords wait, and who asks whether it is ready is told what is missing. */
static bool is_fault(const char *path, unsigned status) {
  if (status == 503 && (strcmp(path, "/v1/sessions") == 0 || strncmp(path, "/readyz", 7) == 0))
    return false;
  return status < 200 || status >= 500;
}

static void ask(struct room *room, const char *method, const char *path, const json_t *body) {
  struct socket_answer answer = { 0 };
  char *text = body ? json_dumps(body, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;
  socket_ask(room->socket, method, path, body ? "application/json" : NULL,
             tx_span_text(text ? text : ""), &answer);
  if (is_fault(path, answer.status) && ++wrong)
    print_error("%s %s with %s: %u %.*s\n", method, path, text ? text : "nothing", answer.status,
                (int)answer.n, answer.text);
  free(answer.text);
  free(text);
}

/* --- paths ------------------------------------------------------------------------------------ */

static const char *const segments[] = { "0",          "-1",         "00000001",
                                        "123456789",  "4294967295", "4294967296",
                                        "2147483648", "x",          "99999999999999999999999999",
                                        "%00",        "%E5%BC%A0" };

/* The pattern with this in its last braces, and what is there in the others. */
static void put_last(const char *pattern, const char *segment, char *out, size_t cap) {
  char filled[192];
  const char *last = strrchr(pattern, '{'), *behind = strchr(last, '}') + 1;
  snprintf(out, cap, "%.*s", (int)(last - pattern), pattern);
  fill_pattern(out, ROOM_AREA_TEXT, filled, sizeof filled);
  snprintf(out, cap, "%s%s%s", filled, segment, behind);
}

static void whatever_stands_in_a_path_is_no_fault_of_the_server(void **state) {
  char path[256];
  json_t *none = json_object();
  for (size_t i = 0; i < server_route_count; i++) {
    const struct host_route *route = &server_routes[i];
    for (size_t k = 0; strchr(route->pattern, '{') && k < COUNT(segments); k++) {
      put_last(route->pattern, segments[k], path, sizeof path);
      ask(*state, route->method, path, route->body_max ? none : NULL);
    }
  }
  json_decref(none);
  assert_int_equal(wrong, 0);
}

/* --- queries ---------------------------------------------------------------------------------- */

static const char *const names[] = { "area",      "index", "limit", "from", "to",      "hours",
                                     "days",      "day",   "kind",  "end",  "against", "format",
                                     "direction", "state", "unit",  "head" };
static const char *const values[] = { "", "0", "-1", "x", "99999999999999999999" };

/* But for the one that goes on for as long as somebody listens. */
static void whatever_stands_in_a_query_is_no_fault_of_the_server(void **state) {
  char path[256], whole[512];
  for (size_t i = 0; i < server_route_count; i++) {
    const struct host_route *route = &server_routes[i];
    if (strcmp(route->method, "GET") != 0 || strcmp(route->pattern, "/v1/changes") == 0) continue;
    fill_pattern(route->pattern, ROOM_AREA_TEXT, path, sizeof path);
    for (size_t n = 0; n < COUNT(names); n++)
      for (size_t v = 0; v < COUNT(values); v++) {
        const char *area = n ? "area=" ROOM_AREA_TEXT "&" : "";
        snprintf(whole, sizeof whole, "%s?%s%s=%s", path, area, names[n], values[v]);
        ask(*state, "GET", whole, NULL);
      }
  }
  assert_int_equal(wrong, 0);
}

/* --- bodies ----------------------------------------------------------------------------------- */

/* Texts and numbers that nobody means, and one of each kind. */
static json_t *others(void) {
  json_t *list = json_pack("[n, b, i, i, I, f, s, s, s, [], [i], [{}], {}]", 1, 0, -1,
                           (json_int_t)9007199254740993, 0.5, "", "x", "2022-02-30", 7);
  char text[5000];
  memset(text, 'x', sizeof text - 1);
  text[sizeof text - 1] = '\0';
  json_array_append_new(list, json_string(text));
  assert_non_null(list);
  return list;
}

static void spoil_each(struct room *room, size_t row, const json_t *list) {
  size_t i;
  const char *name;
  json_t *other, *member, *good = make_body(row, 1);
  void *next;
  json_object_foreach_safe(good, next, name, member) json_array_foreach(list, i, other) {
    json_t *bad = json_deep_copy(good);
    json_object_set(bad, name, other);
    ask(room, rows[row].method, rows[row].path, bad);
    json_object_del(bad, name);
    if (i == 0) ask(room, rows[row].method, rows[row].path, bad);
    json_decref(bad);
  }
  json_decref(good);
}

static void whatever_stands_in_a_member_is_no_fault_of_the_server(void **state) {
  json_t *list = others();
  for (size_t row = 0; row < COUNT(rows); row++)
    spoil_each(*state, row, list);
  json_decref(list);
  assert_int_equal(wrong, 0);
}

static int open_scene(void **state) {
  if (room_set_up(state) != 0) return -1;
  struct room *room = *state;
  room_import(room);
  room_sql(room, "update account set activated_at = 1");
  applicant = phone_of(room, FORGE_HOLDER);
  wrong = 0;
  return 0;
}

#define IN_THIS_SCENE(name) cmocka_unit_test_setup_teardown(name, open_scene, room_tear_down)

int main(void) {
  const struct CMUnitTest promises[] = {
    IN_THIS_SCENE(whatever_stands_in_a_path_is_no_fault_of_the_server),
    IN_THIS_SCENE(whatever_stands_in_a_query_is_no_fault_of_the_server),
    IN_THIS_SCENE(whatever_stands_in_a_member_is_no_fault_of_the_server),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
