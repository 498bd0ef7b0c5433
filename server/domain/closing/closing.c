/* SPDX-License-Identifier: Apache-2.0 */
#include "closing.h"

#include "domain/audit/log.h"
#include "domain/order/orders.h"
#include "domain/publication/publish.h"
#include "domain/resident/residency.h"
#include "host/text/text.h"
#include "store/office/closings.h"
#include "store/office/requests.h"
#include "store/resident/imports.h"

#include <stdio.h>
#include <stdlib.h>

#define CLOSING "closing"
#define AT_ONCE 200
#define PEOPLE_AT_ONCE 50
#define OPEN_MAX 64 /* that one call goes on with */

/* --- counted, asked for ----------------------------------------------------------------------- */

enum tx_reason closing_count(const struct request *request, uint64_t area,
                             struct closing_count *out, struct host_problem *problem) {
  *out = (struct closing_count){ 0 };
  enum tx_reason reason = area_known(request, area, problem);
  if (reason == TX_OK) reason = orders_count(request, area, &out->orders, problem);
  for (size_t i = 0; reason == TX_OK && i < closing_table_count; i++) {
    int64_t rows = 0;
    reason = host_problem_of(problem, closing_table_rows(request->db, i, area, &rows));
    out->rows[closing_table_kind(i)] += rows;
  }
  return reason;
}

enum tx_reason closing_list(const struct request *request, uint64_t area,
                            struct closing out[CLOSINGS_MAX], size_t *count,
                            struct host_problem *problem) {
  *count = 0;
  enum tx_reason reason = area_known(request, area, problem);
  if (reason != TX_OK) return reason;
  {
    DB_ROWS rows = closings_of(request->db, area);
    while (*count < CLOSINGS_MAX && db_next(&rows))
      closings_read(&rows, &out[(*count)++]);
    reason = rows.end;
  }
  for (size_t i = 0; reason == TX_OK && i < *count; i++)
    reason = closings_counts(request->db, &out[i]);
  return host_problem_of(problem, reason);
}

enum tx_reason closing_check(const struct request *request, uint64_t area,
                             struct host_problem *problem) {
  struct closing row;
  bool open = false;
  DB_ROWS rows = closings_of(request->db, area);
  while (db_next(&rows)) {
    closings_read(&rows, &row);
    open |= !row.done_at;
  }
  if (rows.end != TX_OK || !open) return host_problem_of(problem, rows.end);
  return host_problem_say(problem, TX_CONFLICT, "这个区划已决定终止，正在删除。",
                          "The end was decided for this area already: it is being deleted.");
}

/* --- begun ------------------------------------------------------------------------------------ */

/* What waits for a second person is about what is over. */
static enum tx_reason lapse(const struct request *request, uint64_t area) {
  const int64_t all = request->now_s + 1;
  enum tx_reason reason = requests_lapse(request->db, area, all, all);
  return reason == TX_OK ? imports_lapse(request->db, area, all) : reason;
}

enum tx_reason closing_begin(const struct request *request, const struct request_row *row,
                             const struct decision *decision, struct host_problem *problem) {
  struct closing closing = { .area = row->area, .begun_at = request->now_s };
  if (!decision) return host_problem_of(problem, TX_NOT_ALLOWED);
  enum tx_reason reason = closing_check(request, row->area, problem);
  if (reason == TX_OK) reason = orders_lapse(request, row->area, decision, problem);
  if (reason == TX_OK) reason = host_problem_of(problem, lapse(request, row->area));
  host_copy(row->asked_by, closing.asked_by, sizeof closing.asked_by);
  host_copy(row->asked_body, closing.asked_body, sizeof closing.asked_body);
  host_copy(row->decided_by, closing.decided_by, sizeof closing.decided_by);
  host_copy(row->decided_body, closing.decided_body, sizeof closing.decided_body);
  return reason == TX_OK ? host_problem_of(problem, closings_add(request->db, &closing)) : reason;
}

/* --- carried out ------------------------------------------------------------------------------ */

struct work {
  struct server *server;
  int64_t now_s;
  struct closing closing;
};

/* Some of one thing, within the caller's transaction; *gone: how much, 0 at the end. */
typedef enum tx_reason forget_fn(const struct request *request, uint64_t area, size_t table,
                                 int64_t *gone);

static enum tx_reason forget_rows(const struct request *request, uint64_t area, size_t table,
                                  int64_t *gone) {
  return closing_table_forget(request->db, table, area, AT_ONCE, gone);
}

