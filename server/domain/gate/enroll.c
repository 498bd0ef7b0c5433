/* SPDX-License-Identifier: Apache-2.0 */
#include "enroll.h"

#include "domain/audit/log.h"
#include "domain/clock/clock.h"
#include "domain/key/tls_certificate.h"
#include "host/sys/file.h"
#include "host/sys/url.h"
#include "host/text/text.h"
#include "registry.h"
#include "store/gate/enrolments.h"

#include "format/enrol.h"

#include <stdio.h>

static const char *last_origin(const struct server *server) {
  const char *last = NULL;
  for (const char *const *origin = server->origins; origin && *origin; origin++)
    last = *origin;
  return last;
}

/* A plain server is believed on its own machine only, and its key hash is of nothing. */
static enum tx_reason read_tls(const struct server *server, const char *cert,
                               const struct host_url *url, uint8_t hash[TX_HASH_SIZE],
                               struct host_problem *problem) {
  HOST_FREE char *own = host_path(server->data_dir, "tls.crt");
  const char *path = cert ? cert : own ? own : "";
  if (url->tls) {
    enum tx_reason reason = tls_hash(path, hash);
    if (reason == TX_OK) return TX_OK;
    return host_problem_set(problem, reason, "TLS证书 %s 无法读取。",
                            "The TLS certificate %s cannot be read.", path);
  }
  memset(hash, 0, TX_HASH_SIZE);
  if (host_name_is_loopback(url->at.name)) return TX_OK;
  return host_problem_say(problem, TX_BAD_ARGUMENT, "网址应以 https:// 开头（只有本机可用 http）。",
                          "The URL should begin with https:// (http only on this machine).");
}

/* What no two programs read differently, and what is known of who serves it. */
static enum tx_reason read_url(const struct server *server, const char *cert, const char *url,
                               struct host_url *out, uint8_t hash[TX_HASH_SIZE],
                               struct host_problem *problem) {
  if (host_url_read(url, out)) return read_tls(server, cert, out, hash, problem);
  return host_problem_set(problem, TX_BAD_ARGUMENT,
                          "网址 %s 不能用，应形如 https://名称:端口（不带用户名，不带 ..）。",
                          "The URL %s cannot be used: it should be like https://NAME:PORT, without "
                          "a user and without \"..\".",
                          url);
}

/* The server answers by the name that the code gives it, after a restart as well. On loopback it
 * does anyway, to its own port. */
static enum tx_reason keep_name(struct server *server, const struct request *request,
                                const char *name) {
  if (host_name_is_loopback(name)) return TX_OK;
  return names_keep(server->names, request->db, name);
}

static enum tx_reason store_token(struct server *server, const struct request *request,
                                  uint64_t area, const char *name,
                                  const uint8_t token[TX_TOKEN_SIZE]) {
  uint8_t hash[TX_HASH_SIZE];
  tx_sha256(tx_span_of(token, TX_TOKEN_SIZE), hash);
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason =
      enrolments_add(request->db, hash, area, request->now_s + ENROLL_LIFE_S, request->now_s);
  if (reason == TX_OK) reason = keep_name(server, request, name);
  if (reason == TX_OK) reason = audit_log_append(request, area, "gate enrol", "");
  return reason == TX_OK ? db_commit(&work) : reason;
}

enum tx_reason enroll_draw(struct server *server, const struct request *request, uint64_t area,
                           const char *url, const char *tls_cert, struct enroll_code *out,
                           struct host_problem *problem) {
  const struct tx_trust *trust = request->signing->trust;
  struct tx_enrol enrol = { .pin.seq = trust->seq };
  struct host_url at;
  enum tx_reason reason = clock_check(server->clock, request, problem);
  if (reason != TX_OK) return reason;
  if (!url) url = last_origin(server);
  if (!url || strlen(url) >= sizeof enrol.url)
    return host_problem_say(problem, TX_BAD_ARGUMENT, "请用 --url 给出门禁访问本服务器的网址。",
                            "Please give the URL by which gates reach this server: --url.");
  reason = read_url(server, tls_cert, url, &at, enrol.tls, problem);
  if (reason != TX_OK) return reason;
  snprintf(enrol.url, sizeof enrol.url, "%s", url);
  memcpy(enrol.pin.root, trust->roots[0].hash, TX_HASH_SIZE);
  if (!tx_random(enrol.token, sizeof enrol.token))
    return host_problem_of(problem, TX_SIGNER_FAILED);
  reason = tx_enrol_write(&enrol, out->text);
  if (reason == TX_OK) reason = store_token(server, request, area, at.at.name, enrol.token);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  snprintf(out->url, sizeof out->url, "%s", url);
  out->area = area;
  out->expires_at = request->now_s + ENROLL_LIFE_S;
  return TX_OK;
}

static enum tx_reason use_token(const struct request *request, const char *text, const char *label,
                                uint64_t *area, struct host_problem *problem) {
  uint8_t token[TX_TOKEN_SIZE], hash[TX_HASH_SIZE];
  size_t n = 0;
  enum tx_reason reason = TX_NOT_FOUND;
  if (host_unbase64(tx_span_text(text), token, sizeof token, &n) && n == sizeof token) {
    tx_sha256(tx_span_of(token, sizeof token), hash);
    reason = enrolments_use(request->db, hash, request->now_s, label, area);
  }
  if (reason != TX_NOT_FOUND) return host_problem_of(problem, reason);
  return host_problem_say(problem, TX_NOT_ALLOWED,
                          "登记码无效、已用过或已过15分钟，请重新生成（gate enrol）。",
                          "The enrolment code is unknown, used, or older than 15 minutes: please "
                          "draw another (gate enrol).");
}

enum tx_reason enroll_register(struct server *server, const struct request *request,
                               const char *token, const struct gate_in *in, struct gate_row *out,
                               struct host_problem *problem) {
  struct gate_in gate = *in;
  enum tx_reason reason = clock_check(server->clock, request, problem);
  if (reason != TX_OK) return reason;
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  reason = use_token(request, token, in->label, &gate.area, problem);
  if (reason != TX_OK) return reason;
  reason = gate_admin_enter_again(request, &gate, out, problem);
  if (reason == TX_OK) reason = host_problem_of(problem, db_commit(&work));
  if (reason == TX_OK) reason = host_problem_of(problem, gate_registry_put(server->gates, out));
  return reason;
}
