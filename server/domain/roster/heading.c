/* SPDX-License-Identifier: Apache-2.0 */
#include "heading.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LINES_ABOVE 15  /* a heading stands in one of so many first lines */
#define KNOWN_LEAST 2   /* columns; a title may happen to hold one word */
#define COLUMNS_LEAST 3 /* of any roster: name, number, address */

static enum tx_reason twice(enum roster_column column, struct host_problem *problem) {
  return host_problem_set(problem, TX_BAD_ARGUMENT, "表头里“%s”%.0s一列出现了两次，请删去一列。",
                          "The heading has the column \"%s\" (%s) twice, please remove one.",
                          roster_column_zh(column), roster_column_en(column));
}

static bool bears(const struct csv_row *row, int at, enum roster_column column) {
  const char *heading = row->fields[at];
  return strcmp(heading, roster_column_zh(column)) == 0 ||
         strcasecmp(heading, roster_column_en(column)) == 0;
}

/* A mobile number and another one, two addresses: the first will do. */
static bool may_repeat(enum roster_column column) {
  return column == ROSTER_PHONE || column == ROSTER_ADDRESS;
}

/* A column that bears the field's own name goes before one that is called otherwise (户主 beside
 * 姓名); of two that are called otherwise nobody knows which. */
static enum tx_reason place(struct roster_heading *heading, const struct csv_row *row, size_t at,
                            enum roster_column column, struct host_problem *problem) {
  int *held = &heading->places[column];
  const bool own = bears(row, (int)at, column);
  const bool held_own = *held >= 0 && bears(row, *held, column);
  if (*held >= 0 && own == held_own && (own || !may_repeat(column))) return twice(column, problem);
  if (*held < 0 || (own && !held_own)) *held = (int)at;
  return TX_OK;
}

/* --- the map ---------------------------------------------------------------------------------- */

/* The next "COLUMN=FIELD" of it; false after the last. */
static bool next_pair(const char **map, char *name, size_t cap, char *field) {
  const char *end = *map + strcspn(*map, ",");
  const char *equals = memrchr(*map, '=', (size_t)(end - *map));
  *name = *field = '\0';
  if (!**map) return false;
  if (equals) {
    snprintf(name, cap, "%.*s", (int)(equals - *map), *map);
    snprintf(field, cap, "%.*s", (int)(end - equals - 1), equals + 1);
  }
  *map = *end ? end + 1 : end;
  return true;
}

static int find_named(const struct csv_row *row, const char *name) {
  for (size_t i = 0; i < row->count; i++)
    if (strcmp(row->fields[i], name) == 0) return (int)i;
  return -1;
}

static bool names_all(const struct csv_row *row, const char *map) {
  char name[97], field[97];
  while (next_pair(&map, name, sizeof name, field))
    if (find_named(row, name) < 0) return false;
  return true;
}

static enum tx_reason bad_field(const char *name, const char *field, struct host_problem *problem) {
  return host_problem_set(
      problem, TX_BAD_ARGUMENT,
      "列的对应写作“列名=字段”，字段是姓名、证件号码、楼栋、房号等；“%.40s=%.40s”不是。",
      "A column is mapped as COLUMN=FIELD, where FIELD is name, id_number, unit, room …; "
      "\"%.40s=%.40s\" is not.",
      name, field);
}

static enum tx_reason apply_map(const struct csv_row *row, const char *map,
                                struct roster_heading *heading, bool taken[CSV_COLUMNS],
                                struct host_problem *problem) {
  char name[97], field[97];
  while (next_pair(&map, name, sizeof name, field)) {
    const int column = roster_column_find(field), at = find_named(row, name);
    if (column < 0 || !*name) return bad_field(name, field, problem);
    if (at < 0)
      return host_problem_set(problem, TX_BAD_ARGUMENT, "表头里没有“%.60s”一列，请核对列的对应。",
                              "The heading has no column %.60s, please look at the mapping.", name);
    heading->places[column] = at;
    taken[at] = true;
  }
  return TX_OK;
}

