/* SPDX-License-Identifier: Apache-2.0 */
/* Texts that people typed come in clean at every route: what cannot be seen in them goes. */
#include "api_bodies.h"
#include "api_description.h"

/* Turns text around, clears a screen, hides, rings: nothing that a person typed on purpose. */
static const char hostile[] = "\u202e\x1b\u2066\u200b\x07";
static const char turning[] = "\u202e"; /* what of it no JSON escapes */

/* Members that are no texts for people: bytes in base64, the name of a file, a secret. */
static bool is_no_text(const char *name, size_t n) {
  static const char *const names[] = {
    "key", "token", "holder_key", "tls_cert", "password", "login"
  };
  for (size_t i = 0; i < COUNT(names); i++)
    if (strlen(names[i]) == n && strncmp(names[i], name, n) == 0) return true;
  return false;
}

/* --- every route has its row ------------------------------------------------------------------ */

static int find_row(const struct host_route *route) {
  for (size_t i = 0; i < COUNT(rows); i++)
    if (strcmp(rows[i].method, route->method) == 0 && strcmp(rows[i].pattern, route->pattern) == 0)
      return (int)i;
  return -1;
}

/* Each text that the description gives the body stands in the row's. */
static void check_members(const struct host_route *route, size_t row, const char *text, size_t n) {
  static const char string[] = ": { type: string";
  const char *end = NULL;
  json_t *body = make_body(row, 0);
  for (const char *p = text; (p = memmem(p, (size_t)(text + n - p), string, strlen(string)));
       p = end) {
    const char *name = p;
    while (name > text && (isalpha((unsigned char)name[-1]) || name[-1] == '_'))
      name--;
    if (!is_no_text(name, (size_t)(p - name)) && !json_object_getn(body, name, (size_t)(p - name)))
      fail_msg("%s %s: no hostile text tried in %.*s", route->method, route->pattern,
               (int)(p - name), name);
    end = p + strlen(string);
  }
  json_decref(body);
}

static void every_route_that_takes_texts_is_tried(UNUSED void **state) {
  for (size_t i = 0; i < server_route_count; i++) {
    const struct host_route *route = &server_routes[i];
    size_t n = 0;
    const char *text = find_operation(route, &n);
    const char *body = text ? memmem(text, n, "requestBody:", 12) : NULL;
    if (!body) continue;
    const char *end = strstr(body, "responses:");
    size_t body_n = (size_t)(end - body);
    bool json = memmem(body, body_n, "application/json:", 17) ||
                memmem(body, body_n, "requestBodies/draft", 19);
    int row = find_row(route);
    if (json && row < 0) fail_msg("no row for %s %s", route->method, route->pattern);
    if (json) check_members(route, (size_t)row, body, body_n);
  }
}

/* --- nothing of it comes in ------------------------------------------------------------------- */

/* Puts the hostile text into the nth text below, behind its first character. */
static bool poison(json_t *json, size_t *nth) {
  const char *name, *text = json_string_value(json);
  json_t *child;
  size_t i;
  if (text && *text) {
    char poisoned[512];
    if ((*nth)--) return false;
    size_t first = 1;
    while ((text[first] & 0xc0) == 0x80)
      first++;
    snprintf(poisoned, sizeof poisoned, "%.*s%s%s", (int)first, text, hostile, text + first);
    return json_string_set(json, poisoned) == 0;
  }
  json_array_foreach(json, i, child) if (poison(child, nth)) return true;
  json_object_foreach(json, name,
                      child) if (!is_no_text(name, strlen(name)) && poison(child, nth)) return true;
  return false;
}

static void holds_nothing_hostile(const json_t *json, const char *what) {
  char *text = json_dumps(json, JSON_COMPACT);
  if (strstr(text, turning)) fail_msg("%s answers %s", what, text);
  free(text);
}

