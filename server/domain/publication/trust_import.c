/* SPDX-License-Identifier: Apache-2.0 */
#include "trust_import.h"

#include "cache.h"
#include "domain/audit/log.h"
#include "host/sys/file.h"
#include "host/text/text.h"
#include "ready.h"
#include "store/core/areas.h"
#include "trust_load.h"

#include <stdio.h>

static enum tx_reason write_trust(struct server *server, const struct request *request,
                                  const struct tx_trust *trust, uint64_t before) {
  char root[TX_HASH_SIZE * 2 + 1], detail[40];
  host_hex(tx_span_of(trust->roots[0].hash, TX_HASH_SIZE), root);
  snprintf(detail, sizeof detail, "seq %llu", (unsigned long long)trust->seq);
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = trust_store(request->db, trust);
  if (reason == TX_OK) reason = settings_set(request->db, "root", root);
  if (reason == TX_OK) reason = areas_note_all(request->db);
  if (reason == TX_OK) reason = audit_log_append(request, server->area, "trust import", detail);
  if (reason == TX_OK) reason = db_commit(&work);
  if (reason != TX_OK) return reason;
  const struct publication publication = { .kind = PUBLISHED_TRUST,
                                           .seq = trust->seq,
                                           .before = before,
                                           .iat = trust->iat,
                                           .body = trust->bytes };
  return cache_put(server->cache, &publication);
}

static void free_trust(struct tx_trust **trust) {
  tx_trust_destroy(*trust);
}
static void release(const struct signing **signing) {
  signing_release(*signing);
}

enum tx_reason trust_import(struct server *server, const struct request *request,
                            struct tx_span bytes, uint64_t *seq, struct host_problem *problem) {
  __attribute__((cleanup(free_trust))) struct tx_trust *trust = NULL;
  struct signing *signing = NULL;
  enum tx_reason reason = area_reached(request, server->area, problem);
  if (reason == TX_OK) reason = publish_ready(server, request, 0, problem);
  if (reason != TX_OK) return reason;
  /* Not the request's: what was ahead has given way. */
  __attribute__((cleanup(release))) const struct signing *held = signing_take(server);
  reason =
      tx_trust_take(bytes, held->trust, NULL, (struct tx_clock){ .now_s = request->now_s }, &trust);
  if (reason != TX_OK)
    return host_problem_set(problem, reason, "这份信任列表不能接受（%s）%.0s，仍用原来的。",
                            "This trust list is not taken (%.0s%s), the one before stays.",
                            tx_reason_text(reason, "zh"), tx_reason_text(reason, "en"));
  reason = keys_ring_refuse_roots(&request->signing->keys.ring, trust, problem);
  if (reason == TX_OK)
    reason = host_problem_of(problem, write_trust(server, request, trust, held->trust->seq));
  if (reason == TX_OK) reason = signing_load(request->db, &signing, problem);
  if (reason != TX_OK) return reason;
  signing_replace(server, signing);
  *seq = trust->seq;
  return TX_OK;
}