/* --- the row ---------------------------------------------------------------------------------- */

static size_t count_known(const struct csv_row *row) {
  size_t known = 0;
  for (size_t i = 0; i < row->count; i++)
    known += roster_column_find(row->fields[i]) >= 0;
  return known;
}

static bool is_heading(const struct csv_row *row, const char *map) {
  const bool mapped = *map && names_all(row, map);
  return mapped || count_known(row) >= KNOWN_LEAST;
}

static enum tx_reason missing(enum roster_column column, struct host_problem *problem) {
  return host_problem_set(problem, TX_BAD_ARGUMENT, "表头缺少“%s”%.0s一列，请补上再导入。",
                          "The heading lacks the column \"%s\" (%s), please add it.",
                          roster_column_zh(column), roster_column_en(column));
}

/* 门牌号 is the room where the building has a column of its own, else both. */
static void tell_addresses(int places[ROSTER_COLUMNS]) {
  if (places[ROSTER_UNIT] >= 0 && places[ROSTER_ROOM] < 0) {
    places[ROSTER_ROOM] = places[ROSTER_ADDRESS];
    places[ROSTER_ADDRESS] = -1;
  }
  if (places[ROSTER_UNIT] >= 0 && places[ROSTER_ROOM] >= 0) places[ROSTER_ADDRESS] = -1;
}

size_t roster_heading_lacks(const struct roster_heading *heading,
                            enum roster_column out[ROSTER_NEEDED]) {
  static const enum roster_column needed[ROSTER_NEEDED] = { ROSTER_NAME, ROSTER_ID_NUMBER,
                                                            ROSTER_UNIT, ROSTER_ROOM };
  const bool address = heading->places[ROSTER_ADDRESS] >= 0;
  size_t count = 0;
  for (size_t i = 0; i < ROSTER_NEEDED; i++) {
    const bool place = needed[i] == ROSTER_UNIT || needed[i] == ROSTER_ROOM;
    if (heading->places[needed[i]] < 0 && !(place && address)) out[count++] = needed[i];
  }
  return count;
}

static enum tx_reason settle(struct roster_heading *heading, struct host_problem *problem) {
  enum roster_column lacks[ROSTER_NEEDED];
  tell_addresses(heading->places);
  return roster_heading_lacks(heading, lacks) ? missing(lacks[0], problem) : TX_OK;
}

static enum tx_reason take(const struct csv_row *row, const char *map,
                           struct roster_heading *heading, struct host_problem *problem) {
  bool taken[CSV_COLUMNS] = { false };
  if (row->damaged)
    return host_problem_say(problem, TX_BAD_ARGUMENT,
                            "表头里有无法辨认的字符，请另存为“CSV UTF-8”再试。",
                            "The heading holds bytes that are no character, please save the table "
                            "as \"CSV UTF-8\" and try again.");
  struct roster_heading mapped = *heading;
  enum tx_reason reason = apply_map(row, map, &mapped, taken, problem);
  for (size_t i = 0; i < row->count && reason == TX_OK; i++) {
    const int column = taken[i] ? -1 : roster_column_find(row->fields[i]);
    if (column >= 0 && mapped.places[column] < 0)
      reason = place(heading, row, i, (enum roster_column)column, problem);
  }
  for (int i = 0; i < ROSTER_COLUMNS; i++)
    if (mapped.places[i] >= 0) heading->places[i] = mapped.places[i];
  return reason == TX_OK ? settle(heading, problem) : reason;
}

static bool keep_names(const struct csv_row *row, struct roster_heading *heading) {
  size_t n = 0, size = 1;
  for (size_t i = 0; i < row->count; i++)
    size += strlen(row->fields[i]) + 1;
  heading->names = malloc(size);
  if (!heading->names) return false;
  for (size_t i = 0; i < row->count; i++) {
    memcpy(heading->names + n, row->fields[i], strlen(row->fields[i]) + 1);
    n += strlen(row->fields[i]) + 1;
  }
  heading->count = row->count;
  return true;
}

