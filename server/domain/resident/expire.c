/* SPDX-License-Identifier: Apache-2.0 */
/* Statements end by themselves: whoever has one that did is merged anew. */
#include "residency.h"

#include "domain/clock/clock.h"
#include "ends.h"
#include "store/core/areas.h"
#include "store/feed/statements.h"

#include <stdio.h>
#include <stdlib.h>

#define PAGE 64
#define EXPIRY "expiry"

/* The subjects of an area that are still to be merged, a page at a time. */
struct page {
  uint64_t area;
  int64_t from, to;
  uint8_t subjects[PAGE][TX_HASH_SIZE];
  size_t count;
};

static enum tx_reason read_page(const struct request *request, struct page *page) {
  struct tx_span after =
      page->count ? tx_span_of(page->subjects[page->count - 1], TX_HASH_SIZE) : tx_span_of(NULL, 0);
  DB_ROWS rows = statements_ended(request->db, page->area, page->from, page->to, after, PAGE);
  page->count = 0;
  while (page->count < PAGE && db_next(&rows)) {
    struct tx_span subject = db_column_bytes(&rows, 0);
    if (subject.n == TX_HASH_SIZE) memcpy(page->subjects[page->count++], subject.p, TX_HASH_SIZE);
  }
  return rows.end;
}

static enum tx_reason merge_page(const struct request *request, struct page *page) {
  size_t changed = 0;
  enum tx_reason reason = read_page(request, page);
  if (reason != TX_OK || !page->count) return reason;
  DB_TRANSACTION work = db_begin(request->db);
  if (work.begun != TX_OK) return work.begun;
  for (size_t i = 0; i < page->count && reason == TX_OK; i++)
    reason = residency_remerge(request, page->area, page->subjects[i], &changed);
  return reason == TX_OK ? db_commit(&work) : reason;
}

static enum tx_reason expire_area(struct server *server, int64_t now_s, int64_t from, int64_t to,
                                  uint64_t area) {
  struct page page = { .area = area, .from = from, .to = to };
  enum tx_reason reason = TX_OK;
  do {
    struct request request = request_begin_slice(server, now_s, EXPIRY);
    reason = merge_page(&request, &page);
    request_end(server, &request);
  } while (reason == TX_OK && page.count == PAGE);
  return reason;
}

/* Where the last time ended, and whose lists this server keeps. */
static enum tx_reason begin(struct server *server, int64_t now_s, int64_t *from, uint64_t *areas,
                            size_t *count) {
  struct request request = request_begin(server, now_s, EXPIRY);
  enum tx_reason reason = ends_seen(&request, from);
  if (reason == TX_OK) reason = areas_list(request.db, areas, count);
  request_end(server, &request);
  return reason;
}

static enum tx_reason end(struct server *server, int64_t now_s) {
  struct request request = request_begin(server, now_s, EXPIRY);
  enum tx_reason reason = ends_note_seen(&request, now_s);
  request_end(server, &request);
  return reason;
}

enum tx_reason residency_expire(struct server *server, int64_t now_s) {
  uint64_t areas[AREAS_MAX];
  size_t count = 0;
  int64_t from = 0;
  if (clock_certain(server->clock, now_s) != now_s) return TX_OK;
  enum tx_reason reason = begin(server, now_s, &from, areas, &count);
  /* Later than now, the last time was told by a clock that was ahead: what it took for ended is
   * merged anew, too. */
  int64_t first = from < now_s ? from : now_s, last = from < now_s ? now_s : from;
  for (size_t i = 0; i < count && reason == TX_OK; i++)
    reason = expire_area(server, now_s, first, last, areas[i]);
  /* Written down once a minute: to merge a few anew costs less than a commit every second. */
  if (reason == TX_OK && last - first >= 60) reason = end(server, now_s);
  return reason;
}
