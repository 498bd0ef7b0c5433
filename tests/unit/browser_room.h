/* SPDX-License-Identifier: Apache-2.0 */
/* Browsers at the server's door: by network, each with the session of an account. */
#ifndef TESTS_UNIT_BROWSER_ROOM_H
#define TESTS_UNIT_BROWSER_ROOM_H

#include "server_room.h"

#include "api/gate/access.h"
#include "api/resident/changes.h"
#include "domain/account/session.h"
#include "http/routes.h"
#include "store/office/accounts.h"

#include <curl/curl.h>

struct scene {
  struct room *room;
  struct host_http *http;
  char url[64];
};

struct browser {
  char token[SESSION_TOKEN_SIZE], form[SESSION_TOKEN_SIZE];
  const char *header; /* one more; NULL: none */
};

static inline int set_up(void **state) {
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

static inline int tear_down(void **state) {
  struct scene *scene = *state;
  void *room = scene->room;
  live_stop(scene->room->api.live);
  host_http_stop(scene->http, 1000);
  live_destroy(scene->room->api.live);
  free(scene);
  return room_tear_down(&room);
}

/* An account of the roles that has just signed in. */
static inline struct browser sign_in(struct scene *scene, const char *login, uint32_t roles,
                                     uint64_t area) {
  struct browser browser = { 0 };
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

static inline size_t keep(char *data, size_t size, size_t count, void *context) {
  size_t n = strlen(answered), left = sizeof answered - 1 - n;
  (void)context;
  memcpy(answered + n, data, size * count < left ? size * count : left);
  answered[n + (size * count < left ? size * count : left)] = '\0';
  return size * count;
}

/* The status of an answer. browser's empty strings are not sent. */
static long retry_after_s; /* of the answer; 0: it said nothing */

static inline long browse(const struct scene *scene, const char *method, const char *path,
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
  if (browser->header) headers = curl_slist_append(headers, browser->header);
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, 20L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, keep);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  if (strcmp(method, "HEAD") == 0) {
    curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
  } else if (strcmp(method, "GET") != 0) {
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

#define IN_A_SCENE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

#endif
