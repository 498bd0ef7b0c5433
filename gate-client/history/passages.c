/* SPDX-License-Identifier: Apache-2.0 */
#include "passages.h"

#include <stdlib.h>

#define NEVER INT64_MIN

struct gate_person {
  uint64_t area;
  int64_t entry, exit, medical; /* NEVER */
  uint32_t index;
  bool used;
};

struct gate_exit {
  uint64_t household; /* 0: free */
  int64_t at;
  uint32_t index;
};

void gate_history_finish(struct gate_history *history) {
  free(history->persons);
  free(history->exits);
  *history = (struct gate_history){ 0 };
}

static uint64_t mix(uint64_t x) {
  x ^= x >> 33;
  x *= 0xff51afd7ed558ccdu;
  x ^= x >> 33;
  x *= 0xc4ceb9fe1a85ec53u;
  return x ^ (x >> 33);
}

/* --- persons ------------------------------------------------------------------------------------
 */

/* The person's slot, or the free one where it belongs. */
static struct gate_person *person_slot(struct gate_person *table, size_t cap, uint64_t area,
                                       uint32_t index) {
  size_t at = (size_t)mix(area * 0x9e3779b97f4a7c15u + index) & (cap - 1);
  while (table[at].used && (table[at].index != index || table[at].area != area))
    at = (at + 1) & (cap - 1);
  return &table[at];
}

static int64_t later(int64_t a, int64_t b) {
  return a > b ? a : b;
}

static bool person_is_old(const struct gate_person *person, int64_t now_s) {
  return now_s - later(person->entry, person->exit) > GATE_HISTORY_PERSON_S;
}

static size_t room_for(size_t count) {
  size_t cap = 256;
  while (cap < count * 2)
    cap *= 2;
  return cap;
}

/* A table of twice the living, without the old. */
static bool persons_rebuild(struct gate_history *history, int64_t now_s) {
  size_t living = 0;
  for (size_t i = 0; i < history->person_cap; i++)
    if (history->persons[i].used && !person_is_old(&history->persons[i], now_s)) living++;
  size_t cap = room_for(living + 1);
  struct gate_person *table = calloc(cap, sizeof *table);
  if (!table) return false;
  for (size_t i = 0; i < history->person_cap; i++) {
    const struct gate_person *person = &history->persons[i];
    if (!person->used || person_is_old(person, now_s)) continue;
    *person_slot(table, cap, person->area, person->index) = *person;
  }
  free(history->persons);
  history->persons = table;
  history->person_cap = cap;
  history->person_count = living;
  return true;
}

static struct gate_person *person_get(struct gate_history *history, uint64_t area, uint32_t index,
                                      int64_t now_s) {
  bool full = (history->person_count + 1) * 4 > history->person_cap * 3;
  if (full && !persons_rebuild(history, now_s)) return NULL;
  struct gate_person *slot = person_slot(history->persons, history->person_cap, area, index);
  if (slot->used) return slot;
  *slot = (struct gate_person){
    .area = area, .index = index, .entry = NEVER, .exit = NEVER, .medical = NEVER, .used = true
  };
  history->person_count++;
  return slot;
}

/* --- exits of households ---------------------------------------------------------------------- */

/* False: it is there already, told by the neighbour itself and by the server. */
static bool exit_put(struct gate_exit *table, size_t cap, struct gate_exit entry) {
  size_t at = (size_t)mix(entry.household) & (cap - 1);
  for (; table[at].household; at = (at + 1) & (cap - 1))
    if (table[at].household == entry.household && table[at].at == entry.at &&
        table[at].index == entry.index)
      return false;
  table[at] = entry;
  return true;
}

static bool exit_is_old(const struct gate_exit *entry, int64_t now_s) {
  return now_s - entry->at > GATE_HISTORY_EXITS_S;
}

static bool exits_rebuild(struct gate_history *history, int64_t now_s) {
  size_t living = 0;
  for (size_t i = 0; i < history->exit_cap; i++)
    if (history->exits[i].household && !exit_is_old(&history->exits[i], now_s)) living++;
  size_t cap = room_for(living + 1);
  struct gate_exit *table = calloc(cap, sizeof *table);
  if (!table) return false;
  for (size_t i = 0; i < history->exit_cap; i++)
    if (history->exits[i].household && !exit_is_old(&history->exits[i], now_s))
      exit_put(table, cap, history->exits[i]);
  free(history->exits);
  history->exits = table;
  history->exit_cap = cap;
  history->exit_count = living;
  return true;
}

static bool exit_add(struct gate_history *history, struct gate_exit entry, int64_t now_s) {
  bool full = (history->exit_count + 1) * 4 > history->exit_cap * 3;
  if (full && !exits_rebuild(history, now_s)) return false;
  history->exit_count += exit_put(history->exits, history->exit_cap, entry);
  return true;
}

