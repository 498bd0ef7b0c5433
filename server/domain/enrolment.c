/* SPDX-License-Identifier: Apache-2.0 */
#include "enrolment.h"

#include "chain.h"
#include "gatekeeping.h"
#include "host/sys/file.h"
#include "host/sys/text.h"
#include "store/enrolments.h"
#include "tls.h"

#include "format/enrol.h"

#include <stdio.h>

static const char *last_origin(const struct office *office) {
  const char *last = NULL;
  for (const char *const *origin = office->origins; origin && *origin; origin++)
    last = *origin;
  return last;
}

/* A plain server is believed on its own machine only, and its key hash is of nothing. */
static enum tx_reason read_tls(const struct office *office, const json_t *in, const char *url,
                               uint8_t hash[TX_HASH_SIZE], struct host_problem *problem) {
  HOST_FREE char *own = host_path(office->data_dir, "tls.crt");
  const char *path = in_text(in, "tls_cert", own ? own : "");
  if (strncmp(url, "https://", 8) == 0) {
    enum tx_reason reason = tls_hash(path, hash);
    if (reason == TX_OK) return TX_OK;
    return host_problem_set(problem, reason, "TLS证书 %s 无法读取。",
                       "The TLS certificate %s cannot be read.", path);
  }
  memset(hash, 0, TX_HASH_SIZE);
  if (strncmp(url, "http://127.0.0.1", 16) == 0 || strncmp(url, "http://localhost", 16) == 0)
    return TX_OK;
  return host_problem_say(problem, TX_BAD_ARGUMENT, "网址应以 https:// 开头(只有本机可用 http)。",
                     "The URL should begin with https:// (http only on this machine).");
}

static enum tx_reason store_token(struct office *office, const struct call *call, uint64_t area,
                                  const uint8_t token[TX_TOKEN_SIZE]) {
  uint8_t hash[TX_HASH_SIZE];
  tx_sha256(tx_span_of(token, TX_TOKEN_SIZE), hash);
  DB_TRANSACTION work = db_begin(office->db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason =
      enrolments_add(office->db, hash, area, call->now_s + ENROLMENT_LIFE_S, call->now_s);
  if (reason == TX_OK) reason = chain_append(office, call, area, "gate enrol", "");
  return reason == TX_OK ? db_commit(&work) : reason;
}

enum tx_reason enrolment_draw(struct office *office, const struct call *call, const json_t *in,
                              json_t **out, struct host_problem *problem) {
  struct tx_enrol enrol = { .pin.seq = office->trust->seq };
  char text[TX_TEXT_MAX + 1];
  uint64_t area;
  const char *digits = in_text(in, "area", ""), *url = in_text(in, "url", last_origin(office));
  if (!tx_area_parse(tx_span_text(digits), &area))
    return host_problem_set(problem, TX_BAD_ARGUMENT, "“%s”不是12位区划代码。",
                       "\"%s\" is no area code of 12 digits.", digits);
  if (!url || strlen(url) >= sizeof enrol.url)
    return host_problem_say(problem, TX_BAD_ARGUMENT, "请用 --url 给出门禁访问本服务器的网址。",
                       "Please give the URL by which gates reach this server: --url.");
  enum tx_reason reason = read_tls(office, in, url, enrol.tls, problem);
  if (reason != TX_OK) return reason;
  snprintf(enrol.url, sizeof enrol.url, "%s", url);
  memcpy(enrol.pin.root, office->trust->roots[0].hash, TX_HASH_SIZE);
  if (!tx_random(enrol.token, sizeof enrol.token)) return host_problem_of(problem, TX_SIGNER_FAILED);
  reason = tx_enrol_write(&enrol, text);
  if (reason == TX_OK) reason = store_token(office, call, area, enrol.token);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  *out = json_pack("{s:s, s:s, s:s, s:I}", "text", text, "url", url, "area", digits, "expires_at",
                   (json_int_t)call->now_s + ENROLMENT_LIFE_S);
  return TX_OK;
}

static enum tx_reason use_token(struct office *office, const struct call *call, const json_t *in,
                                uint64_t *area, struct host_problem *problem) {
  uint8_t token[TX_TOKEN_SIZE], hash[TX_HASH_SIZE];
  size_t n = 0;
  const char *text = in_text(in, "token", "");
  enum tx_reason reason = TX_NOT_FOUND;
  if (host_unbase64(tx_span_text(text), token, sizeof token, &n) && n == sizeof token) {
    tx_sha256(tx_span_of(token, sizeof token), hash);
    reason = enrolments_use(office->db, hash, call->now_s, in_text(in, "name", ""), area);
  }
  if (reason != TX_NOT_FOUND) return host_problem_of(problem, reason);
  return host_problem_say(problem, TX_NOT_ALLOWED,
                     "登记码无效、已用过或已过15分钟,请重新生成(gate enrol)。",
                     "The enrolment code is unknown, used, or older than 15 minutes: please draw "
                     "another (gate enrol).");
}

enum tx_reason enrolment_register(struct office *office, const struct call *call, const json_t *in,
                                  json_t **out, struct host_problem *problem) {
  uint64_t area = 0;
  char digits[13];
  DB_TRANSACTION work = db_begin(office->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  enum tx_reason reason = use_token(office, call, in, &area, problem);
  if (reason != TX_OK) return reason;
  tx_area_format(area, digits);
  json_t *gate =
      json_pack("{s:s, s:s, s:s, s:s}", "area", digits, "name", in_text(in, "name", "gate"), "key",
                in_text(in, "key", ""), "kind", in_text(in, "kind", "pedestrian"));
  reason = gatekeeping_enter(office, call, gate, out, problem);
  json_decref(gate);
  if (reason == TX_OK) reason = host_problem_of(problem, db_commit(&work));
  if (reason == TX_OK) reason = host_problem_of(problem, gatebook_load(office->gates, office->db));
  return reason;
}
