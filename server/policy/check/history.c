/* SPDX-License-Identifier: Apache-2.0 */
#include "history.h"

#include <stdlib.h>

#define NONE SIZE_MAX
#define MEDICAL_RETURN_S 86400
#define PERSON_S (14 * 86400) /* gates remember nobody longer */

struct past {
  const struct try_event *events;
  size_t count;
  size_t *person;    /* for each event the last admission of the person before it, or NONE */
  size_t *household; /* the same of the household */
  size_t *table;     /* open addressing: the newest admission of each key */
  size_t capacity;   /* a power of two */
};

typedef bool same_key(const struct try_event *a, const struct try_event *b);
typedef uint64_t hash_of(const struct try_event *event);

static bool same_perimeter(const struct try_event *a, const struct try_event *b) {
  if (a->kind == TX_GATE_BUILDING || b->kind == TX_GATE_BUILDING)
    return a->kind == b->kind && strcmp(a->gate, b->gate) == 0;
  return a->gate_area == b->gate_area;
}

static bool same_person(const struct try_event *a, const struct try_event *b) {
  return a->pass.area == b->pass.area && a->pass.index == b->pass.index && same_perimeter(a, b);
}

static bool same_household(const struct try_event *a, const struct try_event *b) {
  return a->pass.household == b->pass.household && a->pass.area == b->pass.area &&
         strcmp(a->pass.unit, b->pass.unit) == 0 && same_perimeter(a, b);
}

static uint64_t mix(uint64_t x) {
  x ^= x >> 33;
  x *= 0xff51afd7ed558ccdu;
  return x ^ x >> 29;
}

static uint64_t hash_person(const struct try_event *event) {
  return mix(event->pass.area * 31 + event->pass.index);
}

static uint64_t hash_household(const struct try_event *event) {
  uint64_t hash = event->pass.area * 31 + (uint64_t)event->pass.household;
  for (const char *c = event->pass.unit; *c; c++)
    hash = hash * 31 + (unsigned char)*c;
  return mix(hash);
}

static bool counts(const struct try_event *event) {
  return event->identified && event->known && event->kind != TX_GATE_SAMPLING &&
         event->direction != TX_NEITHER;
}

static bool has_household(const struct try_event *event) {
  return counts(event) && event->pass.household >= 0;
}

/* Links each event with the newest admission of its key before it. */
static void link_back(struct past *past, size_t *previous, bool (*wanted)(const struct try_event *),
                      hash_of *hash, same_key *same) {
  for (size_t i = 0; i < past->capacity; i++)
    past->table[i] = NONE;
  for (size_t i = 0; i < past->count; i++) {
    const struct try_event *event = &past->events[i];
    previous[i] = NONE;
    if (!wanted(event)) continue;
    size_t at = (size_t)hash(event) & (past->capacity - 1);
    while (past->table[at] != NONE && !same(&past->events[past->table[at]], event))
      at = (at + 1) & (past->capacity - 1);
    previous[i] = past->table[at];
    if (event->verdict == TX_ALLOW) past->table[at] = i;
  }
}

struct past *past_create(const struct try_event *events, size_t count) {
  struct past *past = calloc(1, sizeof *past);
  if (!past) return NULL;
  past->events = events;
  past->count = count;
  past->capacity = 64;
  while (past->capacity < count * 2)
    past->capacity *= 2;
  past->person = calloc(count + 1, sizeof *past->person);
  past->household = calloc(count + 1, sizeof *past->household);
  past->table = calloc(past->capacity, sizeof *past->table);
  if (!past->person || !past->household || !past->table) {
    past_destroy(past);
    return NULL;
  }
  link_back(past, past->person, counts, hash_person, same_person);
  link_back(past, past->household, has_household, hash_household, same_household);
  return past;
}

void past_destroy(struct past *past) {
  if (!past) return;
  free(past->person);
  free(past->household);
  free(past->table);
  free(past);
}

/* The last entry and exit, and whether the last passage was out on medical grounds. */
static void find_person(const struct past *past, size_t i, struct tx_history *out) {
  int64_t now_s = past->events[i].at;
  size_t last = past->person[i];
  if (last == NONE || now_s - past->events[last].at > PERSON_S) return;
  const struct try_event *event = &past->events[last];
  out->inside = event->direction == TX_IN;
  out->medical_return = event->reason == TX_MEDICAL_EXIT && now_s - event->at < MEDICAL_RETURN_S;
  for (size_t k = last; k != NONE; k = past->person[k]) {
    int64_t *age =
        past->events[k].direction == TX_IN ? &out->last_entry_age_s : &out->last_exit_age_s;
    if (*age < 0) *age = now_s - past->events[k].at;
    if (out->last_entry_age_s >= 0 && out->last_exit_age_s >= 0) return;
  }
}

static int64_t count_exits(const struct past *past, size_t i, int64_t exit_window_s) {
  int64_t exits = 0;
  int64_t now_s = past->events[i].at;
  for (size_t k = past->household[i]; k != NONE; k = past->household[k]) {
    const struct try_event *event = &past->events[k];
    if (now_s - event->at >= exit_window_s) break;
    exits += event->direction == TX_OUT && event->reason != TX_MEDICAL_EXIT;
  }
  return exits;
}

void past_find(const struct past *past, size_t i, int64_t exit_window_s, struct tx_history *out) {
  *out = (struct tx_history){ -1, -1, -1, -1, false };
  if (!counts(&past->events[i])) return;
  find_person(past, i, out);
  if (has_household(&past->events[i])) out->household_exits = count_exits(past, i, exit_window_s);
}