/* A person's statements go with what they made of the record. */
static enum tx_reason forget_people(const struct request *request, uint64_t area, size_t table,
                                    int64_t *gone) {
  uint8_t subjects[PEOPLE_AT_ONCE][TX_HASH_SIZE];
  size_t count = 0, changed = 0;
  enum tx_reason reason = TX_OK;
  (void)table;
  *gone = 0;
  {
    DB_ROWS rows = closing_subjects(request->db, area, PEOPLE_AT_ONCE);
    while (count < PEOPLE_AT_ONCE && db_next(&rows)) {
      const struct tx_span subject = db_column_bytes(&rows, 0);
      if (subject.n == TX_HASH_SIZE) memcpy(subjects[count++], subject.p, TX_HASH_SIZE);
    }
    reason = rows.end;
  }
  for (size_t i = 0; reason == TX_OK && i < count; i++) {
    int64_t one = 0;
    reason = closing_forget_subject(request->db, area, subjects[i], &one);
    if (reason == TX_OK) reason = residency_remerge(request, area, subjects[i], &changed);
    *gone += one;
  }
  return reason;
}

/* What was deleted and that it was counted are one. */
static enum tx_reason forget_some(const struct work *work, enum closing_kind kind,
                                  forget_fn *forget, size_t table, bool *left) {
  int64_t gone = 0;
  struct request request = request_begin_slice(work->server, work->now_s, CLOSING);
  enum tx_reason reason = TX_OK;
  {
    DB_TRANSACTION transaction = db_begin(request.db);
    reason = transaction.begun;
    if (reason == TX_OK) reason = forget(&request, work->closing.area, table, &gone);
    if (reason == TX_OK && gone) reason = closings_note(request.db, &work->closing, kind, gone);
    if (reason == TX_OK) reason = db_commit(&transaction);
  }
  request_end(work->server, &request);
  *left = gone > 0;
  return reason;
}

static enum tx_reason forget_all(const struct work *work, enum closing_kind kind, forget_fn *forget,
                                 size_t table) {
  enum tx_reason reason = TX_OK;
  for (bool left = true; reason == TX_OK && left;)
    reason = forget_some(work, kind, forget, table, &left);
  return reason;
}

static enum tx_reason forget_tables(const struct work *work, bool lists) {
  enum tx_reason reason = TX_OK;
  for (size_t i = 0; reason == TX_OK && i < closing_table_count; i++)
    if ((closing_table_kind(i) == CLOSING_LISTS) == lists)
      reason = forget_all(work, closing_table_kind(i), forget_rows, i);
  return reason;
}

/* Whether gates can have a list of records without what was deleted. */
static enum tx_reason is_published(const struct work *work, bool *published) {
  struct publish_state state;
  struct request request = request_begin_slice(work->server, work->now_s, CLOSING);
  enum tx_reason reason = publish_state(&request, work->closing.area, &state);
  request_end(work->server, &request);
  *published = reason == TX_OK && !state.changed;
  return reason;
}

static enum tx_reason write_down(const struct request *request, struct closing *closing,
                                 struct host_problem *problem) {
  HOST_FREE uint8_t *bytes = NULL;
  size_t len = 0;
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  closing->done_at = request->now_s;
  enum tx_reason reason = host_problem_of(problem, closings_counts(request->db, closing));
  if (reason == TX_OK) reason = closing_sign(request, closing, &bytes, &len, problem);
  if (reason != TX_OK) return reason;
  reason = closings_finish(request->db, closing, tx_span_of(bytes, len));
  if (reason == TX_OK) reason = audit_log_append(request, closing->area, "closing", "");
  return host_problem_of(problem, reason == TX_OK ? db_commit(&work) : reason);
}

static enum tx_reason finish(struct work *work, struct host_problem *problem) {
  struct request request = request_begin_slice(work->server, work->now_s, CLOSING);
  enum tx_reason reason = write_down(&request, &work->closing, problem);
  request_end(work->server, &request);
  return reason;
}

static enum tx_reason carry_out(struct work *work, struct host_problem *problem) {
  bool published = false;
  enum tx_reason reason = forget_all(work, CLOSING_STATEMENTS, forget_people, 0);
  if (reason == TX_OK) reason = forget_tables(work, false);
  if (reason == TX_OK) reason = is_published(work, &published);
  if (reason == TX_OK && published) reason = forget_tables(work, true);
  if (reason != TX_OK || !published) return host_problem_of(problem, reason);
  return finish(work, problem);
}

static enum tx_reason find_open(struct server *server, int64_t now_s, struct closing open[OPEN_MAX],
                                size_t *count) {
  struct request request = request_begin_reading(server, now_s, CLOSING);
  enum tx_reason reason = TX_OK;
  {
    DB_ROWS rows = closings_open(request.db);
    for (*count = 0; *count < OPEN_MAX && db_next(&rows);)
      closings_read(&rows, &open[(*count)++]);
    reason = rows.end;
  }
  request_end(server, &request);
  return reason;
}

enum tx_reason closing_run(struct server *server, int64_t now_s, struct host_problem *problem) {
  struct closing open[OPEN_MAX];
  size_t count = 0;
  enum tx_reason reason = host_problem_of(problem, find_open(server, now_s, open, &count));
  for (size_t i = 0; reason == TX_OK && i < count; i++) {
    struct work work = { .server = server, .now_s = now_s, .closing = open[i] };
    reason = carry_out(&work, problem);
  }
  return reason;
}