/* A body with one text poisoned does what the clean one does. */
static void try_row(struct room *room, size_t row) {
  char what[128];
  bool poisoned = true;
  snprintf(what, sizeof what, "%s %s", rows[row].method, rows[row].path);
  for (size_t i = 0; poisoned; i++) {
    size_t nth = i;
    json_t *body = make_body(row, i);
    poisoned = poison(body, &nth);
    room->now_s++; /* publishing wants a later second */
    json_t *out = room_ask(room, what, body);
    if (!out && !rows[row].refused) fail_msg("%s: %s", what, room->problem.en);
    if (out) holds_nothing_hostile(out, what);
    assert_null(strstr(room->problem.zh, turning));
    json_decref(out);
  }
}

static void nothing_hostile_is_told(struct room *room) {
  static const char *const lists[] = {
    "GET /v1/status",   "GET /v1/residents?names=1", "GET /v1/imports",
    "GET /v1/policies", "GET /v1/publications",      "GET /v1/gates",
  };
  for (size_t i = 0; i < COUNT(lists); i++) {
    json_t *out = room_get(room, lists[i], NULL);
    holds_nothing_hostile(out, lists[i]);
    json_decref(out);
  }
}

static void nothing_hostile_is_kept(const struct room *room) {
  static const char *const files[] = { "office.db", "office.db-wal" };
  size_t seen = 0;
  for (size_t i = 0; i < COUNT(files); i++) {
    struct host_bytes bytes = { 0 };
    HOST_FREE char *path = host_path(room->data, "%s", files[i]);
    if (host_file_read(path, 64u << 20, &bytes) != TX_OK) continue;
    assert_null(memmem(bytes.p, bytes.n, hostile, strlen(hostile)));
    seen += bytes.n;
    free(bytes.p);
  }
  assert_true(seen > 0);
}

static void what_cannot_be_seen_in_a_text_goes_at_every_route(void **state) {
  struct room *room = *state;
  room_import(room);
  room_sql(room,
           "update account set activated_at = 1"); /* so that one may ask for what needs two */
  applicant = phone_of(room, FORGE_HOLDER);
  for (size_t row = 0; row < COUNT(rows); row++)
    try_row(room, row);
  nothing_hostile_is_told(room);
  nothing_hostile_is_kept(room);
}

static void a_reason_in_the_query_is_cleaned(void **state) {
  struct room *room = *state;
  room_must_publish(room, "POST /v1/policies?accept=be%E2%80%AE%1B%E2%81%A6%E2%80%8B%07cause",
                    read_body(POLICY));
  nothing_hostile_is_kept(room);
}

static void a_signed_policy_that_turns_text_around_is_refused(void **state) {
  struct room *room = *state;
  uint8_t *bytes = NULL;
  size_t n = 0;
  static const char policy[] =
      "{\"area\": 610100000000, \"seq\": 1640000000, \"orders\": [{\"id\": \"c1\", \"document\": "
      "\"1\u202e号\", \"issuer\": \"市\", \"valid_from\": 1640000000, \"valid_to\": 1700000000, "
      "\"rules\": [{\"id\": \"r1\", \"topic\": \"health\", \"logic\": true, \"on_fail\": \"warn\", "
      "\"say\": {\"zh\": \"红码\"}}]}]}";
  assert_int_equal(
      tx_policy_sign(tx_span_text(policy), room->forge.keys[FORGE_POLICY_CITY], &bytes, &n), TX_OK);
  assert_null(
      room_send(room, "POST /v1/policies/signed", "application/cose", tx_span_of(bytes, n)));
  assert_int_equal(room->problem.reason, TX_MALFORMED_CLAIMS);
  free(bytes);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    PROMISE(every_route_that_takes_texts_is_tried),
    IN_A_ROOM(what_cannot_be_seen_in_a_text_goes_at_every_route),
    IN_A_ROOM(a_reason_in_the_query_is_cleaned),
    IN_A_ROOM(a_signed_policy_that_turns_text_around_is_refused),
  };
  return cmocka_run_group_tests(promises, read_description, drop_description);
}
