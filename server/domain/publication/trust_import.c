/* SPDX-License-Identifier: Apache-2.0 */
#include "trust_import.h"

#include "cache.h"
#include "domain/audit/log.h"
#include "host/sys/file.h"
#include "host/sys/text.h"
#include "store/areas.h"
#include "store/publications.h"

#include <stdio.h>
#include <stdlib.h>

#define SETTING_MAX 4096

enum tx_reason trust_store(struct db *db, const struct tx_trust *trust) {
  const struct publication publication = {
    .kind = PUBLISHED_TRUST, .seq = trust->seq, .iat = trust->iat, .body = trust->bytes
  };
  return publications_add(db, &publication);
}

/* --- loading ---------------------------------------------------------------------------------- */

static enum tx_reason load_trust(struct db *db, struct tx_trust **out) {
  struct publication newest;
  char root_hex[TX_HASH_SIZE * 2 + 1];
  uint8_t root[TX_HASH_SIZE];
  HOST_FREE uint8_t *body = NULL;
  size_t len = 0;
  enum tx_reason reason = publications_newest(db, PUBLISHED_TRUST, 0, &newest);
  if (reason == TX_OK) reason = publications_body(db, PUBLISHED_TRUST, 0, newest.seq, &body, &len);
  if (reason == TX_OK) reason = settings_get(db, "root", root_hex, sizeof root_hex);
  if (reason != TX_OK) return reason;
  if (!host_unhex(root_hex, root, sizeof root)) return TX_MALFORMED;
  return tx_trust_reload(tx_span_of(body, len), root, out);
}

static enum tx_reason load_keys(struct db *db, const struct tx_trust *trust, struct keystore *out,
                                struct host_problem *problem) {
  char folder[SETTING_MAX], passphrase[SETTING_MAX];
  enum tx_reason reason = settings_get(db, "keys", folder, sizeof folder);
  if (reason == TX_OK) reason = settings_get(db, "passphrase_file", passphrase, sizeof passphrase);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  return keystore_open(folder, *passphrase ? passphrase : NULL, trust, out, problem);
}

static struct signing *signing_create(void) {
  struct signing *signing = calloc(1, sizeof *signing);
  if (signing) signing->references = 1;
  return signing;
}

enum tx_reason signing_load(struct db *db, struct signing **out, struct host_problem *problem) {
  struct signing *signing = signing_create();
  if (!signing) return host_problem_of(problem, TX_NO_MEMORY);
  enum tx_reason reason = host_problem_of(problem, load_trust(db, &signing->trust));
  if (reason == TX_OK) reason = load_keys(db, signing->trust, &signing->keys, problem);
  if (reason == TX_OK)
    *out = signing;
  else
    signing_release(signing);
  return reason;
}

/* --- a newer list ----------------------------------------------------------------------------- */

static enum tx_reason write_trust(struct server *server, const struct request *request,
                                  const struct tx_trust *trust) {
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
                                           .before = request->signing->trust->seq,
                                           .iat = trust->iat,
                                           .body = trust->bytes };
  return cache_put(server->cache, &publication);
}

static void free_trust(struct tx_trust **trust) {
  tx_trust_destroy(*trust);
}

enum tx_reason trust_import(struct server *server, const struct request *request,
                            struct tx_span bytes, uint64_t *seq, struct host_problem *problem) {
  __attribute__((cleanup(free_trust))) struct tx_trust *trust = NULL;
  struct signing *signing = NULL;
  enum tx_reason reason = tx_trust_take(bytes, request->signing->trust, NULL,
                                        (struct tx_clock){ .now_s = request->now_s }, &trust);
  if (reason != TX_OK)
    return host_problem_set(problem, reason, "这份信任列表不能接受（%s），仍用原来的。",
                            "This trust list is not taken (%s), the one before stays.",
                            tx_reason_name(reason));
  reason = keys_ring_refuse_roots(&request->signing->keys.ring, trust, problem);
  if (reason == TX_OK) reason = host_problem_of(problem, write_trust(server, request, trust));
  if (reason == TX_OK) reason = signing_load(request->db, &signing, problem);
  if (reason != TX_OK) return reason;
  signing_replace(server, signing);
  *seq = trust->seq;
  return TX_OK;
}
