/* SPDX-License-Identifier: Apache-2.0 */
#include "crowd.h"

#include "domain/key/person.h"
#include "domain/roster/dates.h"
#include "domain/roster/place.h"
#include "format/record.h"
#include "host/text/text.h"
#include "store/resident/residents.h"

#include <stdlib.h>
#include <string.h>

#define PAGE 500

static bool add(struct crowd *crowd, const struct resident *resident, int64_t now_s,
                uint32_t since) {
  char key[PLACE_KEY_SIZE];
  if (crowd->count == crowd->cap) {
    const size_t cap = crowd->cap ? crowd->cap * 2 : 1024;
    struct one_of_crowd *grown = realloc(crowd->people, cap * sizeof *grown);
    if (!grown) return false;
    crowd->people = grown;
    crowd->cap = cap;
  }
  struct one_of_crowd *one = &crowd->people[crowd->count++];
  *one = (struct one_of_crowd){ .household = resident->household };
  place_key(resident->person.unit, key);
  host_copy(key, one->unit, sizeof one->unit);
  one->age = (int16_t)date_age_years(resident->person.birth_date, now_s);
  one->tested = (uint8_t)tested_of(resident->record, resident->exempt, since);
  one->owns = strcmp(resident->person.tenure, "own") == 0;
  one->rents = strcmp(resident->person.tenure, "rent") == 0;
  return true;
}

static bool stays(const struct resident *resident) {
  return role_stays(resident->role) && tx_record_unpack(resident->record).state < TX_STATE_REVOKED;
}

static enum tx_reason read_page(const struct request *request, const struct report_plan *plan,
                                uint32_t *from, bool *end, struct crowd *out) {
  const uint32_t since = tested_since(plan, request->now_s);
  struct resident resident;
  size_t read = 0;
  enum tx_reason reason = TX_OK;
  DB_ROWS rows = residents_from(request->db, plan->area, *from, PAGE);
  for (; reason == TX_OK && db_next(&rows); read++) {
    residents_read(&rows, &resident);
    *from = resident.index + 1;
    if (!stays(&resident)) continue;
    reason = person_open(request->fields, &resident);
    if (reason == TX_OK && !add(out, &resident, request->now_s, since)) reason = TX_NO_MEMORY;
  }
  tx_cleanse(&resident, sizeof resident);
  *end = read < PAGE;
  return reason == TX_OK ? rows.end : reason;
}

static int by_home(const void *a, const void *b) {
  const struct one_of_crowd *left = a, *right = b;
  const int order = strverscmp(left->unit, right->unit);
  return order ? order
               : (left->household > right->household) - (left->household < right->household);
}

enum tx_reason crowd_read(struct server *server, const struct asker *asker,
                          const struct report_plan *plan, struct crowd *out) {
  uint32_t from = 0;
  enum tx_reason reason = TX_OK;
  *out = (struct crowd){ 0 };
  for (bool end = false; reason == TX_OK && !end;) {
    struct request request = request_begin_slice(server, asker->now_s, asker->actor);
    reason = read_page(&request, plan, &from, &end, out);
    request_end(server, &request);
  }
  if (out->count) qsort(out->people, out->count, sizeof *out->people, by_home);
  return reason;
}

void crowd_finish(struct crowd *crowd) {
  free(crowd->people);
  *crowd = (struct crowd){ 0 };
}
