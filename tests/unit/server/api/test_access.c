/* SPDX-License-Identifier: Apache-2.0 */
/* Each route tried by each role, inside and outside its area, and by sessions that are none. */
#include "gate_room.h"
#include "pattern.h"

#include "api/gate/access.h"
#include "api/resident/changes.h"
#include "domain/account/backoff.h"
#include "domain/account/session.h"
#include "host/text/date.h"
#include "http/routes.h"
#include "store/office/accounts.h"

#include <curl/curl.h>
#include <pthread.h>

#define OTHER_AREA 610112001001u
#define PASSWORD "lantern-orchid-47-tram"

struct scene {
  struct room *room;
  struct host_http *http;
  char url[64];
};

struct browser {
  char token[SESSION_TOKEN_SIZE], form[SESSION_TOKEN_SIZE];
};

static int set_up(void **state) {
  struct scene *scene = calloc(1, sizeof *scene);
  if (!scene || room_set_up(state) != 0) return -1;
  scene->room = *state;
  const struct host_http_options options = { .listen = "127.0.0.1:0",
                                             .routes = server_routes,
                                             .route_count = server_route_count,
                                             .context = &scene->room->api,
                                             .greet = access_greet,
                                             .admit = access_admit,
                                             .threads = 1,
                                             .workers = 2 };
  scene->room->api.fixed_s = ROOM_NOW;
  scene->room->api.live = changes_start(&scene->room->api);
  if (host_http_start(&options, &scene->http) != TX_OK) return -1;
  snprintf(scene->url, sizeof scene->url, "http://127.0.0.1:%u", host_http_port(scene->http));
  room_sql(scene->room, "update account set activated_at = 1");
  room_import(scene->room);
  *state = scene;
  return 0;
}

static int tear_down(void **state) {
  struct scene *scene = *state;
  void *room = scene->room;
  live_stop(scene->room->api.live);
  host_http_stop(scene->http, 1000);
  live_destroy(scene->room->api.live);
  free(scene);
  return room_tear_down(&room);
}

/* An account of the roles that has just signed in. */
static struct browser sign_in(struct scene *scene, const char *login, uint32_t roles,
                              uint64_t area) {
  struct browser browser;
  struct account account = {
    .area = area, .roles = roles, .made_at = 1, .activated_at = 1, .uid = -1
  };
  uint8_t bytes[32], hash[TX_HASH_SIZE];
  struct request request = room_request(scene->room);
  snprintf(account.login, sizeof account.login, "%s", login);
  snprintf(account.body, sizeof account.body, "street");
  assert_true(tx_random(bytes, sizeof bytes));
  host_hex(tx_span_of(bytes, sizeof bytes), browser.token);
  tx_sha256(tx_span_of(bytes, sizeof bytes), hash);
  enum tx_reason reason = accounts_add(request.db, &account);
  assert_true(reason == TX_OK || reason == TX_CONFLICT);
  assert_int_equal(sessions_add(request.db, hash, login, scene->room->now_s), TX_OK);
  request_end(scene->room->server, &request);
  session_form_token(scene->room->server, browser.token, browser.form);
  return browser;
}

static _Thread_local char answered[65536]; /* the body of the last answer */

static size_t keep(char *data, size_t size, size_t count, void *context) {
  size_t n = strlen(answered), left = sizeof answered - 1 - n;
  (void)context;
  memcpy(answered + n, data, size * count < left ? size * count : left);
  answered[n + (size * count < left ? size * count : left)] = '\0';
  return size * count;
}

/* The status of an answer. browser's empty strings are not sent. */
static long retry_after_s; /* of the answer; 0: it said nothing */

