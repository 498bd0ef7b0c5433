/* SPDX-License-Identifier: Apache-2.0 */
/* Who passed the same gate within so many minutes: a look-up a person for when those who are traced
 * passed, and one sweep over everybody's passages around these times. */
#include "meeting.h"
#include "store/gate/events.h"
#include "sweep.h"

#include <stdlib.h>

#define CELL_S 60
#define CELLS_MAX 10 /* that one query sweeps */

/* Around which minutes of an area's events somebody traced passed. */
struct minutes {
  uint64_t area;
  uint8_t *marked;
  size_t count;
  bool any;
};

static void mark(const struct meeting *meeting, int64_t at_s, struct minutes *out) {
  int64_t from = (at_s - meeting->window_s - meeting->from_s) / CELL_S;
  int64_t to = (at_s + meeting->window_s - meeting->from_s) / CELL_S + 1;
  if (from < 0) from = 0;
  if (to > (int64_t)out->count) to = (int64_t)out->count;
  if (from >= to) return;
  memset(out->marked + from, 1, (size_t)(to - from));
  out->any = true;
}

static enum tx_reason mark_home(const struct meeting *meeting, const struct request *request,
                                const struct meeting_home *home, void *context) {
  struct minutes *out = context;
  const struct event_person person = { .area = home->area, .index = home->index };
  const int64_t since_s = meeting->people[home->person].met.since_s;
  DB_ROWS rows = events_of_person(request->db, out->area, &person, since_s, meeting->to_s);
  while (db_next(&rows))
    mark(meeting, db_column_int(&rows, 0), out);
  return rows.end;
}

/* The next minutes that are marked, from *from on: at most CELLS_MAX. False: no more. */
static bool next_run(const struct minutes *minutes, size_t *from, size_t *to) {
  while (*from < minutes->count && !minutes->marked[*from])
    ++*from;
  for (*to = *from; *to < minutes->count && *to < *from + CELLS_MAX && minutes->marked[*to];)
    ++*to;
  return *from < *to;
}

static enum tx_reason sweep_run(const struct request *request, struct sweep *sweep, int64_t from_s,
                                int64_t to_s) {
  enum tx_reason reason = TX_OK;
  DB_ROWS rows = events_admitted(request->db, sweep->area, from_s, to_s);
  while (reason == TX_OK && db_next(&rows)) {
    const struct sweep_passage passage = { .at_s = db_column_int(&rows, 1),
                                           .area = (uint64_t)db_column_int(&rows, 2),
                                           .index = (uint32_t)db_column_int(&rows, 3) };
    reason = sweep_take(sweep, db_column_text(&rows, 0), &passage);
  }
  return reason == TX_OK ? rows.end : reason;
}

static enum tx_reason sweep_area(struct sweep *sweep, const struct minutes *minutes) {
  const struct meeting *meeting = sweep->meeting;
  enum tx_reason reason = TX_OK;
  size_t from = 0, to = 0;
  for (bool left = true; reason == TX_OK && left;) {
    struct request request = request_begin_slice_of(meeting->server, meeting->asker);
    struct slice slice = slice_begin(&request);
    while (reason == TX_OK && (left = next_run(minutes, &from, &to)) && !slice_over(&slice)) {
      int64_t end_s = meeting->from_s + (int64_t)to * CELL_S;
      if (end_s > meeting->to_s) end_s = meeting->to_s;
      reason = sweep_run(&request, sweep, meeting->from_s + (int64_t)from * CELL_S, end_s);
      from = to;
    }
    request_end(meeting->server, &request);
  }
  return reason;
}

enum tx_reason meeting_at_gates(struct meeting *meeting, int order) {
  enum tx_reason reason = TX_OK;
  struct minutes minutes = { .count = (size_t)((meeting->to_s - meeting->from_s + CELL_S - 1) /
                                               CELL_S) };
  minutes.marked = malloc(minutes.count);
  if (!minutes.marked) return TX_NO_MEMORY;
  for (size_t i = 0; reason == TX_OK && i < meeting->area_count; i++) {
    struct sweep sweep = { .meeting = meeting, .order = order, .area = meeting->areas[i] };
    memset(minutes.marked, 0, minutes.count);
    minutes.any = false;
    minutes.area = meeting->areas[i];
    reason = meeting_each_home(meeting, order, mark_home, &minutes);
    if (reason == TX_OK && minutes.any) reason = sweep_area(&sweep, &minutes);
    sweep_finish(&sweep);
  }
  free(minutes.marked);
  return reason;
}
