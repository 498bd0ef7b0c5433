/* SPDX-License-Identifier: Apache-2.0 */
/* Rows that were read, moved to where they count, person by person. */
#include "import_internal.h"

#include "domain/resident/residency.h"
#include "store/feed/statements.h"

#include <stdlib.h>

#define MOVED 500 /* rows taken away at a time */

static int by_person(const void *a, const void *b) {
  const struct place *left = a, *right = b;
  if (left->person != right->person) return left->person < right->person ? -1 : 1;
  return (left->n > right->n) - (left->n < right->n);
}

static enum tx_reason move_row(struct feed_import *feed, struct part *part,
                               uint8_t subject[TX_HASH_SIZE], bool *any) {
  const struct place *place = &part->places[part->moved++];
  bool added = false;
  enum tx_reason reason = statements_unstage(feed->request->db, part->row.area, part->row.id,
                                             place->n, feed->request->now_s, subject, &added);
  if (reason == TX_CONFLICT) reason = TX_OK; /* the first under that id counts */
  *any = *any || added;
  feed->report.added += place->counts && added;
  feed->report.repeated += place->counts && !added && reason == TX_OK;
  return reason;
}

/* All rows of one person, who is merged once. */
static enum tx_reason move_person(struct feed_import *feed, struct part *part) {
  uint8_t subject[TX_HASH_SIZE];
  uint64_t person = part->places[part->moved].person;
  bool any = false;
  enum tx_reason reason = TX_OK;
  while (reason == TX_OK && part->moved < part->count && part->places[part->moved].person == person)
    reason = move_row(feed, part, subject, &any);
  if (reason != TX_OK || !any) return reason;
  return residency_remerge(feed->request, part->row.area, subject, &feed->report.changed);
}

static enum tx_reason move_some(struct feed_import *feed, struct part *part, bool *done) {
  struct slice slice = slice_begin(feed->request);
  bool left = true;
  enum tx_reason reason = TX_OK;
  while (reason == TX_OK && part->moved < part->count && !slice_over(&slice))
    reason = move_person(feed, part);
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
