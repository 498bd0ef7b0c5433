/* SPDX-License-Identifier: Apache-2.0 */
#include "list.h"

#include "cache.h"
#include "domain/audit/log.h"
#include "domain/context/peers.h"
#include "host/sys/file.h"
#include "seq.h"
#include "store/core/areas.h"
#include "store/pass/certificates.h"
#include "store/publication/publications.h"
#include "store/resident/residents.h"

#include "format/certificate.h"

#include <stdlib.h>

#define PAGE 4096 /* records read at a time */

#define PUBLISHER "publisher"

/* Lists share the wait for the disk (list_show), but where another process could see what does not
 * last yet. */
static struct db_transaction begin_work(const struct making *making, struct db *db) {
  return making->server->peers ? db_begin(db) : db_begin_relaxed(db);
}

/* The policies of an area's own levels that are published here. */
static enum tx_reason collect_current(struct making *making, const struct request *request) {
  struct tx_current *current = &making->status.current;
  current->trust = request->signing->trust->seq;
  current->policies = making->policies;
  for (int level = TX_NATION; level <= (int)tx_area_level(making->area.area); level++) {
    struct publication newest;
    uint64_t area = tx_area_at(making->area.area, (enum tx_level)level);
    if (current->count && making->policies[current->count - 1].area == area) continue;
    enum tx_reason reason = newest_or_none(request->db, PUBLISHED_POLICY, area, &newest);
    if (reason != TX_OK) return reason;
    if (!newest.seq) continue;
    making->policies[current->count++] = (struct tx_seq_of){ .area = area, .seq = newest.seq };
  }
  return TX_OK;
}

/* At least one second after the newest pass that the list covers, and never before the last list.
 */
static int64_t date_list(const struct making *making) {
  int64_t iat = making->now_s;
  if (iat <= making->area.last_issue) iat = making->area.last_issue + 1;
  return iat > making->before.iat ? iat : making->before.iat;
}

static enum tx_reason read_audit_head(struct making *making, const struct request *request) {
  struct tx_status *status = &making->status;
  enum tx_reason reason = audit_log_head(request, making->area.area, status->audit_head);
  status->audited = reason == TX_OK;
  return reason == TX_NOT_FOUND ? TX_OK : reason;
}

