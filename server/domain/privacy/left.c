/* SPDX-License-Identifier: Apache-2.0 */
#include "left.h"

#include "host/text/date.h"
#include "model/retention.h"
#include "store/core/areas.h"
#include "store/resident/residents.h"
#include "store/resident/visitors.h"

#define AT_ONCE 100    /* who are forgotten */
#define LOOKED_AT 2000 /* indexes, of which few are of such people */

static enum tx_reason find(const struct request *request, uint64_t area, uint32_t from,
                           uint32_t found[AT_ONCE], size_t *count) {
  *count = 0;
  DB_ROWS rows = residents_left(request->db, area, request->now_s - LEFT_KEPT_S, from,
                                from + LOOKED_AT, AT_ONCE);
  while (*count < AT_ONCE && db_next(&rows))
    found[(*count)++] = (uint32_t)db_column_int(&rows, 0);
  return rows.end;
}

static enum tx_reason forget(const struct request *request, uint64_t area,
                             const uint32_t found[AT_ONCE], size_t count) {
  DB_TRANSACTION work = db_begin_relaxed(request->db);
  enum tx_reason reason = work.begun;
  for (size_t i = 0; i < count && reason == TX_OK; i++)
    reason = indexes_free(request->db, area, found[i]);
  if (reason == TX_OK) reason = areas_note_change(request->db, area);
  return reason == TX_OK ? db_commit(&work) : reason;
}

/* One slice from *from on. *end: there are no more. */
static enum tx_reason forget_some(struct server *server, int64_t now_s, uint64_t area,
                                  uint32_t *from, bool *end) {
  struct area_row row;
  uint32_t found[AT_ONCE];
  size_t count = 0;
  struct request request = request_begin_slice(server, now_s, "retention");
  enum tx_reason reason = areas_find(request.db, area, &row);
  if (reason == TX_OK) reason = find(&request, area, *from, found, &count);
  if (reason == TX_OK && count) reason = forget(&request, area, found, count);
  request_end(server, &request);
  *from = count == AT_ONCE ? found[AT_ONCE - 1] + 1 : *from + LOOKED_AT;
  *end = reason != TX_OK || *from >= row.next_index;
  return reason;
}

enum tx_reason left_forget(struct server *server, int64_t now_s, uint64_t area, int64_t until_ms) {
  enum tx_reason reason = TX_OK;
  uint32_t from = 0;
  for (bool end = false; !end && host_monotonic_ms() < until_ms;)
    reason = forget_some(server, now_s, area, &from, &end);
  return reason;
}
