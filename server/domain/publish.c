/* SPDX-License-Identifier: Apache-2.0 */
#include "publish.h"

#include "chain.h"
#include "host/sys/file.h"
#include "orders.h"
#include "store/areas.h"

#include "format/certificate.h"
#include "format/policy.h"
#include "format/status.h"

#include <stdio.h>
#include <stdlib.h>

uint64_t publish_next_seq(uint64_t last, int64_t now_s) {
  return now_s > 0 && (uint64_t)now_s > last ? (uint64_t)now_s : last + 1;
}

/* --- what stands ------------------------------------------------------------------------------ */

static enum tx_reason newest_or_none(struct office *office, enum publication_kind kind,
                                     uint64_t area, struct publication *out) {
  enum tx_reason reason = publications_newest(office->db, kind, area, out);
  return reason == TX_NOT_FOUND ? TX_OK : reason;
}

enum tx_reason publish_state(struct office *office, uint64_t area, struct publish_state *out) {
  struct area_row row;
  struct publication newest;
  *out = (struct publish_state){ 0 };
  enum tx_reason reason = areas_find(office->db, area, &row);
  if (reason == TX_OK) reason = newest_or_none(office, PUBLISHED_STATUS, area, &newest);
  if (reason != TX_OK) return reason;
  out->published = newest.seq != 0;
  out->seq = newest.seq;
  out->iat = newest.iat;
  out->next_index = row.next_index;
  out->changed = row.changed;
  out->count = row.listed;
  return TX_OK;
}

/* --- a list ----------------------------------------------------------------------------------- */

struct making {
  struct office *office;
  int64_t now_s;
  struct area_row area;
  struct publication before; /* seq 0: there is none */
  const struct tx_signer *signer;
  struct tx_status status;
  struct tx_seq_of policies[TX_LEVELS];
};

