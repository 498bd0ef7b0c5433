/* SPDX-License-Identifier: Apache-2.0 */
/* Who shares a household: one look-up a person for where those who are traced live, and one sweep
 * over each of these areas' residents. */
#include "domain/key/person.h"
#include "domain/roster/place.h"
#include "meeting.h"
#include "store/resident/residents.h"

#include <stdlib.h>

#define PAGE 500

/* A household of somebody traced. */
struct shared {
  uint64_t area;
  int32_t household; /* within its building */
  char unit[PLACE_KEY_SIZE];
  int64_t since_s;
};

struct shares {
  struct shared *all; /* by area, then household */
  size_t count, cap;
};

static int by_number(const void *a, const void *b) {
  const struct shared *left = a, *right = b;
  const int order = (left->area > right->area) - (left->area < right->area);
  return order ? order
               : (left->household > right->household) - (left->household < right->household);
}

/* --- where those live who are traced ---------------------------------------------------------- */

static enum tx_reason add(struct shares *shares, const struct resident *resident, int64_t since_s) {
  if (resident->household < 0 || !*resident->person.unit) return TX_OK; /* a visitor */
  struct shared *all = meeting_grown(shares->all, shares->count, &shares->cap, sizeof *all);
  if (!all) return TX_NO_MEMORY;
  shares->all = all;
  struct shared *one = &shares->all[shares->count++];
  *one = (struct shared){ .area = resident->area,
                          .household = resident->household,
                          .since_s = since_s };
  place_key(resident->person.unit, one->unit);
  return TX_OK;
}

static enum tx_reason add_home(const struct meeting *meeting, const struct request *request,
                               const struct meeting_home *home, void *shares) {
  struct resident resident;
  enum tx_reason reason = residents_find(request->db, home->area, home->index, &resident);
  if (reason == TX_NOT_FOUND) return TX_OK;
  if (reason == TX_OK) reason = person_open(request->fields, &resident);
  if (reason == TX_OK) reason = add(shares, &resident, meeting->people[home->person].met.since_s);
  tx_cleanse(&resident, sizeof resident);
  return reason;
}

static enum tx_reason find_shares(const struct meeting *meeting, int order, struct shares *out) {
  enum tx_reason reason = meeting_each_home(meeting, order, add_home, out);
  if (out->count) qsort(out->all, out->count, sizeof *out->all, by_number);
  return reason;
}

/* --- who else does ---------------------------------------------------------------------------- */

/* The first household of that number, in whatever building. */
static const struct shared *first_of(const struct shares *shares, uint64_t area,
                                     int32_t household) {
  const struct shared key = { .area = area, .household = household };
  const struct shared *one =
      bsearch(&key, shares->all, shares->count, sizeof *shares->all, by_number);
  while (one && one > shares->all && by_number(one - 1, &key) == 0)
    one--;
  return one;
}

static enum tx_reason meet(struct meeting *meeting, const struct shares *shares,
                           const struct shared *first, const struct resident *resident, int order) {
  char unit[PLACE_KEY_SIZE];
  struct meeting_person *person = NULL;
  place_key(resident->person.unit, unit);
  for (const struct shared *one = first;
       one < shares->all + shares->count && by_number(one, first) == 0; one++) {
    if (strcmp(one->unit, unit) != 0) continue;
    enum tx_reason reason = meeting_add(meeting, resident->area, resident->index, order, &person);
    if (reason != TX_OK || person->met.order != order) return reason;
    meeting_note(person, TRACE_HOUSEHOLD, one->since_s);
  }
  return TX_OK;
}

static enum tx_reason sweep_page(struct meeting *meeting, const struct request *request,
                                 const struct shares *shares, uint64_t area, int order,
                                 uint32_t *from, bool *left) {
  struct resident resident;
  size_t read = 0;
  enum tx_reason reason = TX_OK;
  DB_ROWS rows = residents_from(request->db, area, *from, PAGE);
  for (; reason == TX_OK && db_next(&rows); read++) {
    residents_read(&rows, &resident);
    *from = resident.index + 1;
    const struct shared *first = first_of(shares, area, resident.household);
    if (!first) continue;
    reason = person_open(request->fields, &resident);
    if (reason == TX_OK) reason = meet(meeting, shares, first, &resident, order);
  }
  tx_cleanse(&resident, sizeof resident);
  *left = read == PAGE;
  return reason == TX_OK ? rows.end : reason;
}

static enum tx_reason sweep_area(struct meeting *meeting, const struct shares *shares,
                                 uint64_t area, int order) {
  uint32_t from = 0;
  enum tx_reason reason = TX_OK;
  for (bool left = true; reason == TX_OK && left;) {
    struct request request = request_begin_slice_of(meeting->server, meeting->asker);
    if (request_reaches(&request, area))
      reason = sweep_page(meeting, &request, shares, area, order, &from, &left);
    else
      left = false;
    request_end(meeting->server, &request);
  }
  return reason;
}

enum tx_reason meeting_in_households(struct meeting *meeting, int order) {
  struct shares shares = { 0 };
  enum tx_reason reason = find_shares(meeting, order, &shares);
  for (size_t i = 0; reason == TX_OK && i < shares.count; i++)
    if (i == 0 || shares.all[i].area != shares.all[i - 1].area)
      reason = sweep_area(meeting, &shares, shares.all[i].area, order);
  free(shares.all);
  return reason;
}
