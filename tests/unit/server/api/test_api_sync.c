/* SPDX-License-Identifier: Apache-2.0 */
/* The routes behind a real listener on loopback. */
#include "gate_room.h"

#include "api/gate/access.h"
#include "domain/gate/login.h"
#include "host/text/date.h"
#include "http/routes.h"

#include <curl/curl.h>

#define ANSWER_MAX 4096

struct answer {
  long status;
  size_t length;
  char body[ANSWER_MAX];
  char etag[64], location[128], cache[128], link[128], type[64];
};

struct served {
  struct room *room;
  struct api api;
  struct host_http *http;
  char origin[64];
  const char *origins[2];
};

static struct served served;

static int serve_set_up(void **state) {
  if (room_set_up(state) != 0) return -1;
  struct room *room = *state;
  served = (struct served){ .room = room };
  served.api = (struct api){ .server = room->server, .shift_s = ROOM_NOW - host_now_s() };
  const struct host_http_options options = { .listen = "127.0.0.1:0",
                                             .routes = server_routes,
                                             .route_count = server_route_count,
                                             .greet = access_greet,
                                             .admit = access_admit,
                                             .context = &served.api,
                                             .threads = 2 };
  if (host_http_start(&options, &served.http) != TX_OK) return -1;
  snprintf(served.origin, sizeof served.origin, "http://127.0.0.1:%u", host_http_port(served.http));
  served.origins[0] = served.origin;
  room->server->origins = served.origins;
  room_import(room);
  room_do(room, "POST /v1/publications", NULL);
  gate_register(room, FORGE_GATE, "east");
  return 0;
}

static int serve_tear_down(void **state) {
  host_http_stop(served.http, 1000);
  return room_tear_down(state);
}

/* --- a client --------------------------------------------------------------------------------- */

static size_t take_body(char *data, size_t size, size_t count, void *context) {
  struct answer *answer = context;
  size_t n = size * count, room_left = ANSWER_MAX - 1 - answer->length;
  memcpy(answer->body + answer->length, data, n < room_left ? n : room_left);
  answer->length += n < room_left ? n : room_left;
  return n;
}

static void take_header(const char *line, size_t n, const char *name, char *out, size_t cap) {
  size_t name_n = strlen(name);
  if (n <= name_n || strncasecmp(line, name, name_n) != 0) return;
  snprintf(out, cap, "%.*s", (int)(n - name_n - 2), line + name_n);
}

static size_t take_headers(char *data, size_t size, size_t count, void *context) {
  struct answer *answer = context;
  size_t n = size * count;
  take_header(data, n, "ETag: ", answer->etag, sizeof answer->etag);
  take_header(data, n, "Location: ", answer->location, sizeof answer->location);
  take_header(data, n, "Cache-Control: ", answer->cache, sizeof answer->cache);
  take_header(data, n, "Content-Type: ", answer->type, sizeof answer->type);
  take_header(data, n, "Link: ", answer->link, sizeof answer->link);
  return n;
}

/* header is whole lines, or NULL; body is posted when its p is not NULL. */
static struct answer ask(const char *path, const char *header, struct tx_span body) {
  struct answer answer = { 0 };
  char url[256];
  CURL *curl = curl_easy_init();
  HOST_FREE char *lines = strdup(header ? header : "");
  struct curl_slist *headers = NULL;
  for (char *rest = NULL, *line = strtok_r(lines, "\n", &rest); line;
       line = strtok_r(NULL, "\n", &rest))
    headers = curl_slist_append(headers, line);
  snprintf(url, sizeof url, "%s%s", served.origin, path);
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, 10L);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_headers);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &answer);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  if (body.p) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)body.n);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, (const char *)body.p);
  }
  assert_int_equal(curl_easy_perform(curl), CURLE_OK);
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
  curl_slist_free_all(headers);
  curl_easy_cleanup(curl);
  return answer;
}

static struct answer get(const char *path, const char *header) {
  return ask(path, header, (struct tx_span){ 0 });
}

