/* SPDX-License-Identifier: Apache-2.0 */
#include "scan.h"

#include "domain/key/person.h"
#include "domain/roster/initials.h"
#include "domain/roster/place.h"
#include "host/text/text.h"
#include "store/resident/residents.h"

#include "format/record.h"

#include <stdio.h>
#include <stdlib.h>

#define PAGE 1000
#define WORDS_MAX 8
#define KEY_SIZE 136 /* two keys of places; of a name its beginning */
#define SCANNER "search"

/* What is left of somebody until the best are known. */
struct found {
  uint32_t index;
  char key[KEY_SIZE];
};

struct scanning {
  const struct scan *scan;
  char *text; /* the words, cut in place */
  const char *words[WORDS_MAX];
  char places[WORDS_MAX][PLACE_KEY_SIZE]; /* the words as buildings and rooms are compared */
  char unit[PLACE_KEY_SIZE];
  size_t word_count;
  struct found *found;
  size_t count, cap;
  uint32_t next_index;
  size_t looked_at;
};

int scan_order_find(const char *word) {
  static const char *const words[SCAN_ORDERS] = { "index", "place", "name", "state", "time" };
  for (int i = 0; i < SCAN_ORDERS; i++)
    if (strcmp(word, words[i]) == 0) return i;
  return -1;
}

/* --- one person ------------------------------------------------------------------------------- */

static bool matches(const struct scanning *scanning, size_t i, const struct person *person) {
  char unit[PLACE_KEY_SIZE], room[PLACE_KEY_SIZE];
  const char *word = scanning->words[i], *place = scanning->places[i];
  if (strstr(person->name, word) || strstr(person->phone, word) || !strcmp(person->tail, word))
    return true;
  if (initials_match(person->name, word)) return true;
  if (!*place) return false;
  place_key(person->unit, unit);
  place_key(person->room, room);
  return strcmp(unit, place) == 0 || strcmp(room, place) == 0;
}

static bool lives_there(const struct scanning *scanning, const struct person *person) {
  char unit[PLACE_KEY_SIZE];
  if (!*scanning->unit) return true;
  place_key(person->unit, unit);
  return strcmp(unit, scanning->unit) == 0;
}

static void place_of(const struct person *person, char out[KEY_SIZE]) {
  char unit[PLACE_KEY_SIZE], room[PLACE_KEY_SIZE];
  place_key(person->unit, unit);
  place_key(person->room, room);
  snprintf(out, KEY_SIZE, "%s %s", unit, room);
}

static void make_key(const struct scanning *scanning, const struct resident *resident,
                     char out[KEY_SIZE]) {
  const enum scan_order order = scanning->scan->order;
  *out = '\0';
  if (order == SCAN_BY_NAME) host_copy(resident->person.name, out, KEY_SIZE);
  if (order == SCAN_BY_PLACE) place_of(&resident->person, out);
  if (order == SCAN_BY_STATE)
    snprintf(out, KEY_SIZE, "%d", (int)tx_record_unpack(resident->record).state);
  if (order == SCAN_BY_TIME) snprintf(out, KEY_SIZE, "%lld", (long long)resident->created_at);
}

static bool keep(struct scanning *scanning, const struct resident *resident) {
  if (scanning->count == scanning->cap) {
    size_t cap = scanning->cap ? scanning->cap * 2 : 256;
    struct found *grown = realloc(scanning->found, cap * sizeof *grown);
    if (!grown) return false;
    scanning->found = grown;
    scanning->cap = cap;
  }
  struct found *found = &scanning->found[scanning->count++];
  found->index = resident->index;
  make_key(scanning, resident, found->key);
  return true;
}

static enum tx_reason look_at(struct scanning *scanning, const struct field_keys *fields,
                              struct resident *resident, bool found) {
  const enum scan_order order = scanning->scan->order;
  const bool whoever =
      !scanning->word_count && !*scanning->unit && order != SCAN_BY_PLACE && order != SCAN_BY_NAME;
  enum tx_reason reason = whoever ? TX_OK : person_open(fields, resident);
  if (reason != TX_OK) return reason;
  if (!lives_there(scanning, &resident->person)) return TX_OK;
  for (size_t i = 0; i < scanning->word_count && !found; i++)
    if (!matches(scanning, i, &resident->person)) return TX_OK;
  return keep(scanning, resident) ? TX_OK : TX_NO_MEMORY;
}

/* --- all of them ------------------------------------------------------------------------------ */

/* Whoever has the one word for their telephone, and who else is asked for by the scan's other
 * members; nobody: it may be part of a number. */
