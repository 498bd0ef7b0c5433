/* SPDX-License-Identifier: Apache-2.0 */
#include "weigh.h"

#include "domain/holder/holding.h"
#include "domain/key/person.h"
#include "domain/resident/household.h"
#include "domain/resident/residency.h"
#include "domain/roster/place.h"
#include "store/office/claims.h"
#include "store/resident/residents.h"

#include <stdlib.h>

#define ADULT_YEARS 18

static bool same_place(const char *a, const char *b) {
  char left[PLACE_KEY_SIZE], right[PLACE_KEY_SIZE];
  place_key(a, left);
  place_key(b, right);
  return strcmp(left, right) == 0;
}

static bool same_phone(const char *a, const char *b) {
  char left[PERSON_PHONE_SIZE], right[PERSON_PHONE_SIZE];
  person_phone_digits(a, left);
  person_phone_digits(b, right);
  return strcmp(left, right) == 0;
}

static unsigned compare(const struct roster_entry *entry, const struct resident *resident) {
  const struct person *person = &resident->person;
  unsigned differs = 0;
  if (strcmp(entry->name, person->name) != 0) differs |= DIFFERS_NAME;
  if (!same_place(entry->unit, person->unit)) differs |= DIFFERS_UNIT;
  if (!same_place(entry->room, person->room)) differs |= DIFFERS_ROOM;
  if (*entry->phone && *person->phone && !same_phone(entry->phone, person->phone))
    differs |= DIFFERS_PHONE;
  if (resident->state != TX_STATE_ACTIVE) differs |= DIFFERS_STATE;
  return differs;
}

static void hash_home(const struct request *request, const struct resident *resident,
                      uint8_t out[TX_HASH_SIZE]) {
  struct household_place place;
  household_place_of(request->fields, resident->area, resident->person.unit, resident->person.room,
                     &place);
  memcpy(out, place.room, TX_HASH_SIZE);
}

/* --- the code --------------------------------------------------------------------------------- */

static enum tx_reason weigh_code(const struct request *request, struct weighing *w) {
  uint8_t home[TX_HASH_SIZE];
  bool used = false;
  const struct claim *claim = w->claim;
  hash_home(request, &w->resident, home);
  w->code_fits = claim && (claim->personal ? claim->index == w->resident.index
                                           : memcmp(claim->place, home, sizeof home) == 0);
  if (!w->code_fits) return w->differs |= DIFFERS_CODE, TX_OK;
  enum tx_reason reason = claims_is_used(request->db, claim, w->resident.index, &used);
  if (used) w->differs |= DIFFERS_USED;
  return reason;
}

/* --- whose phone it is ------------------------------------------------------------------------ */

/* The residency that the phone's holder shows as their own. */
static enum tx_reason find_own(const struct request *request, const struct weighing *w,
                               struct resident *own, bool *found) {
  struct holding *all = NULL;
  struct host_problem ignored = { 0 };
  size_t count = 0;
  *found = false;
  enum tx_reason reason = holding_list(request, &w->holder, &all, &count);
  for (size_t i = 0; i < count && reason == TX_OK && !*found; i++) {
    if (all[i].relation != HOLDER_OWN || all[i].ended_at) continue;
    reason = residency_at(request, all[i].area, all[i].index, own, &ignored);
    *found = reason == TX_OK && holding_lives(&all[i], own, request->now_s);
    if (reason == TX_NOT_FOUND) reason = TX_OK;
  }
  free(all);
  return reason;
}

static bool is_child(const struct resident *resident, int64_t now_s) {
  int years = date_age_years(resident->person.birth_date, now_s);
  return years >= 0 && years < ADULT_YEARS;
}

/* The household's slip puts its children onto an adult's phone; anybody's own code, whomever it is
 * given to. */
static bool is_family(const struct request *request, const struct weighing *w,
                      const struct resident *own) {
  uint8_t home[TX_HASH_SIZE], other[TX_HASH_SIZE];
  if (w->claim && w->claim->personal) return true;
  hash_home(request, own, home);
  hash_home(request, &w->resident, other);
  return !is_child(own, request->now_s) && is_child(&w->resident, request->now_s) &&
         own->area == w->resident.area && memcmp(home, other, sizeof home) == 0;
}

static enum tx_reason weigh_phone(const struct request *request, struct weighing *w) {
  struct resident own;
  bool has_own = false, elsewhere = false;
  enum tx_reason reason = find_own(request, w, &own, &has_own);
  if (reason != TX_OK) return reason;
  if (has_own && (own.area != w->resident.area || own.index != w->resident.index)) w->family = true;
  bool personal = w->claim && w->claim->personal && w->code_fits;
  if (w->family && !personal && !(has_own && is_family(request, w, &own)))
    w->differs |= DIFFERS_RELATION;
  reason = holding_is_elsewhere(request, &w->resident, &w->holder, &elsewhere);
  if (elsewhere && !personal) w->differs |= DIFFERS_HELD;
  return reason;
}

/* --- all of it -------------------------------------------------------------------------------- */

enum tx_reason weigh(const struct request *request, struct weighing *w) {
  w->differs = 0;
  w->code_fits = false;
  field_hash(request->fields, "id", w->entry->id_number, w->subject);
  enum tx_reason reason = residents_by_identity(request->db, w->area, w->subject, &w->resident);
  w->found = reason == TX_OK;
  if (reason == TX_NOT_FOUND) return w->differs = DIFFERS_PERSON | DIFFERS_CODE, TX_OK;
  if (reason == TX_OK) reason = person_open(request->fields, &w->resident);
  if (reason != TX_OK) return reason;
  w->differs = compare(w->entry, &w->resident);
  reason = weigh_code(request, w);
  return reason == TX_OK ? weigh_phone(request, w) : reason;
}

bool weighing_approves(const struct weighing *w) {
  return w->found && w->code_fits && !(w->differs & ~(unsigned)DIFFERS_PHONE);
}

bool weighing_is_wrong_try(const struct weighing *w) {
  const unsigned who = DIFFERS_PERSON | DIFFERS_NAME | DIFFERS_UNIT | DIFFERS_ROOM;
  return w->claim && (!w->code_fits || (w->differs & who));
}