/* All but the records. From here on passes are dated no earlier than this list. */
static enum tx_reason begin(struct making *making, uint64_t area, const struct request *request) {
  uint64_t seq = 0;
  DB_TRANSACTION work = begin_work(making, request->db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = areas_find(request->db, area, &making->area);
  if (reason == TX_OK)
    reason = newest_or_none(request->db, PUBLISHED_STATUS, area, &making->before);
  if (reason == TX_OK)
    reason = publish_number(request->db, PUBLISHED_STATUS, area, making->before.seq, making->now_s,
                            &seq);
  if (reason != TX_OK) return reason;
  making->status = (struct tx_status){
    .area = area,
    .seq = seq,
    .iat = date_list(making),
    .exp = date_list(making) + PUBLISH_LIFE_S,
    .ttl_s = PUBLISH_TTL_S,
    .count = making->area.next_index,
    .records = calloc(making->area.next_index + 1u, sizeof(uint32_t)),
  };
  if (!making->status.records) return TX_NO_MEMORY;
  reason = collect_current(making, request);
  if (reason == TX_OK) reason = read_audit_head(making, request);
  if (reason == TX_OK) reason = areas_note_dated(request->db, area, making->status.iat);
  return reason == TX_OK ? db_commit(&work) : reason;
}

static enum tx_reason read_records(struct making *making) {
  struct tx_status *status = &making->status;
  enum tx_reason reason = TX_OK;
  for (uint32_t from = 0; from < status->count && reason == TX_OK; from += PAGE) {
    struct request request = request_begin_slice(making->server, making->now_s, PUBLISHER);
    uint32_t to = status->count - from > PAGE ? from + PAGE : status->count;
    reason = residents_records(request.db, status->area, status->records, from, to);
    request_end(making->server, &request);
  }
  return reason;
}

/* --- signing ---------------------------------------------------------------------------------- */

struct signed_list {
  uint8_t *list, *delta;
  size_t list_len, delta_len; /* delta_len 0: there is none */
};

static void free_signed(struct signed_list *signed_list) {
  free(signed_list->list);
  free(signed_list->delta);
}
static void free_status(struct tx_status **status) {
  tx_status_destroy(*status);
}

static enum tx_reason read_before(struct making *making, uint8_t **bytes, size_t *n) {
  struct request request = request_begin_slice(making->server, making->now_s, PUBLISHER);
  enum tx_reason reason = publications_body(request.db, PUBLISHED_STATUS, making->area.area,
                                            making->before.seq, bytes, n);
  request_end(making->server, &request);
  return reason;
}

/* The list before is read back from what was published: what a gate that holds it has. */
static enum tx_reason sign_delta(struct making *making, const struct signing *signing,
                                 const struct tx_signer *signer, struct signed_list *out) {
  HOST_FREE uint8_t *bytes = NULL;
  size_t n = 0;
  __attribute__((cleanup(free_status))) struct tx_status *before = NULL;
  struct tx_clock clock = { .now_s = making->status.iat };
  enum tx_reason reason = read_before(making, &bytes, &n);
  if (reason != TX_OK) return reason;
  if (tx_status_take(tx_span_of(bytes, n), signing->trust, NULL, clock, &before) != TX_OK)
    return TX_OK; /* by a key that is no more: gates ask for the whole list */
  return tx_delta_sign(before, &making->status, signer, &out->delta, &out->delta_len);
}

static enum tx_reason sign(struct making *making, const struct signing *signing,
                           struct signed_list *out, struct host_problem *problem) {
  const struct tx_key_row *row;
  const struct tx_signer *signer =
      keystore_find(&signing->keys, signing->trust, TX_USE_STATUS, making->area.area,
                    making->status.iat, &row, problem);
  if (!signer) return problem->reason;
  enum tx_reason reason = tx_status_sign(&making->status, signer, &out->list, &out->list_len);
  if (reason == TX_OK && out->list_len >= making->server->delta_from && making->before.seq)
    reason = sign_delta(making, signing, signer, out);
  return host_problem_of(problem, reason);
}

/* --- storing ---------------------------------------------------------------------------------- */

static enum tx_reason add(const struct request *request, enum publication_kind kind, uint64_t seq,
                          const struct making *making, struct tx_span body) {
  const struct publication publication = {
    .kind = kind, .area = making->area.area, .seq = seq, .iat = making->status.iat, .body = body
  };
  return publications_add(request->db, &publication);
}

static void free_withdrawn(struct tx_certs *certs) {
  free(certs->withdrawn);
}

/* As many bits as the highest serial that is withdrawn needs. */
static enum tx_reason read_withdrawn(const struct request *request, struct tx_certs *certs) {
  DB_ROWS rows = certificates_withdrawn(request->db, certs->area);
  while (db_next(&rows)) {
    uint32_t serial = (uint32_t)db_column_int(&rows, 0);
    uint8_t *grown = realloc(certs->withdrawn, serial / 8 + 1);
    if (!grown) return TX_NO_MEMORY;
    memset(grown + (certs->count + 7) / 8, 0, serial / 8 + 1 - (certs->count + 7) / 8);
    grown[serial / 8] |= (uint8_t)(1 << serial % 8);
    certs->withdrawn = grown;
    certs->count = serial + 1;
  }
  return rows.end;
}

/* Published where the server has a key for it. */
static enum tx_reason add_certs(const struct request *request, const struct making *making) {
  HOST_FREE uint8_t *bytes = NULL;
  size_t len = 0;
  struct host_problem none;
  struct publication newest;
  const struct tx_key_row *row;
  int64_t now_s = making->now_s;
  const struct tx_signer *signer =
      keystore_find(&request->signing->keys, request->signing->trust, TX_USE_CERTIFICATE,
                    making->area.area, now_s, &row, &none);
  if (!signer) return TX_OK;
  uint64_t seq = 0;
  enum tx_reason reason = newest_or_none(request->db, PUBLISHED_CERTS, making->area.area, &newest);
  if (reason == TX_OK)
    reason =
        publish_number(request->db, PUBLISHED_CERTS, making->area.area, newest.seq, now_s, &seq);
  if (reason != TX_OK) return reason;
  __attribute__((cleanup(free_withdrawn))) struct tx_certs certs = {
    .area = making->area.area,
    .seq = seq,
    .iat = now_s > newest.iat ? now_s : newest.iat,
    .ttl_s = PUBLISH_TTL_S,
    .withdrawn = calloc(1, 1),
  };
  if (!certs.withdrawn) return TX_NO_MEMORY;
  certs.exp = certs.iat + PUBLISH_LIFE_S;
  reason = read_withdrawn(request, &certs);
  if (reason == TX_OK) reason = tx_certs_sign(&certs, signer, &bytes, &len);
  const struct publication publication = { .kind = PUBLISHED_CERTS,
                                           .area = certs.area,
                                           .seq = certs.seq,
                                           .iat = certs.iat,
                                           .body = tx_span_of(bytes, len) };
  return reason == TX_OK ? publications_add(request->db, &publication) : reason;
}

static enum tx_reason store_all(struct making *making, const struct signed_list *signed_list,
                                const struct request *request) {
  DB_TRANSACTION work = begin_work(making, request->db);
  if (work.begun != TX_OK) return work.begun;
  struct peers *peers = making->server->peers;
  enum tx_reason reason = peers_confirm(peers, request->db, making->area.area);
  if (reason == TX_OK && signed_list->delta_len)
    reason = add(request, PUBLISHED_DELTA, making->before.seq, making,
                 tx_span_of(signed_list->delta, signed_list->delta_len));
  if (reason == TX_OK)
    reason = add(request, PUBLISHED_STATUS, making->status.seq, making,
                 tx_span_of(signed_list->list, signed_list->list_len));
  if (reason == TX_OK)
    reason =
        areas_note_list(request->db, making->area.area, making->status.count, making->area.change);
  if (reason == TX_OK) reason = add_certs(request, making);
  if (reason == TX_OK)
    reason = publications_forget(request->db, making->area.area, making->now_s - PUBLISH_KEEP_S);
  if (reason == TX_OK) reason = peers_release(peers, request->db, making->area.area);
  return reason == TX_OK ? db_commit(&work) : reason;
}

/* ---------------------------------------------------------------------------------------------- */

static void free_making(struct making *making) {
  free(making->status.records);
}
static void release(const struct signing **signing) {
  signing_release(*signing);
}

enum tx_reason list_store(struct server *server, int64_t now_s, uint64_t area,
                          struct host_problem *problem) {
  __attribute__((cleanup(free_making))) struct making making = { .server = server, .now_s = now_s };
  __attribute__((cleanup(free_signed))) struct signed_list signed_list = { 0 };
  __attribute__((cleanup(release))) const struct signing *signing = signing_take(server);
  struct request request = request_begin(server, now_s, PUBLISHER);
  enum tx_reason reason = begin(&making, area, &request);
  request_end(server, &request);
  if (reason == TX_OK) reason = read_records(&making);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  reason = sign(&making, signing, &signed_list, problem);
  if (reason != TX_OK) return reason;
  request = request_begin(server, now_s, PUBLISHER);
  reason = store_all(&making, &signed_list, &request);
  request_end(server, &request);
  return host_problem_of(problem, reason);
}

static enum tx_reason show(struct server *server, struct db *db, uint64_t area) {
  static const enum publication_kind kinds[] = { PUBLISHED_DELTA, PUBLISHED_CERTS,
                                                 PUBLISHED_STATUS };
  enum tx_reason reason = TX_OK;
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds && reason == TX_OK; i++)
    reason = cache_refresh(server->cache, db, kinds[i], area);
  return reason;
}

enum tx_reason list_show(struct server *server, int64_t now_s, const uint64_t *areas,
                         size_t count) {
  struct request request = request_begin(server, now_s, PUBLISHER);
  enum tx_reason reason = server->peers ? TX_OK : db_settle(request.db);
  if (reason != TX_OK) cache_note_behind(server->cache);
  for (size_t i = 0; i < count && reason == TX_OK; i++)
    reason = show(server, request.db, areas[i]);
  request_end(server, &request);
  return reason;
}
