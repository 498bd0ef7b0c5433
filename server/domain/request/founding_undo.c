/* SPDX-License-Identifier: Apache-2.0 */
#include "founding_undo.h"

#include "decision.h"
#include "domain/audit/log.h"
#include "domain/context/each_area.h"
#include "domain/resident/residency.h"
#include "host/text/date.h"
#include "host/text/text.h"
#include "sealed_request.h"
#include "store/office/requests.h"
#include "store/resident/undo.h"

#include <stdio.h>

#define GROUND "B5"
#define PAGE 64

enum phase { RESTORING, TAKING, DONE };

struct undo {
  struct request_row row; /* what is undone */
  enum phase phase;
  uint32_t from; /* taking: the next index */
  struct founding_undone *out;
};

struct candidate {
  uint32_t index;
  uint8_t id_hash[TX_HASH_SIZE];
  bool has_pass, is_active, is_revoked, is_used;
  int64_t created_at;
};

/* --- one person ------------------------------------------------------------------------------- */

static enum tx_reason note(const struct undo *undo, const struct request *request, uint32_t index,
                           const char *action) {
  char detail[64];
  snprintf(detail, sizeof detail, "%u request %lld", index, (long long)undo->row.id);
  return audit_log_append(request, undo->row.area, action, detail);
}

/* Of who refused it: done, as the other half of what was done by one alone. */
static void fill(const struct undo *undo, const struct request *request,
                 const struct resident *resident, struct request_row *out) {
  *out = (struct request_row){ .area = resident->area,
                               .act = REQUEST_STATE,
                               .index = resident->index,
                               .before = resident->record,
                               .state = TX_STATE_REVOKED,
                               .ground = ground_find(GROUND),
                               .asked_at = request->now_s,
                               .decided_at = request->now_s,
                               .outcome = REQUEST_DONE };
  host_copy(undo->row.decided_by, out->asked_by, sizeof out->asked_by);
  host_copy(undo->row.decided_body, out->asked_body, sizeof out->asked_body);
  host_copy(undo->row.decided_by, out->decided_by, sizeof out->decided_by);
  host_copy(undo->row.decided_body, out->decided_body, sizeof out->decided_body);
  host_copy(undo->row.reply, out->words, sizeof out->words);
  snprintf(out->evidence, sizeof out->evidence, "请求%lld / request %lld", (long long)undo->row.id,
           (long long)undo->row.id);
}

static enum tx_reason revoke(const struct undo *undo, const struct request *request,
                             uint32_t index) {
  struct resident resident;
  struct request_row row;
  struct host_problem problem = { 0 };
  char detail[REQUEST_EVIDENCE_SIZE + 64];
  enum tx_reason reason = residency_at(request, undo->row.area, index, &resident, &problem);
  if (reason != TX_OK) return reason;
  fill(undo, request, &resident, &row);
  reason = requests_add(request->db, &row, "");
  if (reason == TX_OK) reason = sealed_request_write(request, &row);
  const struct decision decision = { &row };
  decision_detail(&row, detail, sizeof detail);
  if (reason == TX_OK)
    reason = residency_restrain(request, &resident, TX_STATE_REVOKED, &decision, detail, &problem);
  undo->out->revoked += reason == TX_OK;
  return reason;
}

/* Who was there before a roster named them stays, and who took the place of whom was added. */
static bool is_meant(const struct founding *done, const struct candidate *one) {
  if (one->is_revoked) return false;
  return done->what == FOUNDING_ADD ? one->created_at == done->at_s : one->created_at >= done->at_s;
}

static enum tx_reason take_one(const struct undo *undo, const struct request *request,
                               const struct candidate *one) {
  const struct request_row *row = &undo->row;
  if (!is_meant(&row->founding, one)) return TX_OK;
  if (one->has_pass || one->is_used || !one->is_active) return revoke(undo, request, one->index);
  undo->out->removed++;
  enum tx_reason reason =
      added_remove(request->db, row->area, row->founding.import, one->index, one->id_hash);
  return reason == TX_OK ? note(undo, request, one->index, "founding removed") : reason;
}

/* --- pages ------------------------------------------------------------------------------------ */

static enum tx_reason restore_page(struct undo *undo, const struct request *request) {
  uint32_t page[PAGE];
  size_t count = 0;
  const struct request_row *row = &undo->row;
  {
    DB_ROWS rows = before_page(request->db, row->area, row->founding.import, PAGE);
    while (count < PAGE && db_next(&rows))
      page[count++] = (uint32_t)db_column_int(&rows, 0);
    if (rows.end != TX_OK) return rows.end;
  }
  enum tx_reason reason = TX_OK;
  for (size_t i = 0; i < count && reason == TX_OK; i++) {
    bool back = false;
    reason = before_restore(request->db, row->area, row->founding.import, page[i], &back);
    undo->out->restored += reason == TX_OK && back;
    if (reason == TX_OK && back) reason = note(undo, request, page[i], "founding restored");
  }
  if (count < PAGE) undo->phase = TAKING;
  return reason;
}

