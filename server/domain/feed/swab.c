/* SPDX-License-Identifier: Apache-2.0 */
#include "swab.h"

#include "domain/audit/log.h"
#include "domain/gate/sample.h"
#include "domain/resident/fold.h"
#include "domain/resident/residency.h"
#include "domain/statement/homes.h"
#include "domain/statement/statement.h"
#include "settle.h"
#include "store/feed/statements.h"
#include "store/resident/residents.h"
#include "tube.h"

#include <stdio.h>
#include <stdlib.h>

#define RETRY_S 600 /* what no key of ours opens: one may come */
#define RESULTS 16  /* said of one tube, at most */

/* --- what was said of the tube ---------------------------------------------------------------- */

struct result {
  struct tube_result_row row;
  struct host_bytes line;
};

struct results {
  struct result of[RESULTS];
  size_t count;
};

static void results_finish(struct results *results) {
  for (size_t i = 0; i < results->count; i++)
    host_bytes_finish(&results->of[i].line);
}
#define RESULTS_OF __attribute__((cleanup(results_finish))) struct results

static enum tx_reason read_results(const struct request *request, const struct swab_row *swab,
                                   struct results *out) {
  enum tx_reason reason = TX_OK;
  DB_ROWS rows = tube_results_of(request->db, swab->tube);
  while (reason == TX_OK && out->count < RESULTS && db_next(&rows)) {
    struct tx_span sealed;
    struct result *one = &out->of[out->count];
    tube_results_read(&rows, &one->row, &sealed);
    if (!tx_area_contains(one->row.area, swab->area)) continue;
    reason = tube_open(request->fields, &one->row, sealed, &one->line);
    out->count += reason == TX_OK;
    if (reason == TX_BAD_SIGNATURE) reason = TX_OK; /* altered: it says nothing */
  }
  return reason == TX_OK ? rows.end : reason;
}

/* Reads a line as it came. *take stays NULL, and *good false, where it says nothing now. */
static enum tx_reason read_result(struct feed_settling *all, const struct result *result,
                                  struct feed_take **take, struct feed_said *said, bool *good) {
  enum feed_member member;
  struct host_problem problem = { 0 };
  struct tx_span text = host_span(&result->line);
  enum tx_reason reason = feed_settle_take(all, result->row.source, take);
  if (reason == TX_NOT_FOUND) return TX_OK;
  if (reason == TX_OK)
    reason = feed_take_read(*take, result->row.received_at, text, said, good, &member, &problem);
  if (reason != TX_OK || !*good) return reason;
  said->text = strndup((const char *)text.p, text.n);
  return said->text ? TX_OK : TX_NO_MEMORY;
}

static enum tx_reason tell_result(struct feed_settling *all, const struct result *result,
                                  const struct swab_row *swab) {
  struct feed_said said = { 0 };
  struct feed_take *take = NULL;
  struct feed_verdict verdict = { 0 };
  struct host_problem problem = { 0 };
  bool good = false;
  enum tx_reason reason = read_result(all, result, &take, &said, &good);
  if (reason == TX_OK && good && tube_is_of(swab, said.row.observed_at)) {
    const struct request request = feed_take_as(take, all->request);
    reason = tube_tell(take, &request, &said, swab, &verdict, &problem);
    if (reason == TX_OK) feed_take_count(take, &said, &verdict);
  }
  feed_said_finish(&said);
  return reason;
}

static enum tx_reason untell_result(struct feed_settling *all, const struct result *result,
                                    const struct swab_row *swab) {
  struct feed_said said = { 0 };
  struct feed_take *take = NULL;
  bool good = false;
  enum tx_reason reason = read_result(all, result, &take, &said, &good);
  if (reason == TX_OK && good && said.row.act == STATEMENT_SET) {
    struct statement_row row = said.row;
    tube_name(all->request->fields, swab, &row);
    reason = statement_retract_one(all->request, swab->subject, &row);
  }
  feed_said_finish(&said);
  return reason;
}

/* --- that a result is awaited ----------------------------------------------------------------- */

static struct statement_row awaited(const struct swab_row *swab) {
  struct statement_row row = {
    .field = STATEMENT_SWAB, .value = 1, .act = STATEMENT_SET, .observed_at = gate_sample_at(swab)
  };
  row.valid_until = fold_default_end(STATEMENT_SWAB, 1, row.observed_at);
  snprintf(row.source, sizeof row.source, "gate:%s", swab->gate);
  snprintf(row.id, sizeof row.id, "~s%llu", (unsigned long long)swab->seq);
  return row;
}

static enum tx_reason await(const struct request *request, const struct swab_row *swab) {
  uint64_t homes[HOMES_MAX];
  size_t count = 0, changed = 0;
  bool added = false;
  const struct statement_row row = awaited(swab);
  enum tx_reason reason = homes_find(request, swab->subject, 0, homes, &count);
  for (size_t i = 0; i < count && reason == TX_OK; i++) {
    reason = statements_add(request->db, homes[i], swab->subject, &row, (struct tx_span){ 0 },
                            request->now_s, &added);
    if (reason == TX_OK && added)
      reason = residency_remerge(request, homes[i], swab->subject, &changed);
  }
  return reason;
}

/* --- one swab --------------------------------------------------------------------------------- */

