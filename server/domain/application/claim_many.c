/* SPDX-License-Identifier: Apache-2.0 */
/* Slips for many homes, which are found by walking over the people in them. */
#include "claim.h"

#include "domain/key/person.h"
#include "domain/resident/duplicates.h"
#include "domain/resident/household.h"
#include "domain/roster/place.h"
#include "sealed_application.h"
#include "store/office/claims.h"
#include "store/resident/residents.h"

#include <stdlib.h>

struct claim_many {
  uint64_t area;
  char unit[PLACE_KEY_SIZE]; /* "": all */
  bool renew;
  uint32_t from;
  struct duplicates seen; /* homes, by keyed hash */
  struct claim_slip slips[CLAIM_SLICE];
  size_t count;
};

enum tx_reason claim_many_open(const struct request *request, const struct claim_plan *plan,
                               struct claim_many **out, struct host_problem *problem) {
  enum tx_reason reason = area_known(request, plan->area, problem);
  *out = reason == TX_OK ? calloc(1, sizeof **out) : NULL;
  if (!*out) return reason == TX_OK ? host_problem_of(problem, TX_NO_MEMORY) : reason;
  (*out)->area = plan->area;
  (*out)->renew = plan->renew;
  if (plan->unit) place_key(plan->unit, (*out)->unit);
  return TX_OK;
}

static bool is_meant(const struct claim_many *many, const struct person *person) {
  char unit[PLACE_KEY_SIZE];
  place_key(person->unit, unit);
  return !*many->unit || strcmp(unit, many->unit) == 0;
}

/* A slip to be made, unless its home was met before. */
static enum tx_reason note_home(struct claim_many *many, const struct request *request,
                                const struct resident *resident) {
  struct household_place place;
  const struct person *person = &resident->person;
  household_place_of(request->fields, many->area, person->unit, person->room, &place);
  size_t first = duplicates_note(&many->seen, place.room, resident->index + 1);
  if (first == SIZE_MAX) return TX_NO_MEMORY;
  if (first) return TX_OK;
  struct claim_slip *slip = &many->slips[many->count++];
  *slip = (struct claim_slip){ .claim = { .area = many->area } };
  memcpy(slip->claim.place, place.room, TX_HASH_SIZE);
  memcpy(slip->unit, person->unit, sizeof slip->unit);
  memcpy(slip->room, person->room, sizeof slip->room);
  return TX_OK;
}

static enum tx_reason walk(struct claim_many *many, const struct request *request, bool *done) {
  size_t read = 0;
  struct resident resident;
  enum tx_reason reason = TX_OK;
  DB_ROWS rows = residents_from(request->db, many->area, many->from, CLAIM_SLICE);
  for (; reason == TX_OK && db_next(&rows); read++) {
    residents_read(&rows, &resident);
    many->from = resident.index + 1;
    reason = person_open(request->fields, &resident);
    if (reason == TX_OK && is_meant(many, &resident.person))
      reason = note_home(many, request, &resident);
  }
  tx_cleanse(&resident, sizeof resident);
  *done = read < CLAIM_SLICE;
  return reason == TX_OK ? rows.end : reason;
}

/* Homes with an open slip leave the list. */
static enum tx_reason write_slips(struct claim_many *many, const struct request *request,
                                  struct host_problem *problem) {
  size_t kept = 0;
  DB_TRANSACTION work = db_begin(request->db);
  enum tx_reason reason = work.begun;
  for (size_t i = 0; reason == TX_OK && i < many->count; i++) {
    bool open = false;
    if (!many->renew)
      reason = claims_any_open(request->db, &many->slips[i].claim, request->now_s, &open);
    if (reason != TX_OK || open) continue;
    many->slips[kept] = many->slips[i];
    reason = claim_write(request, &many->slips[kept++], problem);
  }
  many->count = kept;
  return reason == TX_OK ? db_commit(&work) : reason;
}

enum tx_reason claim_many_step(struct claim_many *many, const struct request *request, bool *done,
                               struct host_problem *problem) {
  many->count = 0;
  enum tx_reason reason = walk(many, request, done);
  if (reason == TX_OK && many->count) reason = write_slips(many, request, problem);
  return host_problem_of(problem, reason);
}

const struct claim_slip *claim_many_slips(const struct claim_many *many, size_t *count) {
  *count = many->count;
  return many->slips;
}

void claim_many_close(struct claim_many *many) {
  if (!many) return;
  duplicates_finish(&many->seen);
  tx_cleanse(many, sizeof *many);
  free(many);
}

enum tx_reason claim_list(const struct request *request, uint64_t area, struct list_page *page,
                          struct claim_slip **out, size_t *count, struct host_problem *problem) {
  struct tx_span sealed;
  size_t cap = 0;
  *out = NULL;
  *count = 0;
  enum tx_reason reason = area_known(request, area, problem);
  if (reason != TX_OK) return reason;
  page->next = 0;
  DB_ROWS rows = claims_page(request->db, area, page);
  while (reason == TX_OK && db_next(&rows)) {
    if (*count == page->limit) {
      page->next = *count ? (*out)[*count - 1].claim.id : 0;
      break;
    }
    if (*count == cap) {
      struct claim_slip *grown = realloc(*out, (cap += 256) * sizeof *grown);
      if (!grown) return host_problem_of(problem, TX_NO_MEMORY);
      *out = grown;
    }
    struct claim_slip *slip = &(*out)[(*count)++];
    *slip = (struct claim_slip){ 0 };
    claims_read(&rows, &slip->claim, &sealed);
    reason = sealed_slip_open(request->fields, sealed, slip);
  }
  return host_problem_of(problem, reason == TX_OK ? rows.end : reason);
}