static enum tx_reason read_added(struct undo *undo, const struct request *request,
                                 struct candidate out[PAGE], size_t *count) {
  const struct request_row *row = &undo->row;
  const bool by_hand = row->founding.what == FOUNDING_ADD;
  if (by_hand && undo->from <= row->index) undo->from = row->index;
  const int64_t limit = by_hand ? 1 : PAGE;
  DB_ROWS rows = added_page(request->db, row->area, row->founding.import, undo->from, limit);
  for (*count = 0; *count < PAGE && db_next(&rows); ++*count) {
    const struct tx_span hash = db_column_bytes(&rows, 1);
    const int64_t state = db_column_int(&rows, 3);
    struct candidate *one = &out[*count];
    *one = (struct candidate){ .index = (uint32_t)db_column_int(&rows, 0),
                               .has_pass = db_column_int(&rows, 2) > 0,
                               .is_active = state == TX_STATE_ACTIVE,
                               .is_revoked = state == TX_STATE_REVOKED,
                               .is_used = db_column_int(&rows, 4) > 0,
                               .created_at = db_column_int(&rows, 5) };
    if (hash.n == TX_HASH_SIZE) memcpy(one->id_hash, hash.p, TX_HASH_SIZE);
  }
  if (by_hand && *count && out[0].index != row->index) *count = 0; /* is gone */
  return rows.end;
}

static enum tx_reason take_added(struct undo *undo, const struct request *request) {
  struct candidate page[PAGE];
  size_t count = 0;
  enum tx_reason reason = read_added(undo, request, page, &count);
  for (size_t i = 0; i < count && reason == TX_OK; i++) {
    undo->from = page[i].index + 1;
    reason = take_one(undo, request, &page[i]);
  }
  if (count < PAGE) undo->phase = DONE;
  return reason;
}

static enum tx_reason take_passes(struct undo *undo, const struct request *request) {
  uint32_t page[PAGE];
  size_t count = 0;
  const struct request_row *row = &undo->row;
  {
    DB_ROWS rows =
        issued_page(request->db, row->area, row->asked_by, row->founding.at_s, undo->from, PAGE);
    while (count < PAGE && db_next(&rows))
      page[count++] = (uint32_t)db_column_int(&rows, 0);
    if (rows.end != TX_OK) return rows.end;
  }
  enum tx_reason reason = TX_OK;
  for (size_t i = 0; i < count && reason == TX_OK; i++) {
    undo->from = page[i] + 1;
    reason = revoke(undo, request, page[i]);
  }
  if (count < PAGE) undo->phase = DONE;
  return reason;
}

/* --- slices ----------------------------------------------------------------------------------- */

static enum tx_reason step(struct undo *undo, const struct request *request) {
  if (undo->phase == RESTORING && undo->row.founding.what == FOUNDING_IMPORT)
    return restore_page(undo, request);
  return undo->row.founding.what == FOUNDING_PASSES ? take_passes(undo, request)
                                                    : take_added(undo, request);
}

/* Who goes or is revoked leaves the pages, so it goes on wherever it was cut off. */
static enum tx_reason undo_slice(struct undo *undo, const struct request *request) {
  const struct undo before = *undo;
  const struct founding_undone counted = *undo->out;
  struct slice slice = slice_begin(request);
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return work.begun;
  enum tx_reason reason = TX_OK;
  do
    reason = step(undo, request);
  while (reason == TX_OK && undo->phase != DONE && !slice_over(&slice));
  if (reason == TX_OK && undo->phase == DONE)
    reason = requests_note_ended(request->db, undo->row.area, undo->row.id);
  if (reason == TX_OK) reason = db_commit(&work);
  if (reason == TX_OK) return TX_OK;
  *undo = before;
  *undo->out = counted;
  return reason;
}

static enum tx_reason find(struct server *server, int64_t now_s, uint64_t area,
                           struct request_row *out) {
  struct tx_span sealed;
  const char *wanted;
  struct request request = request_begin(server, now_s, "founding");
  enum tx_reason reason;
  {
    DB_ROWS rows = requests_to_undo(request.db, area);
    bool found = db_next(&rows);
    if (found) requests_read(&rows, out, &sealed, &wanted);
    reason = found ? sealed_request_open(&request, sealed, out) : rows.end;
    if (!found && reason == TX_OK) reason = TX_NOT_FOUND;
  }
  request_end(server, &request);
  return reason;
}

static enum tx_reason undo_area(struct server *server, int64_t now_s, int64_t until_ms,
                                uint64_t area, struct founding_undone *out) {
  struct undo undo = { .out = out };
  enum tx_reason reason = find(server, now_s, area, &undo.row);
  while (reason == TX_OK && !out->left) {
    struct request request = request_begin_slice(server, now_s, undo.row.decided_by);
    reason = undo_slice(&undo, &request);
    request_end(server, &request);
    out->left = host_monotonic_ms() >= until_ms;
    if (reason != TX_OK || undo.phase != DONE) continue;
    undo = (struct undo){ .out = out };
    reason = find(server, now_s, area, &undo.row);
  }
  return reason == TX_NOT_FOUND ? TX_OK : reason;
}

enum tx_reason founding_undo(struct server *server, int64_t now_s, int64_t until_ms,
                             struct founding_undone *out) {
  uint64_t areas[AREAS_MAX];
  size_t count = 0;
  *out = (struct founding_undone){ 0 };
  enum tx_reason reason = areas_now(server, now_s, "founding", areas, &count);
  for (size_t i = 0; i < count && reason == TX_OK && !out->left; i++)
    reason = undo_area(server, now_s, until_ms, areas[i], out);
  return reason;
}
