/* SPDX-License-Identifier: Apache-2.0 */
/* Rows that were read, moved to where they count, person by person. */
#include "import_internal.h"

#include "domain/resident/residency.h"
#include "store/feed/statements.h"

#include <stdlib.h>

#define MOVED 500 /* rows taken away at a time */
#define AHEAD 16  /* rows asked for at a time */

static int by_person(const void *a, const void *b) {
  const struct place *left = a, *right = b;
  if (left->person != right->person) return left->person < right->person ? -1 : 1;
  return (left->n > right->n) - (left->n < right->n);
}

/* One of several of a person is added alone: whoever it is of is merged once. */
static enum tx_reason add(struct feed_import *feed, const struct part *part,
                          const struct staged_row *row, bool alone, bool *added) {
  const struct request *request = feed->request;
  if (alone)
    return residency_say(request, part->row.area, row->subject, &row->said, host_span(&row->sealed),
                         added, &feed->report.changed);
  return statements_add(request->db, part->row.area, row->subject, &row->said,
                        host_span(&row->sealed), request->now_s, added);
}

static enum tx_reason move_row(struct feed_import *feed, struct part *part, bool alone,
                               uint8_t subject[TX_HASH_SIZE], bool *any) {
  const struct place *place = &part->places[part->moved++];
  bool added = false;
  struct staged_row row = { 0 };
  enum tx_reason reason =
      statements_read_staged(feed->request->db, part->row.area, part->row.id, place->n, &row);
  if (reason == TX_OK) reason = add(feed, part, &row, alone, &added);
  if (reason == TX_CONFLICT) reason = TX_OK; /* the first under that id counts */
  memcpy(subject, row.subject, TX_HASH_SIZE);
  host_bytes_finish(&row.sealed);
  *any = *any || added;
  feed->report.added += place->counts && added;
  feed->report.repeated += place->counts && !added && reason == TX_OK;
  return reason;
}

static size_t rows_of_person(const struct part *part) {
  const uint64_t person = part->places[part->moved].person;
  size_t n = 1;
  while (part->moved + n < part->count && part->places[part->moved + n].person == person)
    n++;
  return n;
}

/* All rows of one person, who is merged once. */
static enum tx_reason move_person(struct feed_import *feed, struct part *part) {
  uint8_t subject[TX_HASH_SIZE];
  const size_t rows = rows_of_person(part);
  bool any = false;
  enum tx_reason reason = TX_OK;
  for (size_t i = 0; i < rows && reason == TX_OK; i++)
    reason = move_row(feed, part, rows == 1, subject, &any);
  if (reason != TX_OK || !any || rows == 1) return reason;
  return residency_remerge(feed->request, part->row.area, subject, &feed->report.changed);
}

/* The next rows are asked for at once. */
static enum tx_reason foresee(const struct feed_import *feed, const struct part *part,
                              size_t *foreseen) {
  enum tx_reason reason = TX_OK;
  *foreseen = part->moved;
  const size_t end = part->count - *foreseen > AHEAD ? *foreseen + AHEAD : part->count;
  for (; *foreseen < end && reason == TX_OK; ++*foreseen)
    reason = statements_foresee_staged(feed->request->db, part->row.area, part->row.id,
                                       part->places[*foreseen].n);
  return reason;
}

static enum tx_reason move_some(struct feed_import *feed, struct part *part, bool *done) {
  struct slice slice = slice_begin(feed->request);
  bool left = true;
  size_t foreseen = part->moved;
  enum tx_reason reason = TX_OK;
  while (reason == TX_OK && part->moved < part->count && !slice_over(&slice)) {
    if (part->moved >= foreseen) reason = foresee(feed, part, &foreseen);
    if (reason == TX_OK) reason = move_person(feed, part);
  }
  while (reason == TX_OK && part->moved == part->count && left && !slice_over(&slice))
    reason = statements_withdraw(feed->request->db, part->row.area, part->row.id, MOVED, &left);
  *done = !left;
  return reason;
}

enum tx_reason feed_move_slice(struct feed_import *feed, struct host_problem *problem) {
  struct part *part = &feed->parts[feed->applied];
  bool done = false;
  if (part->held) { /* whoever seconds has it applied */
    if (++feed->applied == feed->part_count) feed->phase = DONE;
    return TX_OK;
  }
  if (!part->sorted) qsort(part->places, part->count, sizeof *part->places, by_person);
  part->sorted = true;
  DB_TRANSACTION work = db_begin_relaxed(feed->request->db);
  if (work.begun != TX_OK) return host_problem_of(problem, work.begun);
  enum tx_reason reason = move_some(feed, part, &done);
  if (reason == TX_OK) reason = db_commit(&work);
  if (reason == TX_OK && done)
    reason = imports_end(feed->request->db, part->row.area, part->row.id);
  if (reason == TX_OK && done && ++feed->applied == feed->part_count) feed->phase = DONE;
  return host_problem_of(problem, reason);
}
