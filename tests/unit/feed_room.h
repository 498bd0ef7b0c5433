/* SPDX-License-Identifier: Apache-2.0 */
/* A room with bodies and feeds, made by two hands. */
#ifndef TESTS_UNIT_FEED_ROOM_H
#define TESTS_UNIT_FEED_ROOM_H

#include "bodies_room.h"

#include "domain/feed/arrival.h"
#include "domain/feed/source.h"

#include <curl/curl.h>

/* A feed of the health body, of some fields. */
static inline json_t *feed_body(const char *area, json_t *fields) {
  return json_pack("{s:s, s:s, s:o}", "body", "health", "area", area, "fields", fields);
}

/* What an account does with the request of an answer. */
static inline enum tx_reason feed_decide(struct room *room, const json_t *asked, const char *login,
                                         enum request_verdict verdict) {
  uint8_t hash[TX_HASH_SIZE];
  const json_t *request = json_object_get(asked, "request");
  assert_true(host_unhex(room_text(request, "hash"), hash, sizeof hash));
  return decide_as(room, login, room_int(request, "id"), verdict, hash, "no");
}

/* Asks for it, has it seconded, and answers its token: the caller frees it. */
static inline char *feed_make(struct room *room, const char *source, const char *area,
                              json_t *fields) {
  char what[80];
  snprintf(what, sizeof what, "PUT /v1/feeds/%s", source);
  json_t *asked = room_get(room, what, feed_body(area, fields));
  char *token = strdup(room_text(asked, "token"));
  if (feed_decide(room, asked, "street", REQUEST_SECOND) != TX_OK) fail_msg("%s", room->problem.en);
  json_decref(asked);
  return token;
}

/* As the server knows it. */
static inline struct feed_row feed_of(struct room *room, const char *source) {
  struct feed_row *rows = NULL, found = { 0 };
  size_t count = 0;
  struct request request = room_request(room);
  assert_int_equal(feed_list(&request, &rows, &count), TX_OK);
  request_end(room->server, &request);
  for (size_t i = 0; i < count; i++)
    if (strcmp(rows[i].source, source) == 0) found = rows[i];
  free(rows);
  return found;
}

/* --- what it sends ---------------------------------------------------------------------------- */

struct feed_answer {
  long status;
  json_t *json;
  char *text;
  size_t n;
};

static inline size_t feed_keep(char *data, size_t size, size_t count, void *context) {
  struct feed_answer *answer = context;
  answer->text = realloc(answer->text, answer->n + size * count + 1);
  memcpy(answer->text + answer->n, data, size * count);
  answer->n += size * count;
  answer->text[answer->n] = '\0';
  return size * count;
}

/* Asks over the room's socket, as whoever bears the token. body NULL: GET. */
static inline json_t *feed_ask(struct room *room, const char *path, const char *token,
                               const char *key, const struct tx_span *body, long *status) {
  char url[160], bearer[256], once[64];
  struct feed_answer answer = { 0 };
  CURL *curl = curl_easy_init();
  room->api.fixed_s = room->now_s;
  snprintf(url, sizeof url, "http://localhost%s", path);
  snprintf(bearer, sizeof bearer, "Authorization: Bearer %s", token);
  snprintf(once, sizeof once, "Idempotency-Key: %s", key ? key : "");
  struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/jsonl");
  if (*token) headers = curl_slist_append(headers, bearer);
  if (key) headers = curl_slist_append(headers, once);
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, room->socket);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, 60L);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, feed_keep);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer);
  if (body) curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)body->n);
  if (body) curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body->p);
  assert_int_equal(curl_easy_perform(curl), CURLE_OK);
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, status);
  json_t *json = json_loads(answer.text ? answer.text : "{}", 0, NULL);
  curl_slist_free_all(headers);
  curl_easy_cleanup(curl);
  free(answer.text);
  return json;
}

/* The receipt of some bytes; NULL where they were not taken, with room->problem. */
static inline json_t *feed_send(struct room *room, const char *source, const char *token,
                                const char *key, struct tx_span body) {
  char path[80];
  long status = 0;
  snprintf(path, sizeof path, "/v1/feeds/%s/statements", source);
  json_t *json = feed_ask(room, path, token, key, &body, &status);
  room->problem = (struct host_problem){ 0 };
  if (status == 200) return json;
  room_note_problem(room, json);
  json_decref(json);
  return NULL;
}

/* As the jobs do within the second. */
static inline void feed_settle(struct room *room) {
  assert_int_equal(arrival_settle(room->server, room->now_s), TX_OK);
}

/* A receipt's counts: taken, repeated, held, unknown, refused. */
#define ASSERT_COUNTS(receipt, t, r, h, u, f)                                                      \
  do {                                                                                             \
    assert_int_equal(room_int(receipt, "taken"), t);                                               \
    assert_int_equal(room_int(receipt, "repeated"), r);                                            \
    assert_int_equal(room_int(receipt, "held"), h);                                                \
    assert_int_equal(room_int(receipt, "unknown"), u);                                             \
    assert_int_equal(room_int(receipt, "refused"), f);                                             \
  } while (0)

#endif