/* Signs in as a gate does, and returns the header that bears its token. */
static void sign_in(char header[LOGIN_TOKEN_MAX + 32]) {
  uint8_t bytes[TX_LOGIN_MAX];
  char name[TX_GATE_NAME_SIZE + 1];
  size_t n = 0;
  const struct tx_signer *gate = served.room->forge.keys[FORGE_GATE];
  struct answer nonce = get("/v1/nonce", NULL);
  json_t *json = json_loads(nonce.body, 0, NULL);
  struct tx_login login = { .audience = tx_span_text(served.origin), .iat = ROOM_NOW };
  assert_true(
      host_unbase64(tx_span_text(room_text(json, "nonce")), login.nonce, TX_NONCE_SIZE, &n));
  json_decref(json);
  tx_gate_name(gate->hash, name);
  login.who = tx_span_text(name);
  assert_int_equal(tx_login_sign(&login, gate, bytes, sizeof bytes, &n), TX_OK);
  struct answer token =
      ask("/v1/gates/token", "Content-Type: application/cose", tx_span_of(bytes, n));
  assert_int_equal(token.status, 200);
  json = json_loads(token.body, 0, NULL);
  snprintf(header, LOGIN_TOKEN_MAX + 32, "Authorization: Bearer %s", room_text(json, "token"));
  json_decref(json);
}

/* --- promises --------------------------------------------------------------------------------- */

static void the_newest_is_a_small_redirect_and_304_to_who_has_it(UNUSED void **state) {
  char header[128];
  struct answer newest = get("/v1/sync/trust", NULL);
  assert_int_equal(newest.status, 302);
  assert_int_equal(newest.length, 0);
  snprintf(header, sizeof header, "If-None-Match: %s", newest.etag);
  assert_int_equal(get("/v1/sync/trust", header).status, 304);
  struct answer object = get(newest.location, NULL);
  assert_int_equal(object.status, 200);
  assert_non_null(strstr(object.cache, "immutable"));
  const struct signing *signing = signing_take(served.room->server);
  assert_int_equal(object.length, signing->trust->bytes.n);
  assert_memory_equal(object.body, signing->trust->bytes.p, object.length);
  signing_release(signing);
}

static void an_address_with_a_seq_goes_on_answering_the_same(UNUSED void **state) {
  char header[LOGIN_TOKEN_MAX + 32];
  sign_in(header);
  struct answer newest = get("/v1/sync/status/" ROOM_AREA_TEXT, header);
  struct answer before = get(newest.location, header);
  served.room->now_s += 60;
  room_do(served.room, "POST /v1/publications", NULL);
  struct answer moved = get("/v1/sync/status/" ROOM_AREA_TEXT, header);
  assert_string_not_equal(moved.location, newest.location);
  struct answer after = get(newest.location, header);
  assert_int_equal(after.status, 200);
  assert_int_equal(after.length, before.length);
  assert_memory_equal(after.body, before.body, before.length);
}

static uint64_t import_later_list(uint64_t later) {
  struct forge_trust draft;
  forge_trust_draft(&served.room->forge, &draft);
  draft.trust.seq += later;
  FORGED list = forge_trust(&served.room->forge, &draft, FORGE_ROOT);
  json_t *out = room_send(served.room, "PUT /v1/trust", "application/cose", forge_span(&list));
  if (!out) fail_msg("%s", served.room->problem.en);
  json_decref(out);
  return draft.trust.seq;
}

static void leads_back(uint64_t from, uint64_t to) {
  char path[64], link[128] = "";
  snprintf(path, sizeof path, "/v1/sync/trust/%llu", (unsigned long long)from);
  if (to)
    snprintf(link, sizeof link, "</v1/sync/trust/%llu>; rel=\"predecessor-version\"",
             (unsigned long long)to);
  assert_string_equal(get(path, NULL).link, link);
}

static void a_trust_list_names_the_one_before_it_also_after_a_restart(UNUSED void **state) {
  struct room *room = served.room;
  const struct signing *signing = signing_take(room->server);
  uint64_t first = signing->trust->seq;
  signing_release(signing);
  leads_back(first, 0);
  uint64_t second = import_later_list(5), third = import_later_list(9);
  leads_back(third, second);
  leads_back(second, first);
  leads_back(first, 0);
  room_close_office(room);
  room_open_office(room);
  served.api.server = room->server;
  leads_back(third, second);
  leads_back(second, first);
}