static long browse(const struct scene *scene, const char *method, const char *path,
                   const char *body, const struct browser *browser) {
  char url[256], cookie[128], form[128];
  long status = 0;
  CURL *curl = curl_easy_init();
  *answered = '\0';
  snprintf(url, sizeof url, "%s%s", scene->url, path);
  snprintf(cookie, sizeof cookie, "Cookie: a=b; " SESSION_COOKIE "=%s", browser->token);
  snprintf(form, sizeof form, FORM_TOKEN_HEADER ": %s", browser->form);
  struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json");
  if (*browser->token) headers = curl_slist_append(headers, cookie);
  if (*browser->form) headers = curl_slist_append(headers, form);
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, 20L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  if (strcmp(method, "GET") != 0) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
  }
  assert_int_equal(curl_easy_perform(curl), CURLE_OK);
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  curl_off_t later = 0;
  curl_easy_getinfo(curl, CURLINFO_RETRY_AFTER, &later);
  retry_after_s = (long)later;
  curl_slist_free_all(headers);
  curl_easy_cleanup(curl);
  return status;
}

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

/* --- what changes is told -----------------------------------------------------------------------
 */

/* A desk that waits for what comes after an event. */
struct desk {
  const struct scene *scene;
  struct browser browser;
  unsigned long long seen;
  pthread_t thread;
  long status;
  char told[512];
};

static long changes(const struct desk *desk) {
  char path[64];
  snprintf(path, sizeof path, "/v1/changes?seen=%llu", desk->seen);
  return browse(desk->scene, "GET", path, "", &desk->browser);
}

static void *wait_for_changes(void *context) {
  struct desk *desk = context;
  desk->status = changes(desk);
  snprintf(desk->told, sizeof desk->told, "%.*s", (int)sizeof desk->told - 1, answered);
  return NULL;
}

/* Its first answer says from where on it will hear. */
static struct desk desk_of(struct scene *scene, struct browser browser) {
  struct desk desk = { .scene = scene, .browser = browser };
  assert_int_equal(changes(&desk), 200);
  const char *id = strstr(answered, "id: ");
  assert_non_null(id);
  assert_null(strstr(answered, "data:"));
  desk.seen = strtoull(id + 4, NULL, 10);
  return desk;
}

static void sit_down(struct desk *desk) {
  struct live *live = desk->scene->room->api.live;
  const size_t before = live_waiting(live);
  assert_int_equal(pthread_create(&desk->thread, NULL, wait_for_changes, desk), 0);
  while (live_waiting(live) == before)
    sched_yield();
}

static void a_desk_that_waits_hears_which_kind_was_changed_and_of_nobody(void **state) {
  struct scene *scene = *state;
  struct browser browser = sign_in(scene, "office", 0, ROOM_AREA);
  struct desk desk = desk_of(scene, sign_in(scene, "office", 0, ROOM_AREA));
  sit_down(&desk);
  assert_int_equal(browse(scene, "POST", "/v1/residents/search", "{\"part\":\"张\"}", &browser),
                   200);
  assert_int_equal(live_waiting(scene->room->api.live), 1); /* who only asks changes nothing */
  assert_int_equal(browse(scene, "POST", "/v1/visitors", "{\"name\":\"来访甲\"}", &browser), 201);
  pthread_join(desk.thread, NULL);
  assert_int_equal(desk.status, 200);
  assert_non_null(strstr(desk.told, "data: visitors\n\n"));
  assert_non_null(strstr(desk.told, "retry: "));
  desk.seen--; /* what came while nobody waited is told at once */
  assert_int_equal(changes(&desk), 200);
  assert_non_null(strstr(answered, "data:"));
}

