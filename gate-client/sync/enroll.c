/* SPDX-License-Identifier: Apache-2.0 */
#include "enroll.h"

#include "http_client.h"

#include "format/enrol.h"

#include "host/text/text.h"

#include <jansson.h>
#include <stdlib.h>
#include <time.h>

#define ANSWER_MAX (64u << 10)

static bool has_tls(const struct tx_enrol *enrol) {
  static const uint8_t none[TX_HASH_SIZE];
  return memcmp(enrol->tls, none, TX_HASH_SIZE) != 0;
}

static char *request_text(const struct tx_enrol *enrol, const struct gate_identity *identity) {
  char token[HOST_BASE64_SIZE(TX_TOKEN_SIZE)], key[HOST_BASE64_SIZE(TX_SPKI_MAX)];
  host_base64(tx_span_of(enrol->token, TX_TOKEN_SIZE), token);
  host_base64(tx_span_of(identity->key->spki, identity->key->spki_len), key);
  json_t *json = json_pack("{s:s,s:s,s:s,s:s}", "token", token, "key", key, "name",
                           identity->name[0] ? identity->name : identity->id, "kind",
                           tx_gate_kind_word(identity->kind));
  char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
  json_decref(json);
  tx_cleanse(token, sizeof token);
  return text;
}

static bool read_area(const json_t *value, uint64_t *area) {
  if (json_is_string(value)) return tx_area_parse(tx_span_text(json_string_value(value)), area);
  if (!json_is_integer(value) || json_integer_value(value) < 0) return false;
  *area = (uint64_t)json_integer_value(value);
  return tx_area_valid(*area);
}

/* In the server's own words, where they are there. */
static enum tx_reason say_refused(const struct gate_answer *answer, struct host_problem *error) {
  const char *zh = NULL, *en = NULL;
  json_t *json = json_loadb((const char *)answer->body, answer->n, JSON_REJECT_DUPLICATES, NULL);
  if (json_unpack(json, "{s:s, s:s}", "detail_zh", &zh, "detail_en", &en) == 0)
    host_problem_set(error, TX_NOT_ALLOWED, "服务器不接受此登记码：%.400s%.0s",
                     "the server does not take this code: %.0s%.400s", zh, en);
  else
    host_problem_set(error, TX_NOT_ALLOWED, "服务器不接受此登记码（%ld），请重新生成",
                     "the server does not take this code (%ld), ask for a new one", answer->status);
  json_decref(json);
  return TX_NOT_ALLOWED;
}

/* It says nothing of the code, which may still be good. */
static enum tx_reason say_no_answer(const struct gate_answer *answer, struct host_problem *error) {
  if (answer->status == 0)
    return host_problem_set(error, TX_IO_FAILED, "服务器没有应答（%.160s），连通后可再试同一登记码",
                            "no answer from the server (%.160s); try the same code again when it "
                            "can be reached",
                            answer->error);
  return host_problem_set(error, TX_BUSY, "服务器暂时不能登记（%ld），请稍后再试同一登记码",
                          "the server cannot enrol just now (%ld); try the same code again soon",
                          answer->status);
}

static enum tx_reason read_answer(const struct gate_answer *answer, struct gate_identity *identity,
                                  struct host_problem *error) {
  const bool taken = answer->status == 200 || answer->status == 201;
  const bool refused = answer->status >= 400 && answer->status < 500 && answer->status != 429;
  if (refused) return say_refused(answer, error);
  if (!taken) return say_no_answer(answer, error);
  json_t *json = json_loadb((const char *)answer->body, answer->n, JSON_REJECT_DUPLICATES, NULL);
  bool good = read_area(json_object_get(json, "area"), &identity->area);
  json_decref(json);
  if (good) return TX_OK;
  return host_problem_set(error, TX_MALFORMED, "服务器的回答无法读取",
                          "the server's answer cannot be read");
}

#define STARTING_TRIES 20
#define STARTING_MS 150

/* A server of this machine may be about to start: the two commands were typed together. */
static void ask(struct gate_http *fetch, const struct gate_request *request,
                struct gate_answer *answer) {
  gate_http_ask(fetch, request, answer);
  for (int i = 0; fetch->loopback && answer->status == 0 && i < STARTING_TRIES; i++) {
    nanosleep(&(struct timespec){ .tv_nsec = STARTING_MS * 1000L * 1000 }, NULL);
    gate_answer_finish(answer);
    gate_http_ask(fetch, request, answer);
  }
}

static enum tx_reason register_key(const struct tx_enrol *enrol, struct gate_identity *identity,
                                   struct host_problem *error) {
  struct gate_http fetch;
  if (!gate_http_open(&fetch, enrol->url, NULL))
    return host_problem_set(error, TX_BAD_ARGUMENT, "登记码中的地址无法使用：%s",
                            "the code's address cannot be used: %s", enrol->url);
  gate_http_pin(&fetch, has_tls(enrol) ? enrol->tls : NULL, NULL);
  /* The token works for whoever holds it: it goes to nobody else. */
  bool safe = fetch.loopback || (has_tls(enrol) && strncmp(fetch.origin, "https://", 8) == 0);
  enum tx_reason reason = TX_NOT_ALLOWED;
  char *text = safe ? request_text(enrol, identity) : NULL;
  if (!safe)
    host_problem_set(error, reason, "登记只能经由 HTTPS：%s", "enrolment needs HTTPS: %s",
                     enrol->url);
  if (text) {
    GATE_ANSWER answer;
    struct gate_request request = {
      .path = "/v1/gates", .type = "application/json", .body = tx_span_text(text), .max = ANSWER_MAX
    };
    ask(&fetch, &request, &answer);
    reason = read_answer(&answer, identity, error);
    tx_cleanse(text, strlen(text));
  }
  free(text);
  gate_http_close(&fetch);
  return reason;
}

enum tx_reason gate_enrol(const char *dir, struct tx_span code, const struct gate_identity *wanted,
                          struct host_problem *error) {
  struct tx_enrol enrol;
  if (tx_enrol_read(code, &enrol) != TX_OK)
    return host_problem_set(error, TX_NOT_OURS, "这不是门禁登记码", "this is no enrolment code");
  struct gate_identity identity = *wanted;
  identity.pin = enrol.pin;
  memcpy(identity.server, enrol.url, sizeof enrol.url);
  identity.has_tls = has_tls(&enrol);
  memcpy(identity.tls, enrol.tls, sizeof identity.tls);
  enum tx_reason reason = gate_identity_begin(dir, &identity, error);
  if (reason == TX_OK) reason = register_key(&enrol, &identity, error);
  if (reason == TX_OK) reason = gate_identity_settle(dir, &identity, error);
  gate_identity_finish(&identity);
  tx_cleanse(&enrol, sizeof enrol);
  return reason;
}
