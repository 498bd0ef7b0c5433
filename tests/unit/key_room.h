/* SPDX-License-Identifier: Apache-2.0 */
/* Requests that bear an Idempotency-Key. */
#ifndef TESTS_UNIT_KEY_ROOM_H
#define TESTS_UNIT_KEY_ROOM_H

#include "phone_room.h"

struct sending {
  struct room *room;
  const char *path, *key, *type, *cookie;
  struct tx_span body;
  long status;
  char *text;
};

static inline void send_under(struct sending *s) {
  size_t n = 0;
  char url[300], line[300], cookie[256], type[64];
  FILE *out = open_memstream(&s->text, &n);
  CURL *curl = curl_easy_init();
  snprintf(url, sizeof url, "http://localhost%s", s->path);
  snprintf(line, sizeof line, "Idempotency-Key: %s", s->key);
  snprintf(type, sizeof type, "Content-Type: %s", s->type);
  snprintf(cookie, sizeof cookie, "Cookie: %s", s->cookie ? s->cookie : "");
  struct curl_slist *headers = curl_slist_append(NULL, type);
  headers = curl_slist_append(headers, "Expect:");
  if (*s->key) headers = curl_slist_append(headers, line);
  if (s->cookie) headers = curl_slist_append(headers, cookie);
  curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, s->room->socket);
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)s->body.n);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, s->body.n ? (const char *)s->body.p : "");
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, phone_take);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, out);
  assert_int_equal(curl_easy_perform(curl), CURLE_OK);
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &s->status);
  curl_slist_free_all(headers);
  curl_easy_cleanup(curl);
  fclose(out);
}

static inline struct sending sent(struct room *room, const char *path, const char *key,
                                  json_t *in) {
  char *body = json_dumps(in, JSON_COMPACT);
  struct sending one = {
    .room = room, .path = path, .key = key, .type = "application/json", .body = tx_span_text(body)
  };
  room->api.fixed_s = room->now_s;
  send_under(&one);
  free(body);
  json_decref(in);
  return one;
}

/* The status of what comes, whose text is let go. */
static inline long status_of(struct sending one) {
  free(one.text);
  return one.status;
}

#endif