/* Or a list would be read anew after each of forty approvals. */
static void nobody_is_told_what_they_did_themselves(void **state) {
  struct scene *scene = *state;
  struct browser own = sign_in(scene, "office", 0, ROOM_AREA),
                 other = sign_in(scene, "office", 0, ROOM_AREA);
  struct desk desk = desk_of(scene, own);
  sit_down(&desk);
  assert_int_equal(browse(scene, "POST", "/v1/visitors", "{\"name\":\"来访甲\"}", &own), 201);
  assert_int_equal(browse(scene, "POST", "/v1/visitors", "{\"name\":\"来访乙\"}", &own), 201);
  assert_int_equal(live_waiting(scene->room->api.live), 1);
  assert_int_equal(browse(scene, "POST", "/v1/visitors", "{\"name\":\"来访丙\"}", &other), 201);
  pthread_join(desk.thread, NULL);
  assert_non_null(strstr(desk.told, "data: visitors\n\n"));
  /* What another did stays told, whoever did something after it. */
  assert_int_equal(browse(scene, "POST", "/v1/visitors", "{\"name\":\"来访丁\"}", &own), 201);
  assert_int_equal(changes(&desk), 200);
  assert_non_null(strstr(answered, "data: visitors\n\n"));
}

static void hearing_of_changes_ends_with_the_session_and_does_not_use_it(void **state) {
  struct scene *scene = *state;
  struct browser browser = sign_in(scene, "office", 0, ROOM_AREA), none = { 0 }, forged = browser;
  struct desk desk = desk_of(scene, browser);
  sit_down(&desk);
  assert_int_equal(browse(scene, "DELETE", "/v1/sessions/current", "", &browser), 200);
  pthread_join(desk.thread, NULL);
  assert_int_equal(desk.status, 204); /* which tells a browser not to come again */
  assert_int_equal(browse(scene, "GET", "/v1/changes", "", &none), 204);
  forged.token[0] = forged.token[0] == 'a' ? 'b' : 'a';
  assert_int_equal(browse(scene, "GET", "/v1/changes", "", &forged), 204);
  browser = sign_in(scene, "office", 0, ROOM_AREA);
  scene->room->api.fixed_s = ROOM_NOW + SESSION_IDLE_S;
  assert_int_equal(browse(scene, "GET", "/v1/changes", "", &browser), 200);
  scene->room->api.fixed_s++;
  assert_int_equal(browse(scene, "GET", "/v1/changes", "", &browser), 204);
}

static void one_session_takes_four_places_and_no_more(void **state) {
  struct scene *scene = *state;
  struct browser browser = sign_in(scene, "office", 0, ROOM_AREA);
  struct desk desks[LIVE_OF_ONE_MAX], beyond = desk_of(scene, browser);
  for (size_t i = 0; i < LIVE_OF_ONE_MAX; i++) {
    desks[i] = beyond;
    sit_down(&desks[i]);
  }
  assert_int_equal(changes(&beyond), 200);
  assert_non_null(strstr(answered, "retry: 60000"));
  live_note(scene->room->api.live, "POST", "/v1/appeals", "");
  for (size_t i = 0; i < LIVE_OF_ONE_MAX; i++) {
    pthread_join(desks[i].thread, NULL);
    assert_non_null(strstr(desks[i].told, "appeals"));
  }
}

#define IN_A_SCENE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
  const struct CMUnitTest tests[] = {
    IN_A_SCENE(a_desk_that_waits_hears_which_kind_was_changed_and_of_nobody),
    IN_A_SCENE(nobody_is_told_what_they_did_themselves),
    IN_A_SCENE(hearing_of_changes_ends_with_the_session_and_does_not_use_it),
    IN_A_SCENE(one_session_takes_four_places_and_no_more),
    IN_A_SCENE(each_role_may_what_its_row_says_and_nothing_else),
    IN_A_SCENE(nobody_reaches_an_area_that_is_not_theirs),
    IN_A_SCENE(a_list_holds_nothing_of_an_area_that_is_not_theirs),
    IN_A_SCENE(without_a_session_nothing_is_answered),
    IN_A_SCENE(a_change_without_the_sessions_own_token_is_refused),
    IN_A_SCENE(a_session_ends_when_idle_when_old_and_with_its_account),
    IN_A_SCENE(who_signs_out_is_out),
    IN_A_SCENE(a_wrong_password_is_refused_and_then_waited_for),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