static enum tx_reason look_up_phone(struct scanning *scanning, const struct request *request) {
  struct resident resident;
  uint8_t hash[TX_HASH_SIZE];
  enum tx_reason reason = TX_OK;
  person_phone_hash(request->fields, scanning->scan->area, scanning->scan->words, hash);
  DB_ROWS rows = residents_of_phone(request->db, scanning->scan->area, hash);
  while (reason == TX_OK && db_next(&rows)) {
    residents_read(&rows, &resident);
    reason = look_at(scanning, request->fields, &resident, true);
  }
  tx_cleanse(&resident, sizeof resident);
  return reason == TX_OK ? rows.end : reason;
}

static enum tx_reason scan_page(struct scanning *scanning, const struct request *request,
                                bool *end) {
  size_t read = 0;
  struct resident resident;
  enum tx_reason reason = TX_OK;
  DB_ROWS rows = residents_from(request->db, scanning->scan->area, scanning->next_index, PAGE);
  for (; reason == TX_OK && db_next(&rows); read++) {
    residents_read(&rows, &resident);
    scanning->next_index = resident.index + 1;
    reason = look_at(scanning, request->fields, &resident, false);
  }
  tx_cleanse(&resident, sizeof resident);
  scanning->looked_at += read;
  *end = read < PAGE || scanning->looked_at >= SCAN_PEOPLE;
  return reason == TX_OK ? rows.end : reason;
}

/* Numbers within places and names by their value: 3-2 before 10-1. */
static int by_key(const void *a, const void *b) {
  const struct found *left = a, *right = b;
  int order = strverscmp(left->key, right->key);
  return order ? order : (left->index > right->index) - (left->index < right->index);
}

static void sort_found(struct scanning *scanning) {
  qsort(scanning->found, scanning->count, sizeof *scanning->found, by_key);
  for (size_t i = 0, j = scanning->count; scanning->scan->backwards && i + 1 < j; i++) {
    struct found kept = scanning->found[i];
    scanning->found[i] = scanning->found[--j];
    scanning->found[j] = kept;
  }
}

static enum tx_reason open_found(const struct scanning *scanning, const struct request *request,
                                 struct resident *out, size_t *count) {
  enum tx_reason reason = TX_OK;
  for (size_t i = scanning->scan->skip;
       reason == TX_OK && i < scanning->count && *count < scanning->scan->limit; i++) {
    struct resident *one = &out[*count];
    reason = residents_find(request->db, scanning->scan->area, scanning->found[i].index, one);
    if (reason == TX_OK) reason = person_open(request->fields, one);
    *count += reason == TX_OK;
    if (reason == TX_NOT_FOUND) reason = TX_OK; /* gone since */
  }
  return reason;
}

static enum tx_reason begin(struct scanning *scanning) {
  char *rest = NULL;
  scanning->text = strdup(scanning->scan->words);
  if (!scanning->text) return TX_NO_MEMORY;
  if (scanning->scan->unit) place_key(scanning->scan->unit, scanning->unit);
  for (char *word = strtok_r(scanning->text, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
    if (scanning->word_count == WORDS_MAX) return TX_TOO_MANY;
    place_key(word, scanning->places[scanning->word_count]);
    scanning->words[scanning->word_count++] = word;
  }
  return TX_OK;
}

static void finish(struct scanning *scanning) {
  if (scanning->found) tx_cleanse(scanning->found, scanning->cap * sizeof *scanning->found);
  free(scanning->found);
  free(scanning->text);
}

static enum tx_reason scan_all(struct scanning *scanning, struct server *server, int64_t now_s) {
  enum tx_reason reason = TX_OK;
  bool end = false;
  if (person_phone_is_whole(scanning->scan->words)) {
    struct request request = request_begin_slice(server, now_s, SCANNER);
    reason = look_up_phone(scanning, &request);
    request_end(server, &request);
    end = scanning->count > 0;
  }
  while (reason == TX_OK && !end) {
    struct request request = request_begin_slice(server, now_s, SCANNER);
    reason = scan_page(scanning, &request, &end);
    request_end(server, &request);
  }
  return reason;
}

enum tx_reason scan_area(struct server *server, int64_t now_s, const struct scan *scan,
                         struct resident *out, size_t *count, size_t *matches) {
  struct scanning scanning = { .scan = scan };
  enum tx_reason reason = begin(&scanning);
  *count = 0;
  if (reason == TX_OK) reason = scan_all(&scanning, server, now_s);
  if (reason == TX_OK && scanning.count) {
    sort_found(&scanning);
    struct request request = request_begin(server, now_s, SCANNER);
    reason = open_found(&scanning, &request, out, count);
    request_end(server, &request);
  }
  *matches = scanning.count;
  finish(&scanning);
  return reason;
}