static void lists_are_for_gates_and_trust_and_policies_for_everybody(UNUSED void **state) {
  char header[LOGIN_TOKEN_MAX + 32];
  assert_int_equal(get("/v1/sync/status/" ROOM_AREA_TEXT, NULL).status, 401);
  assert_int_equal(get("/v1/sync/status/" ROOM_AREA_TEXT "/1", NULL).status, 401);
  assert_int_equal(get("/v1/sync/status/" ROOM_AREA_TEXT "/1/delta", NULL).status, 401);
  assert_int_equal(get("/v1/sync/trust", NULL).status, 302);
  assert_int_equal(get("/v1/sync/policy/" ROOM_AREA_TEXT, NULL).status, 404);
  sign_in(header);
  assert_int_equal(get("/v1/sync/status/" ROOM_AREA_TEXT, header).status, 302);
  room_do(served.room, "DELETE /v1/gates/east", NULL);
  assert_int_equal(get("/v1/sync/status/" ROOM_AREA_TEXT, header).status, 401);
}

static void what_is_not_there_yet_is_not_cached(UNUSED void **state) {
  char header[LOGIN_TOKEN_MAX + 32];
  sign_in(header);
  struct answer delta = get("/v1/sync/status/" ROOM_AREA_TEXT "/1640995200/delta", header);
  assert_int_equal(delta.status, 404);
  assert_string_equal(delta.cache, "no-store");
  assert_int_equal(get("/v1/sync/status/" ROOM_AREA_TEXT "/1/delta", header).status, 404);
  assert_int_equal(get("/v1/sync/status/610113001009/1/delta", header).status, 404);
  assert_int_equal(get("/v1/sync/trust/01", NULL).status, 404);
  assert_int_equal(get("/v1/sync/policy/610113001", NULL).status, 404);
}

/* Ten thousand gates ask for it each minute. */
static void what_a_gate_that_has_everything_asks_waits_for_no_database(UNUSED void **state) {
  char header[LOGIN_TOKEN_MAX + 32], delta[160];
  sign_in(header);
  snprintf(delta, sizeof delta, "%s/delta",
           get("/v1/sync/status/" ROOM_AREA_TEXT, header).location);
  struct request held = room_request(served.room);
  assert_int_equal(get("/v1/sync/trust", NULL).status, 302);
  assert_int_equal(get("/v1/sync/policy/" ROOM_AREA_TEXT, NULL).status, 404);
  assert_int_equal(get("/v1/sync/status/" ROOM_AREA_TEXT, header).status, 302);
  assert_int_equal(get(delta, header).status, 404);
  request_end(served.room->server, &held);
}

static void a_journal_is_acknowledged_and_a_hole_told_by_number(UNUSED void **state) {
  FORGED batch = gate_batch(served.room, FORGE_GATE, 1, 3, 0, 0);
  FORGED late = gate_batch(served.room, FORGE_GATE, 9, 1, 0, 0);
  FORGED strange = gate_batch(served.room, FORGE_STRANGER, 1, 1, 0, 0);
  const char *cose = "Content-Type: application/cose";
  struct answer answer = ask("/v1/events", cose, forge_span(&batch));
  assert_int_equal(answer.status, 200);
  assert_string_equal(answer.body, "{\"acknowledged\":3,\"stored\":3}");
  answer = ask("/v1/events", cose, forge_span(&late));
  assert_int_equal(answer.status, 409);
  assert_string_equal(answer.type, "application/problem+json");
  json_t *hole = json_loads(answer.body, 0, NULL);
  assert_string_equal(room_text(hole, "reason"), "conflict");
  assert_int_equal(room_int(hole, "expected"), 4);
  json_decref(hole);
  answer = ask("/v1/events", cose, forge_span(&strange));
  assert_int_equal(answer.status, 403);
  assert_string_equal(answer.type, "application/problem+json");
  assert_non_null(strstr(answer.body, "unknown_key"));
  assert_int_equal(ask("/v1/events", cose, tx_span_text("nonsense")).status, 400);
}

