/* SPDX-License-Identifier: Apache-2.0 */
/* Each route tried by each role, inside and outside its area, and by sessions that are none. */
#include "browser_room.h"
#include "gate_room.h"
#include "pattern.h"

#include "domain/account/backoff.h"
#include "host/text/date.h"

#define OTHER_AREA 610112001001u
#define PASSWORD "lantern-orchid-47-tram"

static long try_route(struct scene *scene, const struct host_route *route,
                      const struct browser *browser) {
  char path[128];
  fill_pattern(route->pattern, ROOM_AREA_TEXT, path, sizeof path);
  return browse(scene, route->method, path, route->body_max ? "{}" : "", browser);
}

static void each_role_may_what_its_row_says_and_nothing_else(void **state) {
  struct scene *scene = *state;
  for (int role = 0; role < ROLES; role++)
    for (size_t i = 0; i < server_route_count; i++) {
      const struct host_route *route = &server_routes[i];
      if (!route->needs) continue;
      struct browser browser = sign_in(scene, role_word((enum role)role), 1u << role, ROOM_AREA);
      long status = try_route(scene, route, &browser);
      bool may = rights_of_roles(1u << role) & route->needs;
      bool alone = strcmp(route->pattern, "/v1/accounts/bindings") == 0; /* on the socket */
      if ((status == 403) == (may && !alone) || status == 401)
        fail_msg("%s %s as %s: %ld", route->method, route->pattern, role_word((enum role)role),
                 status);
    }
}

/* Lists of what lies within the account's area, and of signed objects, which are for everybody. */
static const char *const everybodys[] = { "/v1/accounts", "/v1/gates",        "/v1/imports",
                                          "/v1/bodies",   "/v1/publications", "/v1/policies",
                                          "/v1/feeds",    "/v1/ends" };

static bool is_everybodys(const struct host_route *route) {
  for (size_t i = 0; i < COUNT(everybodys); i++)
    if (strcmp(route->method, "GET") == 0 && strcmp(route->pattern, everybodys[i]) == 0)
      return true;
  return false;
}

/* All rights, elsewhere. */
static void nobody_reaches_an_area_that_is_not_theirs(void **state) {
  struct scene *scene = *state;
  for (size_t i = 0; i < server_route_count; i++) {
    const struct host_route *route = &server_routes[i];
    if (!route->needs || route->needs & (RIGHT_SIGNED_IN | RIGHT_LOCAL)) continue;
    struct browser browser = sign_in(scene, "elsewhere", (1u << ROLES) - 1, OTHER_AREA);
    long status = try_route(scene, route, &browser);
    if (is_everybodys(route) ? status != 200 : status / 100 == 2)
      fail_msg("%s %s: %ld %s", route->method, route->pattern, status, answered);
  }
}

static void a_list_holds_nothing_of_an_area_that_is_not_theirs(void **state) {
  struct scene *scene = *state;
  struct browser browser = sign_in(scene, "elsewhere", (1u << ROLES) - 1, OTHER_AREA);
  struct browser here = sign_in(scene, "here", (1u << ROLES) - 1, ROOM_AREA);
  gate_register(scene->room, FORGE_GATE, "east");
  for (size_t i = 0; i < 2; i++) {
    assert_int_equal(browse(scene, "GET", everybodys[i], "", &here), 200);
    ASSERT_ROW(strstr(answered, ROOM_AREA_TEXT) != NULL, everybodys[i]);
    assert_int_equal(browse(scene, "GET", everybodys[i], "", &browser), 200);
    ASSERT_ROW(strstr(answered, ROOM_AREA_TEXT) == NULL, everybodys[i]);
  }
}

static void without_a_session_nothing_is_answered(void **state) {
  struct scene *scene = *state;
  struct browser none = { 0 }, forged = { 0 };
  memset(forged.token, 'a', SESSION_TOKEN_SIZE - 1);
  session_form_token(scene->room->server, forged.token, forged.form);
  for (size_t i = 0; i < server_route_count; i++) {
    if (!server_routes[i].needs) continue;
    ASSERT_ROW(try_route(scene, &server_routes[i], &none) == 401, server_routes[i].pattern);
    ASSERT_ROW(try_route(scene, &server_routes[i], &forged) == 401, server_routes[i].pattern);
  }
}

/* A page elsewhere makes the browser send its cookie, but cannot read the session's token. */
static void a_change_without_the_sessions_own_token_is_refused(void **state) {
  struct scene *scene = *state;
  struct browser one = sign_in(scene, "office", 0, ROOM_AREA);
  struct browser other = sign_in(scene, "office", 0, ROOM_AREA);
  struct browser bare = one, mixed = one;
  *bare.form = '\0';
  memcpy(mixed.form, other.form, sizeof mixed.form);
  assert_int_equal(browse(scene, "GET", "/v1/residents", "", &bare), 200);
  assert_int_equal(browse(scene, "POST", "/v1/publications", "", &bare), 403);
  assert_int_equal(browse(scene, "POST", "/v1/publications", "", &mixed), 403);
  assert_int_equal(browse(scene, "POST", "/v1/publications", "", &one), 201);
}

