/* SPDX-License-Identifier: Apache-2.0 */
#include "holding.h"

#include "domain/resident/residency.h"
#include "host/text/text.h"
#include "store/resident/holders.h"

#include <stdio.h>
#include <stdlib.h>

static void name_text(const struct holding *holding, char out[64]) {
  snprintf(out, 64, "pass %llu %u %u", (unsigned long long)holding->area, holding->index,
           holding->n);
}

/* --- giving ----------------------------------------------------------------------------------- */

enum tx_reason holding_give(const struct request *request, const struct resident *resident,
                            const struct giving *giving, struct pass_issued *out,
                            struct host_problem *problem) {
  struct pass_order order = { .area = resident->area,
                              .role = -1,
                              .bound = true,
                              .holder = giving->holder,
                              .reissue = giving->replaces,
                              .matched = giving->matched };
  if (giving->asked) host_copy(giving->asked, order.evidence, sizeof order.evidence);
  enum tx_reason reason = pass_write_one(request, &order, resident, out, problem);
  if (reason != TX_OK) return reason;
  const struct holding holding = { .area = resident->area,
                                   .index = resident->index,
                                   .holder = holder_key_of(&giving->holder),
                                   .relation = giving->relation,
                                   .n = out->n,
                                   .generation = out->generation,
                                   .iat = out->pass.iat,
                                   .exp = out->pass.exp };
  if (giving->replaces) reason = holdings_end_others(request->db, &holding, request->now_s);
  if (reason == TX_OK) reason = holdings_put(request->db, &holding);
  if (reason == TX_OK) reason = holders_enter(request->db, &holding.holder, holding.area);
  return host_problem_of(problem, reason);
}

/* --- the text --------------------------------------------------------------------------------- */

static enum tx_reason sealed_text(const struct request *request, const struct holding *holding,
                                  struct host_bytes *out) {
  struct holding row;
  struct tx_span sealed;
  char name[64];
  DB_ROWS rows = holdings_of(request->db, holding->area, holding->index);
  while (db_next(&rows)) {
    holdings_read(&rows, &row, &sealed);
    if (!holder_key_equal(&row.holder, &holding->holder) || !sealed.n) continue;
    name_text(holding, name);
    return field_unseal_new(request->fields, name, sealed, out);
  }
  return rows.end == TX_OK ? TX_NOT_FOUND : rows.end;
}

/* ECDSA signs anew each time: what was signed once stays, so that a page that asks again learns
 * that nothing is new. */
static enum tx_reason sign_text(const struct request *request, struct held *held,
                                struct host_problem *problem) {
  char name[64];
  HOST_BYTES sealed = { 0 };
  enum tx_reason reason =
      pass_sign_written(request, &held->resident, held->holding.n, &held->issued, problem);
  if (reason != TX_OK) return reason;
  name_text(&held->holding, name);
  reason = field_seal_new(request->fields, name, tx_span_text(held->issued.text), &sealed);
  if (reason == TX_OK) reason = holdings_keep_text(request->db, &held->holding, host_span(&sealed));
  return host_problem_of(problem, reason);
}

enum tx_reason holding_open(const struct request *request, struct held *out,
                            struct host_problem *problem) {
  HOST_BYTES text = { 0 };
  const struct holding *holding = &out->holding;
  enum tx_reason reason =
      residency_at(request, holding->area, holding->index, &out->resident, problem);
  if (reason != TX_OK || holding->ended_at) return reason;
  reason = sealed_text(request, holding, &text);
  if (reason == TX_NOT_FOUND) return sign_text(request, out, problem);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  pass_describe(&out->resident, out->resident.role, holding->iat, &out->issued.pass);
  snprintf(out->issued.text, sizeof out->issued.text, "%.*s", (int)text.n, (const char *)text.p);
  return TX_OK;
}

/* --- whose ------------------------------------------------------------------------------------ */

static enum tx_reason add_area(const struct request *request, const struct holder_key *key,
                               uint64_t area, struct holding *out, size_t *count) {
  struct tx_span sealed;
  DB_ROWS rows = holdings_of_key(request->db, area, key);
  while (*count < HOLDINGS_MAX && db_next(&rows))
    holdings_read(&rows, &out[(*count)++], &sealed);
  return rows.end;
}

enum tx_reason holding_list(const struct request *request, const struct holder_key *key,
                            struct holding **out, size_t *count) {
  *count = 0;
  *out = calloc(HOLDINGS_MAX, sizeof **out);
  if (!*out) return TX_NO_MEMORY;
  enum tx_reason reason = TX_OK;
  DB_ROWS rows = holders_areas(request->db, key);
  while (reason == TX_OK && db_next(&rows))
    reason = add_area(request, key, (uint64_t)db_column_int(&rows, 0), *out, count);
  return reason == TX_OK ? rows.end : reason;
}

bool holding_lives(const struct holding *holding, const struct resident *resident, int64_t now_s) {
  return !holding->ended_at && holding->exp > now_s && holding->generation == resident->generation;
}

enum tx_reason holding_is_elsewhere(const struct request *request, const struct resident *resident,
                                    const struct holder_key *key, bool *elsewhere) {
  struct holding holding;
  struct tx_span sealed;
  *elsewhere = false;
  DB_ROWS rows = holdings_of(request->db, resident->area, resident->index);
  while (db_next(&rows)) {
    holdings_read(&rows, &holding, &sealed);
    bool own = key && holder_key_equal(&holding.holder, key);
    if (!own && holding_lives(&holding, resident, request->now_s)) *elsewhere = true;
  }
  return rows.end;
}