static enum tx_reason end(const struct request *request, const struct swab_row *swab,
                          enum swab_state state) {
  struct swab_row row = *swab;
  row.state = state;
  return swabs_set(request->db, &row, 0);
}

static enum tx_reason refuse(const struct request *request, const struct swab_row *swab,
                             const char *why) {
  char detail[160];
  snprintf(detail, sizeof detail, "gate %s event %llu: refused, %s", swab->gate,
           (unsigned long long)swab->seq, why);
  enum tx_reason reason = end(request, swab, SWAB_REFUSED);
  return reason == TX_OK ? audit_log_append(request, swab->area, "swab", detail) : reason;
}

static enum tx_reason count_in(struct feed_settling *all, struct swab_row *swab) {
  struct swab_row others[TUBE_PEOPLE];
  RESULTS_OF results = { 0 };
  size_t count = 0;
  const struct request *request = all->request;
  enum tx_reason reason =
      tube_swabs(request, swab->tube, swab->area, gate_sample_at(swab), others, &count);
  if (reason != TX_OK) return reason;
  if (count == TUBE_PEOPLE) return refuse(request, swab, "the tube is full");
  reason = end(request, swab, SWAB_COUNTS);
  if (reason == TX_OK) reason = await(request, swab);
  if (reason == TX_OK) reason = read_results(request, swab, &results);
  for (size_t i = 0; i < results.count && reason == TX_OK; i++)
    reason = tell_result(all, &results.of[i], swab);
  return reason;
}

static enum tx_reason settle_swab(struct feed_settling *all, struct swab_row *swab) {
  struct gate_sample sample;
  struct resident resident;
  const struct request *request = all->request;
  struct swab_row undoing = *swab;
  undoing.undoes = swab->seq;
  enum tx_reason reason = swabs_find(request->db, &undoing);
  if (reason == TX_OK) return end(request, swab, SWAB_UNDONE);
  if (reason == TX_NOT_FOUND) reason = gate_sample_open(request, swab, &sample);
  if (reason != TX_OK) return reason;
  if (sample.end == GATE_SAMPLE_CLOSED)
    return swabs_set(request->db, swab, request->now_s + RETRY_S);
  if (sample.end == GATE_SAMPLE_REFUSED) return refuse(request, swab, tx_reason_name(sample.why));
  reason = residents_find(request->db, sample.area, sample.index, &resident);
  if (reason == TX_NOT_FOUND) return refuse(request, swab, "not_listed");
  memcpy(swab->subject, resident.id_hash, TX_HASH_SIZE);
  return reason == TX_OK ? count_in(all, swab) : reason;
}

/* --- undoing ---------------------------------------------------------------------------------- */

/* Whether the result was in, or restrains whoever would be taken out. */
static bool is_too_late(const struct swab_row *undoing, const struct results *results) {
  for (size_t i = 0; i < results->count; i++)
    if (results->of[i].row.restrains || results->of[i].row.received_at <= undoing->at) return true;
  return false;
}

static enum tx_reason take_out(struct feed_settling *all, const struct swab_row *undoing,
                               const struct swab_row *swab) {
  RESULTS_OF results = { 0 };
  const struct statement_row row = awaited(swab);
  enum tx_reason reason = read_results(all->request, swab, &results);
  if (reason == TX_OK && is_too_late(undoing, &results))
    return refuse(all->request, undoing, "the result is in");
  for (size_t i = 0; i < results.count && reason == TX_OK; i++)
    reason = untell_result(all, &results.of[i], swab);
  if (reason == TX_OK) reason = statement_retract_one(all->request, swab->subject, &row);
  if (reason == TX_OK) reason = end(all->request, swab, SWAB_UNDONE);
  return reason == TX_OK ? end(all->request, undoing, SWAB_UNDONE) : reason;
}

static enum tx_reason settle_undoing(struct feed_settling *all, const struct swab_row *undoing) {
  struct swab_row swab = *undoing;
  swab.seq = undoing->undoes;
  swab.undoes = 0;
  enum tx_reason reason = swabs_find(all->request->db, &swab);
  if (reason == TX_NOT_FOUND || (reason == TX_OK && swab.undoes))
    return refuse(all->request, undoing, "there is no such swab");
  if (reason != TX_OK) return reason;
  if (swab.state == SWAB_COUNTS) return take_out(all, undoing, &swab);
  reason = swab.state == SWAB_WAITS ? end(all->request, &swab, SWAB_UNDONE) : TX_OK;
  return reason == TX_OK ? end(all->request, undoing, SWAB_UNDONE) : reason;
}

/* --- all of them ------------------------------------------------------------------------------ */

static void read_swab(const struct db_rows *rows, void *item) {
  swabs_read(rows, item);
}

static enum tx_reason settle(struct feed_settling *all, const void *item) {
  struct swab_row swab = *(const struct swab_row *)item;
  return swab.undoes ? settle_undoing(all, &swab) : settle_swab(all, &swab);
}

enum tx_reason swab_settle(struct server *server, int64_t now_s) {
  static const struct feed_settler settler = { .actor = "swabs",
                                               .what = "of tubes",
                                               .size = sizeof(struct swab_row),
                                               .due = swabs_due,
                                               .read = read_swab,
                                               .settle = settle };
  const struct signing *signing = signing_take(server);
  const bool may = gate_sample_key(signing);
  signing_release(signing);
  return may ? feed_settle_due(server, now_s, &settler) : TX_OK;
}