static void who_is_no_gate_has_no_token_that_holds(void **state) {
  const struct browser none = { 0 };
  assert_int_equal(browse(*state, "GET", "/v1/gates/token", "", &none), 401);
}

/* HEAD asks as GET does, and needs no token of a form. */
static void who_asks_for_the_head_alone_asks(void **state) {
  struct scene *scene = *state;
  struct browser browser = sign_in(scene, "office", 0, ROOM_AREA);
  snprintf(browser.form, sizeof browser.form, "short");
  assert_int_equal(browse(scene, "HEAD", "/v1/residents", "", &browser), 200);
  assert_string_equal(answered, "");
  assert_int_equal(browse(scene, "POST", "/v1/visitors", "{\"name\":\"来访甲\"}", &browser), 403);
}

static void a_session_ends_when_idle_when_old_and_with_its_account(void **state) {
  struct scene *scene = *state;
  struct room *room = scene->room;
  struct browser browser = sign_in(scene, "office", 0, ROOM_AREA);
  room->api.fixed_s = ROOM_NOW + SESSION_IDLE_S;
  assert_int_equal(browse(scene, "GET", "/v1/residents", "", &browser), 200);
  room->api.fixed_s += SESSION_IDLE_S + 1;
  assert_int_equal(browse(scene, "GET", "/v1/residents", "", &browser), 401);
  room->now_s = room->api.fixed_s = ROOM_NOW;
  browser = sign_in(scene, "office", 0, ROOM_AREA);
  for (int64_t at = 0; at <= SESSION_LIFE_S; at += SESSION_IDLE_S) {
    room->api.fixed_s = ROOM_NOW + at;
    assert_int_equal(browse(scene, "GET", "/v1/residents", "", &browser), 200);
  }
  room->api.fixed_s = ROOM_NOW + SESSION_LIFE_S + 1;
  assert_int_equal(browse(scene, "GET", "/v1/residents", "", &browser), 401);
  room->api.fixed_s = ROOM_NOW;
  browser = sign_in(scene, "guest", 1u << ROLE_CLERK, ROOM_AREA);
  assert_int_equal(browse(scene, "GET", "/v1/residents", "", &browser), 200);
  struct request request = room_request(room);
  assert_int_equal(db_exec(request.db, "update account set ended_at = 1 where login = 'guest'"),
                   TX_OK);
  request_end(room->server, &request);
  assert_int_equal(browse(scene, "GET", "/v1/residents", "", &browser), 401);
}

static void who_signs_out_is_out(void **state) {
  struct scene *scene = *state;
  struct browser browser = sign_in(scene, "office", 0, ROOM_AREA);
  assert_int_equal(browse(scene, "DELETE", "/v1/sessions/current", "", &browser), 200);
  assert_int_equal(browse(scene, "GET", "/v1/sessions/current", "", &browser), 401);
}

static void a_wrong_password_is_refused_and_then_waited_for(void **state) {
  struct scene *scene = *state;
  struct browser none = { 0 };
  static const char wrong[] = "{\"login\":\"street\",\"password\":\"" PASSWORD "\"}";
  assert_int_equal(browse(scene, "POST", "/v1/sessions", wrong, &none), 403);
  assert_int_equal(browse(scene, "POST", "/v1/sessions", wrong, &none), 503);
  assert_int_equal(retry_after_s, 1);
  for (int i = 0; i < 6; i++)
    backoff_note(scene->room->server->backoff, "street", "127.0.0.1", false, host_monotonic_ms());
  assert_int_equal(browse(scene, "POST", "/v1/sessions", wrong, &none), 503);
  assert_in_range(retry_after_s, 60, 64);
  assert_non_null(strstr(answered, "Too many wrong passwords"));
}

int main(void) {
  const struct CMUnitTest tests[] = {
    IN_A_SCENE(each_role_may_what_its_row_says_and_nothing_else),
    IN_A_SCENE(nobody_reaches_an_area_that_is_not_theirs),
    IN_A_SCENE(a_list_holds_nothing_of_an_area_that_is_not_theirs),
    IN_A_SCENE(without_a_session_nothing_is_answered),
    IN_A_SCENE(a_change_without_the_sessions_own_token_is_refused),
    IN_A_SCENE(who_is_no_gate_has_no_token_that_holds),
    IN_A_SCENE(who_asks_for_the_head_alone_asks),
    IN_A_SCENE(a_session_ends_when_idle_when_old_and_with_its_account),
    IN_A_SCENE(who_signs_out_is_out),
    IN_A_SCENE(a_wrong_password_is_refused_and_then_waited_for),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