/* The policies of an area's own levels that are published here. */
static enum tx_reason collect_current(struct making *making) {
  struct tx_current *current = &making->status.current;
  current->trust = making->office->trust->seq;
  current->policies = making->policies;
  for (int level = TX_NATION; level <= (int)tx_area_level(making->area.area); level++) {
    struct publication newest;
    uint64_t area = tx_area_at(making->area.area, (enum tx_level)level);
    if (current->count && making->policies[current->count - 1].area == area) continue;
    enum tx_reason reason = newest_or_none(making->office, PUBLISHED_POLICY, area, &newest);
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

static enum tx_reason fill_status(struct making *making) {
  struct tx_status *status = &making->status;
  *status = (struct tx_status){
    .area = making->area.area,
    .seq = publish_next_seq(making->before.seq, making->now_s),
    .iat = date_list(making),
    .ttl_s = PUBLISH_TTL_S,
    .count = making->area.next_index,
    .records = calloc(making->area.next_index + 1u, sizeof(uint32_t)),
  };
  if (!status->records) return TX_NO_MEMORY;
  status->exp = status->iat + PUBLISH_LIFE_S;
  enum tx_reason reason =
      residents_records(making->office->db, making->area.area, status->records, status->count);
  if (reason == TX_OK) reason = collect_current(making);
  if (reason != TX_OK) return reason;
  reason = chain_head(making->office, making->area.area, status->audit_head);
  status->audited = reason == TX_OK;
  return reason == TX_NOT_FOUND ? TX_OK : reason;
}

static void free_status(struct tx_status **status) {
  tx_status_destroy(*status);
}

/* The list before is read back from what was published: what a gate that holds it has. */
static enum tx_reason make_delta(struct making *making) {
  HOST_FREE uint8_t *bytes = NULL, *delta = NULL;
  size_t n = 0, len = 0;
  __attribute__((cleanup(free_status))) struct tx_status *before = NULL;
  struct tx_clock clock = { .now_s = making->status.iat };
  enum tx_reason reason = publications_body(making->office->db, PUBLISHED_STATUS, making->area.area,
                                            making->before.seq, &bytes, &n);
  if (reason != TX_OK) return reason;
  if (tx_status_take(tx_span_of(bytes, n), making->office->trust, NULL, clock, &before) != TX_OK)
    return TX_OK; /* by a key that is no more: gates ask for the whole list */
  reason = tx_delta_sign(before, &making->status, making->signer, &delta, &len);
  if (reason != TX_OK) return reason;
  const struct publication publication = { .kind = PUBLISHED_DELTA,
                                           .area = making->area.area,
                                           .seq = making->before.seq,
                                           .iat = making->status.iat,
                                           .body = tx_span_of(delta, len) };
  return publications_add(making->office->db, &publication);
}

static enum tx_reason make_list(struct making *making) {
  HOST_FREE uint8_t *bytes = NULL;
  size_t len = 0;
  enum tx_reason reason = tx_status_sign(&making->status, making->signer, &bytes, &len);
  if (reason != TX_OK) return reason;
  if (len >= PUBLISH_DELTA_FROM && making->before.seq) reason = make_delta(making);
  const struct publication publication = { .kind = PUBLISHED_STATUS,
                                           .area = making->area.area,
                                           .seq = making->status.seq,
                                           .iat = making->status.iat,
                                           .body = tx_span_of(bytes, len) };
  if (reason == TX_OK) reason = publications_add(making->office->db, &publication);
  if (reason == TX_OK)
    reason = areas_note_list(making->office->db, making->area.area, making->status.count);
  return reason;
}

/* --- certificate status ----------------------------------------------------------------------- */

/* Published where the server has a key for it: nothing is withdrawn as long as nothing is issued.
 */
static enum tx_reason make_certs(struct office *office, int64_t now_s, uint64_t area) {
  HOST_FREE uint8_t *bytes = NULL;
  size_t len = 0;
  struct host_problem none;
  struct publication newest;
  const struct tx_key_row *row;
  uint8_t withdrawn[1] = { 0 };
  const struct tx_signer *signer =
      keybox_find(&office->keys, office->trust, TX_USE_CERTIFICATE, area, now_s, &row, &none);
  if (!signer) return TX_OK;
  enum tx_reason reason = newest_or_none(office, PUBLISHED_CERTS, area, &newest);
  if (reason != TX_OK) return reason;
  struct tx_certs certs = { .area = area,
                            .seq = publish_next_seq(newest.seq, now_s),
                            .iat = now_s > newest.iat ? now_s : newest.iat,
                            .ttl_s = PUBLISH_TTL_S,
                            .withdrawn = withdrawn };
  certs.exp = certs.iat + PUBLISH_LIFE_S;
  reason = tx_certs_sign(&certs, signer, &bytes, &len);
  const struct publication publication = { .kind = PUBLISHED_CERTS,
                                           .area = area,
                                           .seq = certs.seq,
                                           .iat = certs.iat,
                                           .body = tx_span_of(bytes, len) };
  return reason == TX_OK ? publications_add(office->db, &publication) : reason;
}

/* --- publishing ------------------------------------------------------------------------------- */

static enum tx_reason begin_making(struct making *making, uint64_t area, struct host_problem *problem) {
  const struct tx_key_row *row;
  struct office *office = making->office;
  enum tx_reason reason = areas_find(office->db, area, &making->area);
  if (reason == TX_OK) reason = newest_or_none(office, PUBLISHED_STATUS, area, &making->before);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  making->signer = keybox_find(&office->keys, office->trust, TX_USE_STATUS, area, date_list(making),
                               &row, problem);
  return making->signer ? TX_OK : problem->reason;
}

/* Only what is committed is shown. */
static enum tx_reason lay_out(struct office *office, uint64_t area) {
  static const enum publication_kind kinds[] = { PUBLISHED_DELTA, PUBLISHED_CERTS,
                                                 PUBLISHED_STATUS };
  enum tx_reason reason = TX_OK;
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds && reason == TX_OK; i++)
    reason = shelf_refresh(office->shelf, office->db, kinds[i], area);
  return reason;
}

enum tx_reason publish_area(struct office *office, int64_t now_s, uint64_t area,
                            struct host_problem *problem) {
  struct making making = { .office = office, .now_s = now_s };
  DB_TRANSACTION work = db_begin(office->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  enum tx_reason reason = begin_making(&making, area, problem);
  if (reason != TX_OK) return reason;
  reason = fill_status(&making);
  if (reason == TX_OK) reason = make_list(&making);
  if (reason == TX_OK) reason = make_certs(office, now_s, area);
  if (reason == TX_OK) reason = publications_forget(office->db, now_s - PUBLISH_KEEP_S);
  if (reason == TX_OK) reason = db_commit(&work);
  if (reason == TX_OK) reason = lay_out(office, area);
  free(making.status.records);
  return host_problem_of(problem, reason);
}

static enum tx_reason collect_areas(struct office *office, uint64_t **areas, size_t *count) {
  DB_ROWS rows = areas_all(office->db);
  while (db_next(&rows)) {
    struct area_row row;
    areas_read(&rows, &row);
    uint64_t *grown = realloc(*areas, (*count + 1) * sizeof *grown);
    if (!grown) return TX_NO_MEMORY;
    *areas = grown;
    (*areas)[(*count)++] = row.area;
  }
  return rows.end;
}

enum tx_reason publish_due(struct office *office, int64_t now_s, size_t *count,
                           struct host_problem *problem) {
  HOST_FREE uint64_t *areas = NULL;
  size_t known = 0;
  *count = 0;
  enum tx_reason reason = host_problem_of(problem, collect_areas(office, &areas, &known));
  for (size_t i = 0; i < known && reason == TX_OK; i++) {
    struct publish_state state;
    reason = host_problem_of(problem, publish_state(office, areas[i], &state));
    if (reason != TX_OK) break;
    if (state.published && !state.changed && now_s - state.iat < PUBLISH_EVERY_S) continue;
    reason = publish_area(office, now_s, areas[i], problem);
    *count += reason == TX_OK;
  }
  return reason;
}

static enum tx_reason publish_lists(struct office *office, int64_t now_s, json_t *lists,
                                    struct host_problem *problem) {
  HOST_FREE uint64_t *areas = NULL;
  size_t known = 0;
  enum tx_reason reason = host_problem_of(problem, collect_areas(office, &areas, &known));
  for (size_t i = 0; i < known && reason == TX_OK; i++) {
    struct publish_state state;
    char digits[13];
    reason = publish_area(office, now_s, areas[i], problem);
    if (reason == TX_OK) reason = host_problem_of(problem, publish_state(office, areas[i], &state));
    if (reason != TX_OK) break;
    tx_area_format(areas[i], digits);
    json_array_append_new(lists, json_pack("{s:s, s:I, s:I, s:I}", "area", digits, "seq",
                                           (json_int_t)state.seq, "iat", (json_int_t)state.iat,
                                           "count", (json_int_t)state.count));
  }
  return reason;
}

enum tx_reason publish_all(struct office *office, const struct call *call, const json_t *in,
                           json_t **out, struct host_problem *problem) {
  json_t *policy = NULL;
  if (in_text(in, "policy", NULL)) {
    enum tx_reason reason = orders_publish(office, call, in, &policy, problem);
    if (reason != TX_OK) return reason;
  }
  json_t *lists = json_array();
  enum tx_reason reason = publish_lists(office, call->now_s, lists, problem);
  *out = json_pack("{s:o}", "lists", lists);
  if (policy) json_object_set_new(*out, "policy", policy);
  return reason;
}

/* --- a policy --------------------------------------------------------------------------------- */

static enum tx_reason read_policy(const char *text, json_t **json, uint64_t *area,
                                  struct host_problem *problem) {
  struct tx_policy_error error;
  struct tx_policy *policy = NULL;
  json_error_t place;
  *json = json_loads(text, JSON_REJECT_DUPLICATES, &place);
  if (json_is_object(*json) && !json_object_get(*json, "seq"))
    json_object_set_new(*json, "seq", json_integer(1)); /* given below */
  char *filled = *json ? json_dumps(*json, JSON_COMPACT) : strdup(text);
  if (!filled) return host_problem_of(problem, TX_NO_MEMORY);
  enum tx_reason reason = tx_policy_parse(tx_span_text(filled), &policy, &error);
  free(filled);
  if (reason == TX_OK) *area = policy->area;
  tx_policy_destroy(policy);
  if (reason != TX_MALFORMED_CLAIMS) return host_problem_of(problem, reason);
  problem->reason = reason;
  snprintf(problem->zh, sizeof problem->zh, "规定有误,%s:%s", error.where, error.zh);
  snprintf(problem->en, sizeof problem->en, "The policy is wrong at %s: %s", error.where, error.en);
  return reason;
}

static enum tx_reason sign_policy(struct office *office, const struct call *call, json_t *json,
                                  uint64_t area, uint64_t seq, struct host_problem *problem) {
  HOST_FREE uint8_t *bytes = NULL;
  HOST_FREE char *text = NULL;
  size_t len = 0;
  char detail[60];
  const struct tx_key_row *row;
  const struct tx_signer *signer =
      keybox_find(&office->keys, office->trust, TX_USE_POLICY, area, (int64_t)seq, &row, problem);
  if (!signer) return problem->reason;
  json_object_set_new(json, "seq", json_integer((json_int_t)seq));
  text = json_dumps(json, JSON_COMPACT);
  if (!text) return host_problem_of(problem, TX_NO_MEMORY);
  enum tx_reason reason = tx_policy_sign(tx_span_text(text), signer, &bytes, &len);
  const struct publication publication = { .kind = PUBLISHED_POLICY,
                                           .area = area,
                                           .seq = seq,
                                           .iat = call->now_s,
                                           .body = tx_span_of(bytes, len) };
  snprintf(detail, sizeof detail, "seq %llu", (unsigned long long)seq);
  if (reason == TX_OK) reason = publications_add(office->db, &publication);
  if (reason == TX_OK) reason = areas_note_all(office->db);
  if (reason == TX_OK) reason = chain_append(office, call, area, "policy", detail);
  return host_problem_of(problem, reason);
}

enum tx_reason publish_policy(struct office *office, const struct call *call, const char *text,
                              uint64_t *area, uint64_t *seq, struct host_problem *problem) {
  json_t *json = NULL;
  struct publication newest;
  enum tx_reason reason = read_policy(text, &json, area, problem);
  DB_TRANSACTION work = { .begun = TX_OK };
  if (reason == TX_OK) {
    work = db_begin(office->db);
    reason = host_problem_of(problem, work.begun);
  }
  if (reason == TX_OK)
    reason = host_problem_of(problem, newest_or_none(office, PUBLISHED_POLICY, *area, &newest));
  if (reason == TX_OK) {
    *seq = publish_next_seq(newest.seq, call->now_s);
    reason = sign_policy(office, call, json, *area, *seq, problem);
  }
  json_decref(json);
  if (reason == TX_OK) reason = host_problem_of(problem, db_commit(&work));
  if (reason != TX_OK) return reason;
  return host_problem_of(problem, shelf_refresh(office->shelf, office->db, PUBLISHED_POLICY, *area));
}
