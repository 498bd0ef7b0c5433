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

/* A page's homes, whole, at most so many; false: there is no room for that person. */
struct homes {
  json_t *list;
  json_t *members; /* of the last */
  size_t most;
  const struct resident *last;
};

static bool seat(struct homes *homes, const struct resident *one, int64_t now_s) {
  if (!homes->last || !same_home(homes->last, one)) {
    if (json_array_size(homes->list) == homes->most) return false;
    homes->members = json_array();
    json_array_append_new(homes->list, json_pack("{s:s, s:s, s:i, s:o}", "unit", one->person.unit,
                                                 "room", one->person.room, "household",
                                                 one->household, "people", homes->members));
  }
  json_array_append_new(homes->members, member_json(one, now_s));
  homes->last = one;
  return true;
}

/* Of how many people the page is, who come by place so that those of a home stand together. Where
 * others are behind them, a home that may go on there is left to the next page. */
static size_t whole_homes(const struct resident *people, size_t count, bool more) {
  size_t n = count;
  while (more && n > 0 && same_home(&people[n - 1], &people[count - 1]))
    n--;
  return n ? n : count;
}

static json_t *page_json(const struct resident *people, size_t count, const struct scan *scan,
                         size_t homes_max, size_t matches, int64_t now_s) {
  struct homes homes = { .list = json_array(), .most = homes_max };
  const size_t whole = whole_homes(people, count, scan->skip + count < matches);
  size_t n = 0;
  while (n < whole && seat(&homes, &people[n], now_s))
    n++;
  json_t *out = json_pack("{s:o}", "households", homes.list);
  if (n && scan->skip + n < matches)
    json_object_set_new(out, "next", json_integer((json_int_t)scan->skip + (json_int_t)n));
  return out;
}

void api_households_show(struct host_request *http, void *context) {
  struct scan scan = { .words = "",
                       .order = SCAN_BY_PLACE,
                       .skip = (size_t)read_query_number(http, "from", 0),
                       .limit = PEOPLE_MAX };
  const size_t homes_max = read_query_count(http, "limit", PEOPLE_MAX, PEOPLE_MAX);
  struct resident *people = calloc(PEOPLE_MAX, sizeof *people);
  HOST_FREE char *unit = read_query_text(http, "unit");
  size_t count = 0, matches = 0;
  CALL call = { 0 };
  call_start(&call, http, context);
  enum tx_reason reason = people && unit ? read_query_area(&call, &scan.area) : TX_NO_MEMORY;
  if (reason == TX_OK) reason = area_known(&call.request, scan.area, &call.problem);
  int64_t now_s = call.request.now_s;
  call_give(&call);
  scan.unit = unit;
  if (reason == TX_OK) reason = scan_area(call.server, now_s, &scan, people, &count, &matches);
  call_take(&call);
  if (reason == TX_OK) reason = note_read(&call, scan.area, "read.households", NOBODY, NULL);
  json_t *out = NULL;
  if (reason == TX_OK) out = page_json(people, count, &scan, homes_max, matches, now_s);
  if (people) tx_cleanse(people, PEOPLE_MAX * sizeof *people);
  free(people);
  call_answer(&call, reason, 200, out);
}
