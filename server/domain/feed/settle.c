/* SPDX-License-Identifier: Apache-2.0 */
#include "settle.h"

#include "domain/audit/log.h"
#include "host/text/date.h"

#include <stdio.h>
#include <stdlib.h>

#define PAGE 64
#define SETTLE_MS 500

enum tx_reason feed_settle_take(struct feed_settling *all, const char *source,
                                struct feed_take **out) {
  for (size_t i = 0; i < all->count; i++)
    if (strcmp(all->takes[i]->feed.source, source) == 0) return *out = all->takes[i], TX_OK;
  struct feed_take **grown = realloc(all->takes, (all->count + 1) * sizeof(*grown));
  if (!grown) return TX_NO_MEMORY;
  all->takes = grown;
  enum tx_reason reason = feed_take_again(all->server, all->request, source, out);
  if (*out) grown[all->count++] = *out;
  return reason;
}

/* What is held is asked for, and the log says what came to whom from where. */
static enum tx_reason end_take(const struct feed_settling *all, const char *what,
                               struct feed_take *take) {
  char detail[160];
  struct host_problem problem = { 0 };
  const struct feed_counts *counts = &take->counts;
  const struct request request = feed_take_as(take, all->request);
  enum tx_reason reason = feed_take_ask(take, &request, &problem);
  snprintf(detail, sizeof detail, "%s: taken %zu, repeated %zu, held %zu, refused %zu", what,
           counts->taken, counts->repeated, counts->held, counts->refused);
  if (counts->taken + counts->repeated + counts->held + counts->refused == 0) return reason;
  return reason == TX_OK ? audit_log_append(&request, all->server->area, "feed", detail) : reason;
}

/* --- slices ----------------------------------------------------------------------------------- */

static enum tx_reason read_page(const struct request *request, const struct feed_settler *settler,
                                uint8_t *page, size_t *count) {
  DB_ROWS rows = settler->due(request->db, request->now_s, PAGE);
  for (*count = 0; *count < PAGE && db_next(&rows); ++*count)
    settler->read(&rows, page + *count * settler->size);
  return rows.end;
}

static enum tx_reason work(struct feed_settling *all, const struct feed_settler *settler,
                           uint8_t *page, bool *left) {
  size_t count = 0, done = 0;
  enum tx_reason reason = read_page(all->request, settler, page, &count);
  *left = count > 0;
  if (reason != TX_OK || !count) return reason;
  DB_TRANSACTION work = db_begin(all->request->db);
  if (work.begun != TX_OK) return work.begun;
  struct slice slice = slice_begin(all->request);
  while (reason == TX_OK && done < count && !slice_over(&slice))
    reason = settler->settle(all, page + done++ * settler->size);
  for (size_t i = 0; i < all->count && reason == TX_OK; i++)
    reason = end_take(all, settler->what, all->takes[i]);
  return reason == TX_OK ? db_commit(&work) : reason;
}

static enum tx_reason settle_slice(struct server *server, int64_t now_s,
                                   const struct feed_settler *settler, uint8_t *page, bool *left) {
  struct request request = request_begin_slice(server, now_s, settler->actor);
  struct feed_settling all = { .server = server, .request = &request };
  enum tx_reason reason = work(&all, settler, page, left);
  request_end(server, &request);
  for (size_t i = 0; i < all.count; i++)
    feed_take_close(all.takes[i]);
  free(all.takes);
  return reason;
}

enum tx_reason feed_settle_due(struct server *server, int64_t now_s,
                               const struct feed_settler *settler) {
  int64_t until_ms = host_monotonic_ms() + SETTLE_MS;
  enum tx_reason reason = TX_OK;
  uint8_t *page = calloc(PAGE, settler->size);
  if (!page) return TX_NO_MEMORY;
  for (bool left = true; reason == TX_OK && left && host_monotonic_ms() < until_ms;)
    reason = settle_slice(server, now_s, settler, page, &left);
  free(page);
  return reason;
}
