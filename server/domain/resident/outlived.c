/* SPDX-License-Identifier: Apache-2.0 */
#include "outlived.h"

#include "ends.h"
#include "fold.h"
#include "host/text/date.h"
#include "model/retention.h"
#include "store/feed/statements.h"

#include <stdlib.h>

#define RETENTION "retention"
#define PAGE 50
#define STATEMENTS_MAX 512 /* of a person; who has more keeps them */

/* --- one person ------------------------------------------------------------------------------- */

/* Whether a record is the same with and without the last one, now and whenever something ends. */
static bool is_same_without_last(const struct statement_row *rows, size_t count, int64_t now_s) {
  for (size_t i = 0; i <= count; i++) {
    int64_t at = i == count ? now_s : rows[i].valid_until;
    if (at < now_s) continue;
    if (fold_record(TX_STATE_ACTIVE, 0, rows, count, at) !=
        fold_record(TX_STATE_ACTIVE, 0, rows, count - 1, at))
      return false;
  }
  return true;
}

static void swap(struct statement_row *rows, size_t a, size_t b) {
  struct statement_row row = rows[a];
  rows[a] = rows[b];
  rows[b] = row;
}

/* What was said by then stands in front: only that could have ended anything by then. */
static size_t said_by(struct statement_row *rows, size_t count, int64_t then_s) {
  size_t n = 0;
  for (size_t i = 0; i < count; i++)
    if (rows[i].observed_at <= then_s) swap(rows, i, n++);
  return n;
}

/* What ends another stays as long as that does: another one may cover it today and go tomorrow. */
static bool is_over(const struct statement_row *rows, size_t count, size_t said, size_t i,
                    int64_t then_s) {
  return rows[i].act == STATEMENT_SET ? !fold_stands(rows, said, i, then_s)
                                      : !fold_ends_others(rows, count, i);
}

/* One that may go, of one kind; it stands last then. */
static bool take_one(struct statement_row *rows, size_t count, bool sets, int64_t then_s,
                     int64_t now_s) {
  size_t said = said_by(rows, count, then_s);
  for (size_t i = 0; i < said; i++) {
    if ((rows[i].act == STATEMENT_SET) != sets || !is_over(rows, count, said, i, then_s)) continue;
    swap(rows, i, count - 1);
    if (is_same_without_last(rows, count, now_s)) return true;
    swap(rows, i, count - 1);
  }
  return false;
}

/* What was set goes first: what ended it is needed until then. */
size_t outlived_sort(struct statement_row *statements, size_t count, int64_t then_s,
                     int64_t now_s) {
  while (count && take_one(statements, count, true, then_s, now_s))
    count--;
  while (count && take_one(statements, count, false, then_s, now_s))
    count--;
  return count;
}

static enum tx_reason forget_of(const struct request *request, uint64_t area,
                                const uint8_t subject[TX_HASH_SIZE], int64_t then_s,
                                struct statement_row *rows) {
  size_t count = 0;
  enum tx_reason reason = TX_OK;
  {
    DB_ROWS all = statements_of(request->db, area, subject);
    for (; count < STATEMENTS_MAX && db_next(&all); count++)
      statements_read(&all, &rows[count]);
    reason = all.end;
  }
  if (reason != TX_OK || count == STATEMENTS_MAX) return reason;
  size_t stay = outlived_sort(rows, count, then_s, request->now_s);
  for (size_t i = stay; i < count && reason == TX_OK; i++)
    reason = statements_forget(request->db, area, subject, &rows[i]);
  return reason;
}

/* --- an area ---------------------------------------------------------------------------------- */

struct page {
  int64_t then_s; /* what was over by then goes */
  bool endings;   /* who has a release or a retraction; else who has what is over */
  uint8_t subjects[PAGE][TX_HASH_SIZE];
  size_t count, after; /* after: whether the last one of the page before is in subjects[PAGE - 1] */
};

static enum tx_reason read_page(const struct request *request, uint64_t area, struct page *page) {
  uint8_t last[TX_HASH_SIZE];
  memcpy(last, page->subjects[PAGE - 1], sizeof last);
  struct tx_span after = tx_span_of(last, page->after ? sizeof last : 0);
  DB_ROWS rows = page->endings ? statements_endings(request->db, area, page->then_s, after, PAGE)
                               : statements_ended(request->db, area, 0, page->then_s, after, PAGE);
  for (page->count = 0; page->count < PAGE && db_next(&rows);) {
    struct tx_span subject = db_column_bytes(&rows, 0);
    if (subject.n == TX_HASH_SIZE) memcpy(page->subjects[page->count++], subject.p, subject.n);
  }
  page->after = page->count == PAGE;
  return rows.end;
}

static enum tx_reason forget_page(struct server *server, int64_t now_s, uint64_t area,
                                  struct page *page, struct statement_row *rows) {
  struct request request = request_begin_slice(server, now_s, RETENTION);
  enum tx_reason reason = read_page(&request, area, page);
  if (reason == TX_OK && page->count) {
    DB_TRANSACTION work = db_begin_relaxed(request.db);
    reason = work.begun;
    for (size_t i = 0; i < page->count && reason == TX_OK; i++)
      reason = forget_of(&request, area, page->subjects[i], page->then_s, rows);
    if (reason == TX_OK) reason = db_commit(&work);
  }
  request_end(server, &request);
  return reason;
}

/* Who has what ended last was merged without it. */
static enum tx_reason over_by(struct server *server, int64_t now_s, int64_t *then_s) {
  struct request request = request_begin_slice(server, now_s, RETENTION);
  enum tx_reason reason = ends_seen(&request, then_s);
  request_end(server, &request);
  if (*then_s > now_s - STATEMENTS_KEPT_S) *then_s = now_s - STATEMENTS_KEPT_S;
  return reason;
}

enum tx_reason outlived_forget(struct server *server, int64_t now_s, uint64_t area,
                               int64_t until_ms) {
  struct statement_row *rows = calloc(STATEMENTS_MAX, sizeof *rows);
  enum tx_reason reason = rows ? TX_OK : TX_NO_MEMORY;
  int64_t then_s = 0;
  if (reason == TX_OK) reason = over_by(server, now_s, &then_s);
  for (int endings = 0; endings < 2; endings++) {
    struct page page = { .then_s = then_s, .endings = endings };
    do
      if (reason == TX_OK) reason = forget_page(server, now_s, area, &page, rows);
    while (reason == TX_OK && page.after && host_monotonic_ms() < until_ms);
  }
  free(rows);
  return reason;
}
