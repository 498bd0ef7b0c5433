/* SPDX-License-Identifier: Apache-2.0 */
#include "roster_ahead.h"

#include "domain/resident/who.h"
#include "store/feed/statements.h"
#include "store/resident/residents.h"

static void find_place(struct roster_ahead *ahead, const struct roster_place *to,
                       struct roster_person *person) {
  const struct roster_entry *entry = &person->entry;
  bool same = ahead->before.place.area && strcmp(ahead->before.unit, entry->unit) == 0 &&
              strcmp(ahead->before.room, entry->room) == 0;
  if (!same) {
    household_place_of(to->request->fields, to->area, entry->unit, entry->room,
                       &ahead->before.place);
    memcpy(ahead->before.unit, entry->unit, sizeof ahead->before.unit);
    memcpy(ahead->before.room, entry->room, sizeof ahead->before.room);
  }
  person->place = ahead->before.place;
}

static void fill(struct roster_ahead *ahead, struct roster *roster, const struct roster_place *to) {
  ahead->count = ahead->at = 0;
  ahead->foreseen = false;
  ahead->kept.n = ahead->kept.count = 0;
  while (!ahead->stopped && ahead->count < ROSTER_AHEAD) {
    struct roster_person *person = &ahead->people[ahead->count];
    ahead->end = roster_next(roster, &person->entry, &ahead->error);
    ahead->stopped = ahead->end != ROSTER_ENTRY;
    if (ahead->keeps) refused_rows_keep(&ahead->kept, roster, &person->row);
    if (ahead->stopped) break;
    who_hash(to->request->fields, &person->entry, person->id_hash);
    find_place(ahead, to, person);
    ahead->count++;
  }
}

static enum tx_reason foresee_one(const struct roster_place *to,
                                  const struct roster_person *person) {
  struct db *db = to->request->db;
  enum tx_reason reason = residents_foresee(db, to->area, person->id_hash);
  if (reason == TX_OK) reason = statements_foresee(db, to->area, person->id_hash);
  return reason == TX_OK ? household_foresee(db, to->households, &person->place) : reason;
}

/* An error comes again with what is asked next. */
static void foresee(struct roster_ahead *ahead, const struct roster_place *to) {
  enum tx_reason reason = TX_OK;
  for (size_t i = ahead->at; i < ahead->count && reason == TX_OK; i++)
    reason = foresee_one(to, &ahead->people[i]);
  ahead->foreseen = true;
}

void roster_ahead_begin(struct roster_ahead *ahead) {
  ahead->foreseen = false;
}

void roster_ahead_finish(struct roster_ahead *ahead) {
  refused_rows_finish(&ahead->kept);
}

enum roster_end roster_ahead_next(struct roster_ahead *ahead, struct roster *roster,
                                  const struct roster_place *to, const struct roster_person **out,
                                  struct roster_error *error) {
  if (ahead->at == ahead->count && !ahead->stopped) fill(ahead, roster, to);
  if (ahead->at == ahead->count) {
    ahead->stopped = false;
    *out = &ahead->people[ahead->at];
    *error = ahead->error;
    return ahead->end;
  }
  if (!ahead->foreseen) foresee(ahead, to);
  *out = &ahead->people[ahead->at++];
  return ROSTER_ENTRY;
}
