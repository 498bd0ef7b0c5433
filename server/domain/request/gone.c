/* SPDX-License-Identifier: Apache-2.0 */
#include "gone.h"

#include "domain/audit/log.h"
#include "domain/bulk/bulk.h"
#include "domain/resident/residency.h"
#include "store/resident/gone.h"
#include "store/resident/undo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GROUND "B2"
#define PAGE 500

enum phase { COUNTING, DOING, DONE };

struct gone_work {
  bool back;
  char *evidence, *words;
  uint32_t *asked; /* sorted, without repetitions */
  size_t asked_count, asked_at;
  bool all;
  uint32_t from;  /* counting: the next index of the list */
  uint32_t *todo; /* who is to be ended, or taken back */
  size_t count, cap, at;
  enum phase phase;
  struct gone_report report;
};

const char *gone_left_word(enum gone_left why) {
  static const char *const words[] = { "unlisted", "changed", "named" };
  return words[why];
}

static void leave(struct gone_work *work, uint32_t index, enum gone_left why) {
  struct gone_report *report = &work->report;
  if (report->listed < GONE_SHOWN)
    report->people[report->listed++] = (struct gone_person){ .index = index, .why = why };
  report->left++;
}

/* --- the list --------------------------------------------------------------------------------- */

static enum tx_reason say_unknown(struct host_problem *problem, int64_t import) {
  return host_problem_set(problem, TX_NOT_FOUND,
                          "最近一天内没有第%lld号导入：缺少的人只能在导入后一天内确认；"
                          "更早的请逐个办理。",
                          "No import %lld is of the last day: whom it did not name is confirmed "
                          "within a day of it, and one by one later.",
                          (long long)import);
}

static enum tx_reason find_list(const struct request *request, uint64_t area, int64_t import,
                                struct import_done *out, struct host_problem *problem) {
  enum tx_reason reason = area_known(request, area, problem);
  if (reason != TX_OK) return reason;
  reason = done_find(request->db, area, import, out);
  if (reason == TX_OK && out->done_at <= request->now_s - UNDO_KEPT_S && !out->ended)
    reason = TX_NOT_FOUND;
  if (reason == TX_NOT_FOUND) return say_unknown(problem, import);
  return host_problem_of(problem, reason);
}

enum tx_reason gone_list(const struct request *request, uint64_t area, int64_t import,
                         uint32_t from, size_t limit, struct gone *out, size_t *count,
                         struct import_done *done, struct host_problem *problem) {
  *count = 0;
  enum tx_reason reason = find_list(request, area, import, done, problem);
  if (reason != TX_OK) return reason;
  DB_ROWS rows = gone_page(request->db, area, import, from, (int64_t)limit);
  while (*count < limit && db_next(&rows))
    gone_read(&rows, &out[(*count)++]);
  return host_problem_of(problem, rows.end);
}

/* --- whom ------------------------------------------------------------------------------------- */

static bool add(struct gone_work *work, uint32_t index) {
  if (work->count == work->cap) {
    size_t cap = work->cap ? work->cap * 2 : 64;
    uint32_t *grown = realloc(work->todo, cap * sizeof *grown);
    if (!grown) return false;
    work->todo = grown;
    work->cap = cap;
  }
  work->todo[work->count++] = index;
  return true;
}

/* Both go up: what was asked for and lies between is not on the list. */
static bool is_asked(struct gone_work *work, uint32_t index) {
  if (work->all) return true;
  while (work->asked_at < work->asked_count && work->asked[work->asked_at] < index)
    leave(work, work->asked[work->asked_at++], GONE_LEFT_UNLISTED);
  if (work->asked_at == work->asked_count || work->asked[work->asked_at] != index) return false;
  work->asked_at++;
  return true;
}

/* Of the whole list, to take back is who was ended by it. */
static bool note(struct gone_work *work, const struct gone *gone, int64_t now_s) {
  const bool ended = work->back ? gone->ended_at > now_s - UNDO_KEPT_S : gone->ended_at > 0;
  if (ended == work->back) return add(work, gone->index);
  work->report.repeated += !(work->all && work->back);
  return true;
}

