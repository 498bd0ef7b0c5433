/* SPDX-License-Identifier: Apache-2.0 */
#include "meeting.h"

#include "host/text/text.h"
#include "store/resident/residents.h"

#include <stdlib.h>

#define HOMES_OF_ONE 64 /* areas in which one person lives */

void meeting_finish(struct meeting *meeting) {
  free(meeting->areas);
  free(meeting->people);
  free(meeting->homes);
  free(meeting->slots);
  free(meeting->places);
  *meeting = (struct meeting){ 0 };
}

/* --- homes ------------------------------------------------------------------------------------ */

/* SplitMix64's last step. */
static uint64_t mix(uint64_t area, uint32_t index) {
  uint64_t key = area * UINT64_C(0x9e3779b97f4a7c15) + index;
  key = (key ^ (key >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  key = (key ^ (key >> 27)) * UINT64_C(0x94d049bb133111eb);
  return key ^ (key >> 31);
}

static uint32_t *slot_of(const struct meeting *meeting, uint64_t area, uint32_t index) {
  size_t i = (size_t)mix(area, index) & (meeting->slot_count - 1);
  for (; meeting->slots[i]; i = (i + 1) & (meeting->slot_count - 1)) {
    const struct meeting_home *home = &meeting->homes[meeting->slots[i] - 1];
    if (home->area == area && home->index == index) break;
  }
  return &meeting->slots[i];
}

static bool grow_slots(struct meeting *meeting) {
  const size_t count = meeting->slot_count ? meeting->slot_count * 2 : 1024;
  uint32_t *slots = calloc(count, sizeof *slots);
  if (!slots) return false;
  free(meeting->slots);
  meeting->slots = slots;
  meeting->slot_count = count;
  for (size_t i = 0; meeting->homes && i < meeting->home_count; i++)
    *slot_of(meeting, meeting->homes[i].area, meeting->homes[i].index) = (uint32_t)i + 1;
  return true;
}

void *meeting_grown(void *items, size_t count, size_t *cap, size_t size) {
  if (count < *cap) return items;
  const size_t more = *cap ? *cap * 2 : 256;
  void *moved = realloc(items, more * size);
  if (moved) *cap = more;
  return moved;
}

enum tx_reason meeting_add_home(struct meeting *meeting, uint64_t area, uint32_t index,
                                uint32_t person) {
  if (meeting->home_count * 2 >= meeting->slot_count && !grow_slots(meeting)) return TX_NO_MEMORY;
  struct meeting_home *homes =
      meeting_grown(meeting->homes, meeting->home_count, &meeting->home_cap, sizeof *homes);
  if (!homes) return TX_NO_MEMORY;
  meeting->homes = homes;
  homes[meeting->home_count++] =
      (struct meeting_home){ .area = area, .index = index, .person = person };
  *slot_of(meeting, area, index) = (uint32_t)meeting->home_count;
  return TX_OK;
}

static const struct meeting_home *home_of(const struct meeting *meeting, uint64_t area,
                                          uint32_t index) {
  const uint32_t number = meeting->slot_count ? *slot_of(meeting, area, index) : 0;
  return number ? &meeting->homes[number - 1] : NULL;
}

/* --- people ----------------------------------------------------------------------------------- */

struct meeting_person *meeting_of(const struct meeting *meeting, uint64_t area, uint32_t index) {
  const struct meeting_home *home = home_of(meeting, area, index);
  return home ? &meeting->people[home->person] : NULL;
}

enum tx_reason meeting_add(struct meeting *meeting, uint64_t area, uint32_t index, int order,
                           struct meeting_person **out) {
  *out = meeting_of(meeting, area, index);
  if (*out) return TX_OK;
  if (meeting->count > TRACE_PEOPLE_MAX) return TX_TOO_MANY;
  struct meeting_person *people =
      meeting_grown(meeting->people, meeting->count, &meeting->cap, sizeof *people);
  if (!people) return TX_NO_MEMORY;
  meeting->people = people;
  *out = &people[meeting->count++];
  **out = (struct meeting_person){
    .met = { .area = area, .index = index, .order = (uint8_t)order, .since_s = INT64_MAX },
    .passed_s = INT64_MAX
  };
  return meeting_add_home(meeting, area, index, (uint32_t)meeting->count - 1);
}

void meeting_note(struct meeting_person *person, enum trace_way way, int64_t since_s) {
  person->met.ways |= (uint8_t)(1u << way);
  if (since_s < person->met.since_s) person->met.since_s = since_s;
}

enum tx_reason meeting_place(struct meeting *meeting, uint64_t area, const char *gate,
                             uint16_t *out) {
  if (meeting->place_count > UINT16_MAX) return TX_TOO_MANY;
  struct trace_place *places =
      realloc(meeting->places, (meeting->place_count + 1) * sizeof *places);
  if (!places) return TX_NO_MEMORY;
  meeting->places = places;
  *out = (uint16_t)meeting->place_count;
  struct trace_place *place = &places[meeting->place_count++];
  *place = (struct trace_place){ .area = area };
  host_copy(gate, place->gate, sizeof place->gate);
  return TX_OK;
}

/* --- one person, several homes ---------------------------------------------------------------- */

static void merge(struct meeting_person *into, struct meeting_person *person) {
  person->same = true;
  if (into->met.order < person->met.order) return;
  into->met.ways |= person->met.ways;
  into->met.times += person->met.times;
  if (person->met.since_s < into->met.since_s) into->met.since_s = person->met.since_s;
  if (person->met.last_s > into->met.last_s) into->met.last_s = person->met.last_s;
  if (person->passed_s >= into->passed_s) return;
  into->passed_s = person->passed_s;
  into->met.place = person->met.place;
}

/* Whoever lives there too is the same. */
static enum tx_reason join_home(struct meeting *meeting, uint32_t *person,
                                const struct resident *other) {
  const struct meeting_home *home = home_of(meeting, other->area, other->index);
  if (!home) return meeting_add_home(meeting, other->area, other->index, *person);
  if (home->person == *person) return TX_OK;
  const uint32_t same = *person;
  merge(&meeting->people[home->person], &meeting->people[same]);
  *person = home->person;
  for (size_t i = 0; i < meeting->home_count; i++)
    if (meeting->homes[i].person == same) meeting->homes[i].person = *person;
  return TX_OK;
}

static enum tx_reason find_areas(const struct request *request, const struct resident *resident,
                                 uint64_t areas[HOMES_OF_ONE], size_t *count) {
  DB_ROWS rows = directory_areas(request->db, resident->id_hash);
  for (*count = 0; *count < HOMES_OF_ONE && db_next(&rows);) {
    const uint64_t area = (uint64_t)db_column_int(&rows, 0);
    if (area != resident->area) areas[(*count)++] = area;
  }
  return rows.end;
}

static enum tx_reason join_one(struct meeting *meeting, const struct request *request,
                               uint32_t person) {
  uint64_t areas[HOMES_OF_ONE];
  size_t count = 0;
  struct resident resident, other;
  const struct trace_contact met = meeting->people[person].met;
  enum tx_reason reason = residents_find(request->db, met.area, met.index, &resident);
  if (reason == TX_NOT_FOUND) return TX_OK; /* gone since */
  if (reason == TX_OK) reason = find_areas(request, &resident, areas, &count);
  for (size_t i = 0; reason == TX_OK && i < count; i++) {
    reason = residents_by_identity(request->db, areas[i], resident.id_hash, &other);
    if (reason == TX_OK) reason = join_home(meeting, &person, &other);
    if (reason == TX_NOT_FOUND) reason = TX_OK;
  }
  return reason;
}

enum tx_reason meeting_join(struct meeting *meeting, int order) {
  enum tx_reason reason = TX_OK;
  for (size_t i = 0; reason == TX_OK && i < meeting->count;) {
    struct request request = request_begin_slice_of(meeting->server, meeting->asker);
    struct slice slice = slice_begin(&request);
    for (; reason == TX_OK && i < meeting->count && !slice_over(&slice); i++)
      if (!meeting->people[i].same && meeting->people[i].met.order == order)
        reason = join_one(meeting, &request, (uint32_t)i);
    request_end(meeting->server, &request);
  }
  return reason;
}

enum tx_reason meeting_each_home(const struct meeting *meeting, int order, meeting_visit *visit,
                                 void *context) {
  enum tx_reason reason = TX_OK;
  for (size_t i = 0; reason == TX_OK && i < meeting->home_count;) {
    struct request request = request_begin_slice_of(meeting->server, meeting->asker);
    struct slice slice = slice_begin(&request);
    for (; reason == TX_OK && i < meeting->home_count && !slice_over(&slice); i++)
      if (meeting_is_marked(&meeting->people[meeting->homes[i].person], order))
        reason = visit(meeting, &request, &meeting->homes[i], context);
    request_end(meeting->server, &request);
  }
  return reason;
}