static bool exit_holds(const struct gate_history *history, struct gate_exit exit) {
  size_t at = (size_t)mix(exit.household) & (history->exit_cap - 1);
  for (; history->exits[at].household; at = (at + 1) & (history->exit_cap - 1)) {
    const struct gate_exit *entry = &history->exits[at];
    if (entry->household == exit.household && entry->at == exit.at && entry->index == exit.index)
      return true;
  }
  return false;
}

/* The neighbour told of it under the key of that day, and the server under today's. */
static bool is_counted(const struct gate_history *history, struct gate_exit exit,
                       const uint64_t *tags, size_t tag_count) {
  for (size_t i = 0; i < tag_count; i++) {
    exit.household = tags[i];
    if (tags[i] && exit_holds(history, exit)) return true;
  }
  return false;
}

/* Of the last of the tags, what is known by none of those before it. */
static int64_t exits_within(const struct gate_history *history, const uint64_t *tags, size_t last,
                            int64_t now_s, int64_t window_s) {
  int64_t count = 0;
  if (!history->exit_cap) return 0;
  size_t at = (size_t)mix(tags[last]) & (history->exit_cap - 1);
  for (; history->exits[at].household; at = (at + 1) & (history->exit_cap - 1)) {
    const struct gate_exit *entry = &history->exits[at];
    if (entry->household != tags[last] || now_s - entry->at >= window_s) continue;
    count += !is_counted(history, *entry, tags, last);
  }
  return count;
}

/* --- both ------------------------------------------------------------------------------------- */

bool gate_history_add(struct gate_history *history, const struct gate_passage *passage,
                      int64_t now_s) {
  if (passage->direction == TX_NEITHER) return true;
  struct gate_person *person = person_get(history, passage->area, passage->index, now_s);
  if (!person) return false;
  if (passage->direction == TX_IN) {
    person->entry = later(person->entry, passage->at);
    return true;
  }
  person->exit = later(person->exit, passage->at);
  if (passage->medical) {
    person->medical = later(person->medical, passage->at);
    return true;
  }
  if (!passage->household) return true;
  return exit_add(history, (struct gate_exit){ passage->household, passage->at, passage->index },
                  now_s);
}

static int64_t age(int64_t at, int64_t now_s) {
  if (at == NEVER) return -1;
  return at > now_s ? 0 : now_s - at;
}

/* On the way back from an exit on medical grounds: it was the last, and nobody came in since. */
static bool is_medical_return(const struct gate_person *person, int64_t now_s) {
  return person->medical != NEVER && person->medical >= person->entry &&
         person->medical == person->exit && now_s - person->medical < GATE_MEDICAL_RETURN_S;
}

static void find_person(const struct gate_history *history, uint64_t area, uint32_t index,
                        int64_t now_s, struct tx_history *out) {
  if (!history->person_cap) return;
  const struct gate_person *person =
      person_slot(history->persons, history->person_cap, area, index);
  if (!person->used || person_is_old(person, now_s)) return;
  out->last_entry_age_s = age(person->entry, now_s);
  out->last_exit_age_s = age(person->exit, now_s);
  out->inside = person->entry >= person->exit;
  out->medical_return = is_medical_return(person, now_s);
}

void gate_history_find(const struct gate_history *history, uint64_t area, uint32_t index,
                       const uint64_t *household_tags, size_t tag_count, int64_t now_s,
                       int64_t exit_window_s, struct tx_history *out) {
  *out = (struct tx_history){
    .last_entry_age_s = -1, .last_exit_age_s = -1, .inside = -1, .household_exits = -1
  };
  find_person(history, area, index, now_s, out);
  for (size_t i = 0; i < tag_count; i++) {
    if (!household_tags[i]) continue;
    int64_t exits = exits_within(history, household_tags, i, now_s, exit_window_s);
    out->household_exits = exits + (out->household_exits < 0 ? 0 : out->household_exits);
  }
}

uint64_t gate_tag_number(const uint8_t tag[TX_HOUSEHOLD_SIZE]) {
  uint64_t number = 0;
  for (size_t i = 0; i < TX_HOUSEHOLD_SIZE; i++)
    number = number << 8 | tag[i];
  return number ? number : 1;
}

uint64_t gate_household_tag(const uint8_t key[TX_HASH_SIZE], const struct tx_pass *pass) {
  struct tx_neighbour_key area_key = { 0 };
  uint8_t bytes[TX_HOUSEHOLD_SIZE];
  memcpy(area_key.bytes, key, TX_HASH_SIZE);
  return tx_household_tag(&area_key, pass, bytes) ? gate_tag_number(bytes) : 0;
}