static enum tx_reason count_page(struct gone_work *work, const struct request *request, bool *end) {
  struct gone gone;
  size_t read = 0;
  DB_ROWS rows = gone_page(request->db, work->report.area, work->report.import, work->from, PAGE);
  for (; db_next(&rows); read++) {
    gone_read(&rows, &gone);
    work->from = gone.index + 1;
    if (is_asked(work, gone.index) && !note(work, &gone, request->now_s)) return TX_NO_MEMORY;
  }
  *end = read < PAGE;
  return rows.end;
}

/* Whether so many may be ended is known before anybody is. */
static enum tx_reason count_slice(struct gone_work *work, const struct request *request,
                                  struct host_problem *problem) {
  struct slice slice = slice_begin(request);
  enum tx_reason reason = TX_OK;
  bool end = false;
  while (reason == TX_OK && !end && !slice_over(&slice))
    reason = count_page(work, request, &end);
  if (reason != TX_OK || !end) return host_problem_of(problem, reason);
  while (work->asked_at < work->asked_count)
    leave(work, work->asked[work->asked_at++], GONE_LEFT_UNLISTED);
  work->phase = DOING;
  if (work->back) return TX_OK;
  struct bulk_taken taken;
  return bulk_foresee(request, work->report.area, BULK_END, (int64_t)work->count, &taken, problem);
}

/* --- one -------------------------------------------------------------------------------------- */

static enum tx_reason note_one(const struct gone_work *work, const struct request *request,
                               const struct resident *resident, int64_t ended_at) {
  const struct gone gone = { .index = resident->index,
                             .ended_at = ended_at,
                             .generation = resident->generation };
  return gone_note(request->db, work->report.area, work->report.import, &gone);
}

static enum tx_reason end_one(struct gone_work *work, const struct request *request,
                              const struct resident *resident, struct host_problem *problem) {
  struct request_row row;
  bool named = false;
  const struct request_in in = { .act = REQUEST_STATE,
                                 .area = resident->area,
                                 .index = resident->index,
                                 .state = TX_STATE_REVOKED,
                                 .ground = GROUND,
                                 .evidence = work->evidence,
                                 .words = work->words };
  enum tx_reason reason =
      gone_named_since(request->db, resident->area, work->report.import, resident->index, &named);
  if (reason != TX_OK) return host_problem_of(problem, reason);
  if (named || resident->state != TX_STATE_ACTIVE) {
    leave(work, resident->index, named ? GONE_LEFT_NAMED : GONE_LEFT_CHANGED);
    return TX_OK;
  }
  reason = request_make_within(request, &in, &row, problem);
  if (reason != TX_OK) return reason;
  work->report.done++;
  return host_problem_of(problem, note_one(work, request, resident, request->now_s));
}

static enum tx_reason take_back_one(struct gone_work *work, const struct request *request,
                                    struct resident *resident, const struct gone *gone) {
  if (resident->state != TX_STATE_REVOKED || resident->generation != gone->generation) {
    leave(work, resident->index, GONE_LEFT_CHANGED);
    return TX_OK;
  }
  char words[64];
  snprintf(words, sizeof words, "import %lld: not gone", (long long)work->report.import);
  enum tx_reason reason = residency_lift(request, resident, words);
  if (reason == TX_OK) reason = note_one(work, request, resident, 0);
  work->report.done += reason == TX_OK;
  return reason;
}

/* As it stands now: somebody else may have been there since it was counted. */
static enum tx_reason do_one(struct gone_work *work, const struct request *request, uint32_t index,
                             struct host_problem *problem) {
  struct gone gone;
  struct resident resident;
  struct host_problem ignored = { 0 };
  const struct gone_report *report = &work->report;
  enum tx_reason reason = gone_find(request->db, report->area, report->import, index, &gone);
  if (reason == TX_OK && (gone.ended_at > 0) != work->back) {
    work->report.repeated++;
    return TX_OK;
  }
  if (reason == TX_OK) reason = residency_at(request, report->area, index, &resident, &ignored);
  if (reason == TX_NOT_FOUND) {
    leave(work, index, GONE_LEFT_CHANGED);
    return TX_OK;
  }
  if (reason != TX_OK) return host_problem_of(problem, reason);
  if (work->back) return host_problem_of(problem, take_back_one(work, request, &resident, &gone));
  return end_one(work, request, &resident, problem);
}

/* --- the steps -------------------------------------------------------------------------------- */