static void readiness_waits_for_a_list(UNUSED void **state) {
  assert_int_equal(get("/healthz", NULL).status, 200);
  assert_int_equal(get("/readyz", NULL).status, 200);
  assert_non_null(strstr(get("/metrics", NULL).body, "tongxing_gates 1"));
}

#define FROM_ELSEWHERE "X-Forwarded-For: 192.0.2.1\nX-Forwarded-Proto: https"
#define WATCHER "0123456789abcdef0123456789abcdef"
#define STRANGER "fedcba9876543210fedcba9876543210"

static void
metrics_are_read_on_this_machine_and_from_elsewhere_by_their_token(UNUSED void **state) {
  assert_int_equal(get("/metrics", NULL).status, 200);
  assert_int_equal(get("/metrics", FROM_ELSEWHERE).status, 401);
  assert_int_equal(get("/metrics", FROM_ELSEWHERE "\nAuthorization: Bearer " WATCHER).status, 401);
  served.api.metrics_token = WATCHER;
  assert_int_equal(get("/metrics", FROM_ELSEWHERE).status, 401);
  assert_int_equal(get("/metrics", FROM_ELSEWHERE "\nAuthorization: Bearer 0" WATCHER).status, 401);
  assert_int_equal(get("/metrics", FROM_ELSEWHERE "\nAuthorization: Bearer " STRANGER).status, 401);
  assert_int_equal(get("/metrics", FROM_ELSEWHERE "\nAuthorization: Bearer " WATCHER).status, 200);
}

/* The word at p, which begins with tongxing_. */
static void metric_at(const char *p, char out[64]) {
  snprintf(out, 64, "%.*s", (int)strspn(p, "abcdefghijklmnopqrstuvwxyz_"), p);
}

static void a_dashboard_and_alerts_ask_for_metrics_that_there_are(UNUSED void **state) {
  static const char *const files[] = { TONGXING_SOURCE "/docs/monitoring/alerts.yml",
                                       TONGXING_SOURCE "/docs/monitoring/board.json" };
  char name[64], line[96];
  struct host_bytes asked[2] = { 0 };
  HOST_FREE char *metrics = strdup(get("/metrics", NULL).body);
  for (size_t i = 0; i < COUNT(files); i++) {
    size_t count = 0;
    assert_int_equal(host_file_read(files[i], 1u << 20, &asked[i]), TX_OK);
    for (const char *p = (const char *)asked[i].p; (p = strstr(p, "tongxing_")); p++, count++) {
      metric_at(p, name);
      snprintf(line, sizeof line, "# TYPE %s ", name);
      if (!strstr(metrics, line)) fail_msg("%s asks for %s, which there is not", files[i], name);
    }
    assert_true(count >= 6);
  }
  for (const char *p = metrics; (p = strstr(p, "# TYPE ")); p++) {
    metric_at(p + strlen("# TYPE "), name);
    ASSERT_ROW(strstr((const char *)asked[1].p, name) != NULL, name); /* the board shows all */
  }
  for (size_t i = 0; i < COUNT(files); i++)
    host_bytes_finish(&asked[i]);
}

int main(void) {
#define SERVED(name) cmocka_unit_test_setup_teardown(name, serve_set_up, serve_tear_down)
  const struct CMUnitTest promises[] = {
    SERVED(the_newest_is_a_small_redirect_and_304_to_who_has_it),
    SERVED(an_address_with_a_seq_goes_on_answering_the_same),
    SERVED(a_trust_list_names_the_one_before_it_also_after_a_restart),
    SERVED(lists_are_for_gates_and_trust_and_policies_for_everybody),
    SERVED(what_is_not_there_yet_is_not_cached),
    SERVED(what_a_gate_that_has_everything_asks_waits_for_no_database),
    SERVED(a_journal_is_acknowledged_and_a_hole_told_by_number),
    SERVED(readiness_waits_for_a_list),
    SERVED(metrics_are_read_on_this_machine_and_from_elsewhere_by_their_token),
    SERVED(a_dashboard_and_alerts_ask_for_metrics_that_there_are),
  };
  return cmocka_run_group_tests(promises, NULL, NULL);
}
