/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever is refused at whatever route is told in Chinese and in English, each by itself. */
#include "server_room.h"

#include "http/routes.h"

/* What stands in a path for a parameter: what is there, what is not, and what cannot be. */
static const char *const areas[] = { ROOM_AREA_TEXT, "610113001009", "none" };
static const char *const others[] = { "1", "999", "none" };

static void put_path(const char *pattern, size_t time, char out[256]) {
  size_t n = 0;
  while (*pattern && n < 200) {
    if (*pattern != '{') {
      out[n++] = *pattern++;
      continue;
    }
    const bool is_area = strncmp(pattern, "{area}", 6) == 0;
    n += (size_t)sprintf(out + n, "%s", (is_area ? areas : others)[time % COUNT(areas)]);
    pattern = strchr(pattern, '}') + 1;
  }
  out[n] = '\0';
}

/* Nothing, no JSON, JSON that lacks everything, and JSON whose every member is of another kind. */
static const struct {
  const char *type, *text;
} bodies[] = {
  { NULL, "" },
  { "application/json", "{" },
  { "application/json", "{}" },
  { "application/json", "[]" },
  { "application/json", "{\"area\":7,\"words\":7,\"login\":7,\"state\":7,\"ground\":\"Z9\"}" },
  { "application/json", "{\"area\":\"" ROOM_AREA_TEXT "\",\"kind\":\"none\",\"id\":\"x\"}" },
  { "text/csv", "nothing,of\nall,this\n" },
  { "application/cose", "no object" },
  { "image/png", "no picture" },
};

/* --- what is told ----------------------------------------------------------------------------- */

static bool is_han(const char *text) {
  const unsigned char *p = (const unsigned char *)text;
  return p[0] >= 0xe4 && p[0] <= 0xe9;
}

static bool has_han(const char *text) {
  for (; *text; text++)
    if (is_han(text)) return true;
  return false;
}

/* Outside of what is quoted: that is somebody's own word. */
static bool has_own_han(const char *text) {
  bool quoted = false;
  for (; *text; text++) {
    quoted ^= *text == '"';
    if (!quoted && is_han(text)) return true;
  }
  return false;
}

static bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || c == '_';
}

/* Names of reasons that are values too, which somebody types. */
static bool is_value(const char *name) {
  return strcmp(name, "suspended") == 0 || strcmp(name, "revoked") == 0;
}

/* The name of a reason, such as malformed, is for programs. */
static bool has_reason_name(const char *text) {
  for (const char *end = text; *text; text = *end ? end : end + strlen(end)) {
    while (*text && !is_letter(*text))
      text++;
    for (end = text; is_letter(*end);)
      end++;
    for (int reason = 1; reason < 128; reason++) {
      const char *name = tx_reason_name((enum tx_reason)reason);
      if (end > text && strlen(name) == (size_t)(end - text) &&
          strncmp(name, text, strlen(name)) == 0 && strlen(name) > 4 && !is_value(name))
        return true;
    }
    if (!*end) return false;
  }
  return false;
}

static void check_words(const char *what, const json_t *problem) {
  const char *zh = room_text(problem, "detail_zh"), *en = room_text(problem, "detail_en");
  if (!has_han(zh) || !*en || has_own_han(en) || has_reason_name(zh))
    fail_msg("%s:\n%s\n%s", what, zh, en);
  assert_true(has_han(room_text(problem, "title_zh")));
  assert_false(has_han(room_text(problem, "title_en")));
  assert_string_equal(room_text(problem, "detail"), zh); /* Chinese, unless English was asked for */
}

/* A page of its own, for people. */
static bool is_page(const struct socket_answer *answer) {
  return answer->n > 0 && answer->text[0] == '<';
}

/* How many refusals were heard. */
static size_t ask(struct room *room, const char *method, const char *path, size_t body) {
  char what[320];
  struct socket_answer answer = { 0 };
  snprintf(what, sizeof what, "%s %s with %s", method, path, bodies[body].text);
  socket_ask(room->socket, method, path, bodies[body].type, tx_span_text(bodies[body].text),
             &answer);
  json_t *json = answer.n ? json_loadb(answer.text, answer.n, 0, NULL) : NULL;
  const bool refused = answer.status >= 400 && !is_page(&answer);
  if (refused && !json) fail_msg("%s: %u without words", what, answer.status);
  if (refused) check_words(what, json);
  json_decref(json);
  free(answer.text);
  return refused;
}

static void whatever_is_refused_is_told_in_chinese_and_in_english(void **state) {
  struct room *room = *state;
  char path[256];
  size_t refused = 0;
  room_import(room);
  for (size_t i = 0; i < server_route_count; i++)
    for (size_t time = 0; time < COUNT(areas); time++) {
      put_path(server_routes[i].pattern, time, path);
      const bool takes = server_routes[i].body_max > 0;
      for (size_t body = 0; body < (takes ? COUNT(bodies) : 1); body++)
        refused += ask(room, server_routes[i].method, path, body);
    }
  assert_true(refused > 2 * server_route_count);
}

static void what_no_route_takes_is_told_so_too(void **state) {
  struct room *room = *state;
  char path[256];
  for (size_t i = 0; i < server_route_count; i++) {
    put_path(server_routes[i].pattern, 0, path);
    assert_int_equal(ask(room, "PATCH", path, 0), 1);
  }
  assert_int_equal(ask(room, "GET", "/v1/nowhere", 0), 1);
}

int main(void) {
  const struct CMUnitTest promises[] = {
    IN_A_ROOM(whatever_is_refused_is_told_in_chinese_and_in_english),
    IN_A_ROOM(what_no_route_takes_is_told_so_too),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