static enum tx_reason end(struct gone_work *work, const struct request *request) {
  const struct gone_report *report = &work->report;
  char detail[120];
  work->phase = DONE;
  if (!report->done) return TX_OK;
  snprintf(detail, sizeof detail, "import %lld: %s %zu, left alone %zu", (long long)report->import,
           work->back ? "taken back" : "ended", report->done, report->left);
  return audit_log_append(request, report->area, work->back ? "gone undone" : "gone", detail);
}

static enum tx_reason do_slice(struct gone_work *work, const struct request *request,
                               struct host_problem *problem) {
  const struct gone_report before = work->report;
  const size_t at = work->at;
  struct slice slice = slice_begin(request);
  DB_TRANSACTION transaction = db_begin(request->db);
  if (transaction.begun != TX_OK) return host_problem_of(problem, transaction.begun);
  enum tx_reason reason = TX_OK;
  while (reason == TX_OK && work->at < work->count && !slice_over(&slice))
    reason = do_one(work, request, work->todo[work->at++], problem);
  if (reason == TX_OK && work->at == work->count)
    reason = host_problem_of(problem, end(work, request));
  if (reason == TX_OK) reason = host_problem_of(problem, db_commit(&transaction));
  if (reason == TX_OK) return TX_OK;
  work->report = before;
  work->at = at;
  return reason;
}

enum tx_reason gone_step(struct gone_work *work, const struct request *request, bool *done,
                         struct host_problem *problem) {
  enum tx_reason reason = work->phase == COUNTING ? count_slice(work, request, problem)
                                                  : do_slice(work, request, problem);
  *done = reason == TX_OK && work->phase == DONE;
  return reason;
}

const struct gone_report *gone_report(const struct gone_work *work) {
  return &work->report;
}

void gone_close(struct gone_work *work) {
  if (!work) return;
  free(work->evidence);
  free(work->words);
  free(work->asked);
  free(work->todo);
  free(work);
}

/* --- begun ------------------------------------------------------------------------------------ */

static int compare_indexes(const void *a, const void *b) {
  const uint32_t one = *(const uint32_t *)a, other = *(const uint32_t *)b;
  return one < other ? -1 : one > other;
}

static bool keep_asked(struct gone_work *work, const struct gone_in *in) {
  work->all = in->count == 0;
  if (work->all) return true;
  work->asked = malloc(in->count * sizeof *work->asked);
  if (!work->asked) return false;
  memcpy(work->asked, in->indexes, in->count * sizeof *work->asked);
  qsort(work->asked, in->count, sizeof *work->asked, compare_indexes);
  for (size_t i = 0; i < in->count; i++)
    if (!i || work->asked[i] != work->asked[i - 1])
      work->asked[work->asked_count++] = work->asked[i];
  return true;
}

static enum tx_reason check(const struct request *request, const struct gone_in *in,
                            struct host_problem *problem) {
  struct import_done done;
  enum tx_reason reason = find_list(request, in->area, in->import, &done, problem);
  if (reason != TX_OK || in->back) return reason;
  if (done.done_at <= request->now_s - UNDO_KEPT_S) return say_unknown(problem, in->import);
  if (done.undo != UNDO_OPEN)
    return host_problem_say(problem, TX_CONFLICT, "这次导入已经撤销，名单不再可靠。",
                            "That import was undone, and its list holds no more.");
  if (*in->evidence) return TX_OK;
  return host_problem_say(problem, TX_BAD_ARGUMENT,
                          "请写明如何核实这些人已经迁走（evidence），如走访的日期和人。",
                          "Please say how it was checked that they have moved out (evidence), such "
                          "as who asked at the door and when.");
}

enum tx_reason gone_open(const struct request *request, const struct gone_in *in,
                         struct gone_work **out, struct host_problem *problem) {
  struct gone_work *work = calloc(1, sizeof *work);
  *out = work;
  if (!work) return host_problem_of(problem, TX_NO_MEMORY);
  enum tx_reason reason = check(request, in, problem);
  if (reason != TX_OK) return reason;
  work->back = in->back;
  work->report.area = in->area;
  work->report.import = in->import;
  work->evidence = strdup(in->evidence);
  work->words = strdup(in->words);
  const bool kept = work->evidence && work->words && keep_asked(work, in);
  return kept ? TX_OK : host_problem_of(problem, TX_NO_MEMORY);
}
