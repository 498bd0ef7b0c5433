/* SPDX-License-Identifier: Apache-2.0 */
/* Phones at the server's door: each a key, which applies, signs in, and asks what is its own. */
#ifndef TESTS_UNIT_PHONE_ROOM_H
#define TESTS_UNIT_PHONE_ROOM_H

#include "server_room.h"

#include "domain/gate/login.h"
#include "domain/pass/issue.h"
#include "format/login.h"

#include <curl/curl.h>

#define PHONE_ORIGIN "http://127.0.0.1:8080"

struct phone {
  struct room *room;
  struct tx_signer *key;
  char cookie[192];
  char etag[128]; /* of its last answer */
  unsigned status;
};

static inline struct phone phone_of(struct room *room, enum forge_key key) {
  static const char *const origins[] = { PHONE_ORIGIN, NULL };
  room->server->origins = origins;
  return (struct phone){ .room = room, .key = room->forge.keys[key] };
}

static inline void phone_spki(const struct phone *phone, char out[HOST_BASE64_SIZE(TX_SPKI_MAX)]) {
  host_base64(tx_span_of(phone->key->spki, phone->key->spki_len), out);
}

/* A tx-login with a fresh nonce. */
static inline size_t phone_login(const struct phone *phone, const char *who, const char *audience,
                                 uint8_t out[TX_LOGIN_MAX]) {
  size_t n = 0;
  struct room *room = phone->room;
  struct tx_login login = { .who = tx_span_text(who),
                            .audience = tx_span_text(audience),
                            .iat = room->now_s };
  assert_int_equal(login_nonce(room->server, room->now_s, login.nonce), TX_OK);
  assert_int_equal(tx_login_sign(&login, phone->key, out, TX_LOGIN_MAX, &n), TX_OK);
  return n;
}

/* Adds key and login to what somebody typed. */
static inline json_t *phone_sign(const struct phone *phone, json_t *in) {
  uint8_t login[TX_LOGIN_MAX];
  char base64[HOST_BASE64_SIZE(TX_LOGIN_MAX)], spki[HOST_BASE64_SIZE(TX_SPKI_MAX)];
  size_t n = phone_login(phone, "apply", PHONE_ORIGIN, login);
  host_base64(tx_span_of(login, n), base64);
  phone_spki(phone, spki);
  json_object_set_new(in, "area", json_string(ROOM_AREA_TEXT));
  json_object_set_new(in, "key", json_string(spki));
  json_object_set_new(in, "login", json_string(base64));
  return in;
}

/* What one of the room's three people types; claim may be "". */
static inline json_t *phone_form(int index, const char *claim) {
  static const char *const people[][4] = {
    { "王秀英", "990101194912310028", "3-2", "101" },
    { "张三", "99010119800307891X", "3-2", "102" },
    { "阿依古丽·买买提", "990101201906010021", "3-2", "101" },
  };
  const char *const *p = people[index];
  return json_pack("{s:s, s:s, s:s, s:s, s:s}", "name", p[0], "id_number", p[1], "unit", p[2],
                   "room", p[3], "claim", claim);
}

/* NULL on a problem, which room->problem tells. Takes form over. */
static inline json_t *phone_apply(const struct phone *phone, json_t *form) {
  return room_ask(phone->room, "POST /v1/applications", phone_sign(phone, form));
}

/* The same, where it must come to a state; its id. */
static inline long long phone_apply_to(const struct phone *phone, json_t *form, const char *state) {
  json_t *out = phone_apply(phone, form);
  if (!out) fail_msg("%s", phone->room->problem.en);
  assert_string_equal(room_text(out, "state"), state);
  long long id = room_int(out, "id");
  json_decref(out);
  return id;
}

/* A code of the household of one of the three, or of that person's own. */
static inline void phone_code(struct room *room, int index, bool own, char out[16]) {
  static const char *const rooms[] = { "101", "102", "101" };
  json_t *in = own ? json_pack("{s:i}", "index", index)
                   : json_pack("{s:s, s:s}", "unit", "3-2", "room", rooms[index]);
  json_t *made = room_get(room, "POST /v1/claims", in);
  const json_t *one = json_array_get(json_object_get(made, "claims"), 0);
  snprintf(out, 16, "%s", room_text(one, "code"));
  assert_int_equal(strlen(out), 11); /* XXXX-XXXX-X */
  json_decref(made);
}