void roster_heading_finish(struct roster_heading *heading) {
  free(heading->names);
  heading->names = NULL;
  heading->count = 0;
}

static enum tx_reason no_heading(bool any, struct host_problem *problem) {
  if (!any)
    return host_problem_set(problem, TX_BAD_ARGUMENT, "名册是空的：没有表头，也没有居民。",
                            "The roster is empty: no heading and nobody in it.");
  return host_problem_set(
      problem, TX_BAD_ARGUMENT,
      "前%d行里没有表头。表头至少要有：姓名、证件号码、楼栋、房号；列名不同的，请指明对应。",
      "None of the first %d lines is a heading. It needs at least: name, id_number, unit, room; "
      "map columns that are called otherwise.",
      LINES_ABOVE);
}

enum tx_reason roster_heading_read(struct csv *csv, const char *map, struct roster_heading *out,
                                   struct host_problem *problem) {
  struct csv_row row;
  bool any = false;
  if (!map) map = "";
  out->names = NULL;
  out->count = 0;
  for (int i = 0; i < ROSTER_COLUMNS; i++)
    out->places[i] = -1;
  for (int i = 0; i < LINES_ABOVE; i++) {
    const enum csv_end end = csv_next(csv, &row, problem);
    if (end == CSV_BAD) return problem->reason;
    if (end == CSV_END) break;
    any = true;
    if (!is_heading(&row, map)) continue;
    if (!keep_names(&row, out)) return host_problem_of(problem, TX_NO_MEMORY);
    return take(&row, map, out, problem);
  }
  return no_heading(any, problem);
}

/* --- what a person is asked --------------------------------------------------------------------
 */

static size_t count_filled(const struct csv_row *row) {
  size_t filled = 0;
  for (size_t i = 0; i < row->count; i++)
    filled += *row->fields[i] != '\0';
  return filled;
}

static bool keep_guess(const struct csv_row *row, const char *map, struct roster_heading *out) {
  bool taken[CSV_COLUMNS] = { false };
  struct host_problem ignored = { 0 };
  roster_heading_finish(out);
  for (int i = 0; i < ROSTER_COLUMNS; i++)
    out->places[i] = -1;
  apply_map(row, map, out, taken, &ignored);
  for (size_t i = 0; i < row->count; i++) {
    const int column = taken[i] ? -1 : roster_column_find(row->fields[i]);
    if (column >= 0 && out->places[column] < 0) out->places[column] = (int)i;
  }
  tell_addresses(out->places);
  return keep_names(row, out);
}

bool roster_heading_guess(struct csv *csv, const char *map, struct roster_heading *out) {
  struct csv_row row;
  struct host_problem ignored = { 0 };
  size_t fullest = COLUMNS_LEAST - 1;
  bool found = false, kept = true;
  if (!map) map = "";
  *out = (struct roster_heading){ .names = NULL };
  for (int i = 0; i < LINES_ABOVE && kept && !found; i++) {
    if (csv_next(csv, &row, &ignored) != CSV_ROW) break;
    found = is_heading(&row, map);
    if (row.damaged || (!found && count_filled(&row) <= fullest)) continue;
    fullest = count_filled(&row);
    kept = keep_guess(&row, map, out);
  }
  return kept && out->count > 0;
}

bool roster_heading_again(const struct roster_heading *heading, const struct csv_row *row) {
  const int name = heading->places[ROSTER_NAME], number = heading->places[ROSTER_ID_NUMBER];
  return (size_t)name < row->count && (size_t)number < row->count &&
         roster_column_find(row->fields[name]) == ROSTER_NAME &&
         roster_column_find(row->fields[number]) == ROSTER_ID_NUMBER;
}

bool roster_heading_stands(const char *text, size_t n) {
  struct csv csv;
  struct roster_heading heading = { .names = NULL };
  struct host_problem ignored = { 0 };
  csv_start(&csv, text, n);
  const bool stands = roster_heading_read(&csv, NULL, &heading, &ignored) == TX_OK;
  csv_finish(&csv);
  roster_heading_finish(&heading);
  return stands;
}
