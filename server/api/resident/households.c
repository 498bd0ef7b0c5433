/* SPDX-License-Identifier: Apache-2.0 */
#include "households.h"

#include "api/call/read.h"
#include "api/call/reading.h"
#include "domain/resident/scan.h"
#include "domain/roster/id_document.h"
#include "domain/roster/place.h"

#include "format/pass.h"
#include "format/record.h"

#include <stdlib.h>

#define PEOPLE_MAX 1000 /* of one answer */

static json_t *member_json(const struct resident *resident, int64_t now_s) {
  struct tx_record record = tx_record_unpack(resident->record);
  int years = date_age_years(resident->person.birth_date, now_s);
  json_t *out = json_pack("{s:I, s:s, s:s, s:s?, s:s, s:I}", "index", (json_int_t)resident->index,
                          "name", resident->person.mask, "tail", resident->person.tail, "role",
                          tx_role_word(resident->role), "state", tx_state_word(record.state),
                          "passes", (json_int_t)resident->issues);
  if (years >= 0) json_object_set_new(out, "age", json_integer(years));
  return out;
}

static bool same_home(const struct resident *a, const struct resident *b) {
  char left[PLACE_KEY_SIZE], right[PLACE_KEY_SIZE];
  place_key(a->person.unit, left);
  place_key(b->person.unit, right);
  return strcmp(left, right) == 0 && a->household == b->household;
}

/* A building's words may be a room's of another, too. */
static bool is_meant(const struct resident *resident, const char *unit) {
  char wanted[PLACE_KEY_SIZE], own[PLACE_KEY_SIZE];
  place_key(unit, wanted);
  place_key(resident->person.unit, own);
  return !*unit || strcmp(wanted, own) == 0;
}

/* People come by place, so that those of a home stand together. */
static json_t *homes_json(const struct resident *people, size_t count, const char *unit,
                          int64_t now_s) {
  json_t *homes = json_array(), *members = NULL;
  const struct resident *last = NULL;
  for (size_t i = 0; i < count; i++) {
    if (!is_meant(&people[i], unit)) continue;
    if (!last || !same_home(last, &people[i])) {
      members = json_array();
      json_array_append_new(homes, json_pack("{s:s, s:s, s:i, s:o}", "unit", people[i].person.unit,
                                             "room", people[i].person.room, "household",
                                             people[i].household, "people", members));
    }
    json_array_append_new(members, member_json(&people[i], now_s));
    last = &people[i];
  }
  return homes;
}

void api_households_show(struct host_request *http, void *context) {
  struct scan scan = { .order = SCAN_BY_PLACE, .limit = PEOPLE_MAX };
  struct resident *people = calloc(PEOPLE_MAX, sizeof *people);
  HOST_FREE char *unit = read_query_text(http, "unit");
  size_t count = 0, matches = 0;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = people && unit ? read_query_area(&call, &scan.area) : TX_NO_MEMORY;
  if (reason == TX_OK) reason = area_known(&call.request, scan.area, &call.problem);
  int64_t now_s = call.request.now_s;
  call_give(&call);
  scan.words = unit;
  if (reason == TX_OK) reason = scan_area(call.server, now_s, &scan, people, &count, &matches);
  call_take(&call);
  if (reason == TX_OK) reason = note_read(&call, scan.area, "read.households", NOBODY, NULL);
  json_t *out = NULL;
  if (reason == TX_OK)
    out = json_pack("{s:o, s:b}", "households", homes_json(people, count, unit, now_s), "more",
                    matches > count);
  if (people) tx_cleanse(people, PEOPLE_MAX * sizeof *people);
  free(people);
  call_answer(&call, reason, 200, out);
}
