/* SPDX-License-Identifier: Apache-2.0 */
#include "likely.h"

#include "domain/key/field_encryption.h"
#include "domain/key/person.h"
#include "domain/roster/place.h"
#include "store/resident/residents.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define DIGITS_KEPT 15 /* of a number by a spreadsheet */
#define DIGITS_LEAST 6 /* the area of birth: fewer say nothing */

/* What is left of a number: its first n digits, the last perhaps rounded up. */
struct left {
  uint64_t number;
  size_t n;
};

static struct left digits_left(const char *number) {
  struct left left = { 0 };
  for (; *number && *number != 'E' && left.n < DIGITS_KEPT; number++) {
    if (!isdigit((unsigned char)*number)) continue;
    left.number = left.number * 10 + (uint64_t)(*number - '0');
    left.n++;
  }
  return left;
}

static bool may_be_left_of(const struct left *left, const char *held) {
  if (strspn(held, "0123456789") < 17) return false;
  uint64_t number = 0;
  for (size_t i = 0; i < left->n; i++)
    number = number * 10 + (uint64_t)(held[i] - '0');
  return left->number == number || (left->number == number + 1 && held[left->n] >= '5');
}

static bool is_same_day(const char *held, const char *said) {
  return !*held || !*said || strcmp(held, said) == 0;
}

static bool is_same_place(const char *held, const char *said) {
  char here[PLACE_KEY_SIZE], there[PLACE_KEY_SIZE];
  place_key(held, here);
  place_key(said, there);
  return strcmp(here, there) == 0;
}

/* Of several, who lives where the row says. */
bool likely_find(const struct request *request, uint64_t area, const struct roster_entry *entry,
                 struct resident *out) {
  uint8_t hash[TX_HASH_SIZE];
  const struct left left = digits_left(entry->id_number);
  size_t found = 0, at_home = 0;
  if (!*entry->name || left.n < DIGITS_LEAST) return false;
  field_hash_in(request->fields, "name", area, entry->name, hash);
  DB_ROWS rows = residents_of_name(request->db, area, hash);
  while (db_next(&rows)) {
    struct resident one;
    const struct person *person = &one.person;
    residents_read(&rows, &one);
    if (person_open(request->fields, &one) != TX_OK) continue;
    if (!may_be_left_of(&left, person->id_number)) continue;
    if (!is_same_day(person->birth_date, entry->birth_date)) continue;
    const bool home =
        is_same_place(person->unit, entry->unit) && is_same_place(person->room, entry->room);
    if (home || !at_home) *out = one;
    at_home += home;
    found++;
  }
  return found == 1 || at_home == 1;
}

void likely_say(const struct resident *resident, struct host_problem *problem) {
  const struct host_problem said = *problem;
  snprintf(problem->zh, sizeof problem->zh, "%.400s；可能是名册第%u号%.24s（尾号%s），请核对",
           said.zh, resident->index, resident->person.mask, resident->person.tail);
  snprintf(problem->en, sizeof problem->en,
           "%.400s; this may be number %u of the roster, %.24s (ends in %s), please look", said.en,
           resident->index, resident->person.mask, resident->person.tail);
  host_problem_tidy(problem);
}
