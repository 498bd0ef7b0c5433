/* SPDX-License-Identifier: Apache-2.0 */
/* Who of today's list a draft would stop. */
#include "policy/check/headcount.h"
#include "domain/key/person.h"
#include "domain/pass/issue.h"
#include "host/sys/file.h"
#include "orders.h"
#include "simulate.h"
#include "store/core/areas.h"
#include "store/resident/residents.h"

#include <stdlib.h>

#define PAGE 64

struct page {
  struct resident residents[PAGE];
  size_t count;
};

static enum tx_reason read_page(struct server *server, int64_t now_s, uint64_t area, uint32_t from,
                                struct page *page) {
  struct request request = request_begin_slice(server, now_s, "headcount");
  struct db_rows rows = residents_from(request.db, area, from, PAGE);
  page->count = 0;
  while (page->count < PAGE && db_next(&rows))
    residents_read(&rows, &page->residents[page->count++]);
  enum tx_reason reason = rows.end;
  db_rows_finish(&rows);
  request_end(server, &request);
  return reason;
}

static enum tx_reason count_one(const struct server *server, struct resident *resident,
                                struct headcount *count) {
  struct tx_pass pass = { 0 };
  if (resident->state != TX_STATE_ACTIVE) return TX_OK; /* no policy is asked about them */
  enum tx_reason reason = person_open(&server->fields, resident);
  if (reason != TX_OK) return reason;
  pass_describe(resident, resident->role, count->now_s, &pass);
  pass.iat = count->now_s;
  pass.record = resident->record;
  return headcount_add(count, &pass, resident->record) ? TX_OK : TX_NO_MEMORY;
}

static enum tx_reason count_area(struct server *server, uint64_t area, struct headcount *count) {
  HOST_FREE struct page *page = malloc(sizeof *page);
  if (!page) return TX_NO_MEMORY;
  uint32_t from = 0;
  do {
    enum tx_reason reason = read_page(server, count->now_s, area, from, page);
    for (size_t i = 0; i < page->count && reason == TX_OK; i++)
      reason = count_one(server, &page->residents[i], count);
    if (reason != TX_OK) return reason;
    if (page->count) from = page->residents[page->count - 1].index + 1;
  } while (page->count == PAGE);
  return TX_OK;
}

/* The areas below a draft, or all. */
static enum tx_reason find_areas(struct server *server, int64_t now_s, uint64_t below,
                                 uint64_t *areas, size_t *count) {
  struct request request = request_begin(server, now_s, "headcount");
  struct db_rows rows = areas_all(request.db);
  while (*count < AREAS_MAX && db_next(&rows)) {
    uint64_t area = (uint64_t)db_column_int(&rows, 0);
    if (!below || tx_area_contains(below, area)) areas[(*count)++] = area;
  }
  enum tx_reason reason = rows.end;
  db_rows_finish(&rows);
  request_end(server, &request);
  return reason;
}

enum tx_reason orders_count_heads(struct server *server, int64_t now_s,
                                  struct order_rehearsal *rehearsal, struct host_problem *problem) {
  HOST_FREE uint64_t *areas = calloc(AREAS_MAX, sizeof *areas);
  size_t area_count = 0;
  const struct orders_book *book = &rehearsal->book;
  struct headcount *count = &rehearsal->heads;
  *count = (struct headcount){ .policies = (const struct tx_policy *const *)book->policies,
                               .policy_count = book->count,
                               .draft = book->draft,
                               .replaced = book->replaced,
                               .now_s = now_s };
  if (!areas || !headcount_begin(count)) return host_problem_of(problem, TX_NO_MEMORY);
  uint64_t below = book->draft ? book->draft->area : 0;
  enum tx_reason reason = find_areas(server, now_s, below, areas, &area_count);
  for (size_t i = 0; i < area_count && reason == TX_OK; i++)
    reason = count_area(server, areas[i], count);
  headcount_end(count);
  return host_problem_of(problem, reason);
}
