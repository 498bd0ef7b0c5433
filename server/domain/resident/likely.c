/* SPDX-License-Identifier: Apache-2.0 */
#include "likely.h"

#include "domain/key/field_encryption.h"
#include "domain/key/person.h"
#include "store/residents.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define DIGITS_KEPT 14 /* of a number by a spreadsheet; a fifteenth may be rounded up */
#define DIGITS_LEAST 6 /* the area of birth: fewer say nothing */

static size_t digits_left(const char *number, char out[DIGITS_KEPT + 1]) {
  size_t n = 0;
  for (; *number && *number != 'E' && n < DIGITS_KEPT; number++)
    if (isdigit((unsigned char)*number)) out[n++] = *number;
  out[n] = '\0';
  return n;
}

bool likely_find(const struct request *request, uint64_t area, const char *name, const char *number,
                 struct resident *out) {
  uint8_t hash[TX_HASH_SIZE];
  char digits[DIGITS_KEPT + 1];
  const size_t n = digits_left(number, digits);
  size_t found = 0;
  if (!*name || n < DIGITS_LEAST) return false;
  field_hash_in(request->fields, "name", area, name, hash);
  DB_ROWS rows = residents_of_name(request->db, area, hash);
  while (db_next(&rows)) {
    struct resident one;
    residents_read(&rows, &one);
    if (person_open(request->fields, &one) != TX_OK) continue;
    if (strncmp(one.person.id_number, digits, n) != 0) continue;
    *out = one;
    found++;
  }
  return found == 1;
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