/* --- its session ------------------------------------------------------------------------------ */

static inline size_t phone_take_header(char *data, size_t size, size_t count, void *context) {
  static const char name[] = "ETag: ";
  struct phone *phone = context;
  size_t n = size * count, skip = sizeof name - 1;
  if (n > skip && strncasecmp(data, name, skip) == 0)
    snprintf(phone->etag, sizeof phone->etag, "%.*s", (int)strcspn(data + skip, "\r\n"),
             data + skip);
  return n;
}

static inline size_t phone_take(char *data, size_t size, size_t count, void *context) {
  return fwrite(data, size, count, context);
}

/* Asks with its cookie, with an If-None-Match that is not "", and posts a body that is not NULL.
 * The answer's JSON, or NULL. */
static inline json_t *phone_exchange(struct phone *phone, const char *path, const char *known,
                                     const char *body) {
  char url[256], tag[160], cookie[256];
  char *text = NULL;
  size_t n = 0;
  long status = 0;
  FILE *out = open_memstream(&text, &n);
  CURL *curl = curl_easy_init();
  struct curl_slist *headers = NULL;
  phone->room->api.fixed_s = phone->room->now_s;
  snprintf(url, sizeof url, "http://localhost%s", path);
  snprintf(tag, sizeof tag, "If-None-Match: %s", known);
  snprintf(cookie, sizeof cookie, "Cookie: %s", phone->cookie);
  if (*known) headers = curl_slist_append(headers, tag);
  if (*phone->cookie) headers = curl_slist_append(headers, cookie);
  curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, phone->room->socket);
  curl_easy_setopt(curl, CURLOPT_URL, url);
  if (body) headers = curl_slist_append(headers, "Content-Type: application/json");
  if (body) curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, phone_take_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, phone);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, phone_take);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, out);
  assert_int_equal(curl_easy_perform(curl), CURLE_OK);
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  curl_slist_free_all(headers);
  curl_easy_cleanup(curl);
  fclose(out);
  phone->status = (unsigned)status;
  json_t *json = json_loadb(text ? text : "", n, 0, NULL);
  free(text);
  return json;
}

static inline json_t *phone_get(struct phone *phone, const char *path, const char *known) {
  return phone_exchange(phone, path, known, NULL);
}

/* Signs in as who; the status of the answer. */
static inline unsigned phone_sign_in_as(struct phone *phone, const char *who) {
  uint8_t login[TX_LOGIN_MAX];
  size_t n = phone_login(phone, who, PHONE_ORIGIN, login);
  struct socket_answer answer = { 0 };
  phone->room->api.fixed_s = phone->room->now_s;
  socket_ask(phone->room->socket, "POST", "/v1/holders/sessions", "application/cose",
             tx_span_of(login, n), &answer);
  snprintf(phone->cookie, sizeof phone->cookie, "%s", answer.session);
  free(answer.text);
  return phone->status = answer.status;
}

static inline unsigned phone_sign_in(struct phone *phone) {
  char spki[HOST_BASE64_SIZE(TX_SPKI_MAX)];
  phone_spki(phone, spki);
  return phone_sign_in_as(phone, spki);
}

/* What is its own, signed in anew. */
static inline json_t *phone_me(struct phone *phone) {
  assert_int_equal(phone_sign_in(phone), 201);
  json_t *me = phone_get(phone, "/v1/me", "");
  if (phone->status != 200) fail_msg("/v1/me: %u", phone->status);
  return me;
}

static inline const json_t *phone_first(const json_t *me, const char *list) {
  return json_array_get(json_object_get(me, list), 0);
}

/* --- holders ---------------------------------------------------------------------------------- */

/* A member of what somebody typed, otherwise. */
static inline json_t *phone_change(json_t *form, const char *member, const char *value) {
  json_object_set_new(form, member, json_string(value));
  return form;
}

/* A phone that holds the pass of one of the three. */
static inline struct phone phone_holder(struct room *room, enum forge_key key, int index) {
  char code[16];
  struct phone phone = phone_of(room, key);
  phone_code(room, index, false, code);
  phone_apply_to(&phone, phone_form(index, code), "approved");
  return phone;
}

static inline struct phone phone_signed_in(struct room *room, enum forge_key key, int index) {
  struct phone phone = phone_holder(room, key, index);
  assert_int_equal(phone_sign_in(&phone), 201);
  return phone;
}

#endif
