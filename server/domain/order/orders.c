/* SPDX-License-Identifier: Apache-2.0 */
/* Publishing a policy: signed here, or signed elsewhere and taken. */
#include "orders.h"

#include "domain/audit/log.h"
#include "domain/publication/cache.h"
#include "domain/publication/seq.h"
#include "host/sys/file.h"
#include "store/areas.h"
#include "store/drafts.h"
#include "store/publications.h"

#include <stdio.h>
#include <stdlib.h>

static enum tx_reason store_policy(const struct request *request, uint64_t area, uint64_t seq,
                                   struct tx_span bytes, const char *action) {
  char detail[40];
  const struct publication publication = {
    .kind = PUBLISHED_POLICY, .area = area, .seq = seq, .iat = request->now_s, .body = bytes
  };
  snprintf(detail, sizeof detail, "seq %llu", (unsigned long long)seq);
  enum tx_reason reason = publications_add(request->db, &publication);
  if (reason == TX_OK) reason = areas_note_all(request->db);
  return reason == TX_OK ? audit_log_append(request, area, action, detail) : reason;
}

/* --- signed here ------------------------------------------------------------------------------ */

static enum tx_reason refuse(const struct policy_findings *findings, const char *accept,
                             struct host_problem *problem) {
  const struct policy_finding *worst = findings->count ? &findings->items[0] : NULL;
  if (findings->errors) {
    problem->reason = TX_CONFLICT;
    snprintf(problem->zh, sizeof problem->zh, "有%zu处错误,未发布。%.400s", findings->errors,
             worst->zh);
    snprintf(problem->en, sizeof problem->en, "Not published, %zu errors: %.500s", findings->errors,
             worst->en);
    host_problem_tidy(problem);
    return problem->reason;
  }
  if (!findings->warnings || *accept) return TX_OK;
  problem->reason = TX_CONFLICT;
  snprintf(problem->zh, sizeof problem->zh, "有%zu处提醒,未发布;确认无误请加 --accept 原因。%.400s",
           findings->warnings, worst->zh);
  snprintf(problem->en, sizeof problem->en,
           "Not published, %zu warnings (--accept REASON to publish all the same): %.400s",
           findings->warnings, worst->en);
  host_problem_tidy(problem);
  return problem->reason;
}

/* The draft with its seq, signed. */
static enum tx_reason sign(const struct request *request, const struct tx_policy *draft,
                           uint64_t seq, uint8_t **bytes, size_t *len,
                           struct host_problem *problem) {
  const struct tx_key_row *row;
  const struct tx_signer *signer =
      keystore_find(&request->signing->keys, request->signing->trust, TX_USE_POLICY, draft->area,
                    (int64_t)seq, &row, problem);
  if (!signer) return problem->reason;
  json_t *json = json_deep_copy(draft->json);
  json_object_set_new(json, "seq", json_integer((json_int_t)seq));
  HOST_FREE char *text = json_dumps(json, JSON_COMPACT);
  json_decref(json);
  if (!text) return host_problem_of(problem, TX_NO_MEMORY);
  return host_problem_of(problem, tx_policy_sign(tx_span_text(text), signer, bytes, len));
}

static enum tx_reason note_accepted(const struct request *request, uint64_t area, uint64_t seq,
                                    int64_t number, const char *accept) {
  enum tx_reason reason = TX_OK;
  if (number) reason = drafts_note_published(request->db, number, seq, *accept ? accept : NULL);
  if (reason == TX_OK && *accept)
    reason = audit_log_append(request, area, "policy warnings accepted", accept);
  return reason;
}

static enum tx_reason sign_and_store(const struct request *request, const struct tx_policy *draft,
                                     int64_t number, const char *accept, uint64_t *seq,
                                     struct host_problem *problem) {
  HOST_FREE uint8_t *bytes = NULL;
  size_t len = 0;
  struct publication newest;
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  enum tx_reason reason =
      host_problem_of(problem, newest_or_none(request->db, PUBLISHED_POLICY, draft->area, &newest));
  if (reason != TX_OK) return reason;
  *seq = publish_next_seq(newest.seq, request->now_s);
  reason = sign(request, draft, *seq, &bytes, &len, problem);
  if (reason != TX_OK) return reason;
  reason = store_policy(request, draft->area, *seq, tx_span_of(bytes, len), "policy");
  if (reason == TX_OK) reason = note_accepted(request, draft->area, *seq, number, accept);
  return host_problem_of(problem, reason == TX_OK ? db_commit(&work) : reason);
}

enum tx_reason orders_publish(struct server *server, const struct request *request,
                              const char *text, int64_t number, const char *accept,
                              struct orders_book *out, struct policy_findings *findings,
                              uint64_t *seq, struct host_problem *problem) {
  enum tx_reason reason = orders_check(request, text, out, findings, problem);
  if (reason == TX_OK) reason = refuse(findings, accept, problem);
  if (reason == TX_OK) reason = sign_and_store(request, out->draft, number, accept, seq, problem);
  if (reason != TX_OK) return reason;
  return host_problem_of(
      problem, cache_refresh(server->cache, request->db, PUBLISHED_POLICY, out->draft->area));
}

/* --- signed elsewhere ------------------------------------------------------------------------- */

static enum tx_reason store_import(struct server *server, const struct request *request,
                                   const struct tx_policy *policy, struct tx_span bytes) {
  struct publication newest;
  enum tx_reason reason = newest_or_none(request->db, PUBLISHED_POLICY, policy->area, &newest);
  if (reason == TX_OK && newest.seq >= policy->seq) reason = TX_ROLLBACK;
  if (reason != TX_OK) return reason;
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return work.begun;
  reason = store_policy(request, policy->area, policy->seq, bytes, "policy import");
  if (reason == TX_OK) reason = db_commit(&work);
  if (reason != TX_OK) return reason;
  return cache_refresh(server->cache, request->db, PUBLISHED_POLICY, policy->area);
}

enum tx_reason orders_import(struct server *server, const struct request *request,
                             struct tx_span bytes, uint64_t *area, uint64_t *seq,
                             struct host_problem *problem) {
  struct tx_policy *policy = NULL;
  struct tx_clock clock = { .now_s = request->now_s };
  enum tx_reason reason = tx_policy_take(bytes, request->signing->trust, 0, clock, &policy);
  if (reason == TX_OK) reason = store_import(server, request, policy, bytes);
  if (reason == TX_OK) {
    *area = policy->area;
    *seq = policy->seq;
  }
  tx_policy_destroy(policy);
  if (reason == TX_OK) return TX_OK;
  return host_problem_set(problem, reason, "这份规定不能接受（%s）。",
                          "This policy is not taken (%s).", tx_reason_name(reason));
}
