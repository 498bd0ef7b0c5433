/* SPDX-License-Identifier: Apache-2.0 */
#include "refused_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define END_OF_ROW '\x01' /* no cell begins so: what is invisible is taken out of each */

static bool add_bytes(struct refused_rows *rows, const char *bytes, size_t n) {
  if (rows->n + n > rows->cap) {
    const size_t cap = (rows->n + n) * 2;
    char *grown = realloc(rows->bytes, cap);
    if (!grown) return false;
    rows->bytes = grown;
    rows->cap = cap;
  }
  memcpy(rows->bytes + rows->n, bytes, n);
  rows->n += n;
  return true;
}

static bool add_cell(struct refused_rows *rows, const char *text) {
  return add_bytes(rows, text, strlen(text) + 1);
}

/* Whole, or not at all. */
static bool end_row(struct refused_rows *rows, size_t begin, bool good) {
  const char end = END_OF_ROW;
  if (good && add_bytes(rows, &end, 1)) return ++rows->count;
  rows->n = begin;
  return false;
}

static bool is_left_out(const char *heading) {
  return strcmp(heading, REFUSED_COLUMN_ZH) == 0;
}

bool refused_rows_heading(struct refused_rows *rows, const struct roster *roster) {
  const struct roster_heading *heading = &roster->heading;
  const size_t begin = rows->n;
  bool good = true;
  const char *name = heading->names;
  for (size_t i = 0; i < heading->count && good; i++, name += strlen(name) + 1)
    good = is_left_out(name) || add_cell(rows, name);
  return end_row(rows, begin, good && add_cell(rows, REFUSED_COLUMN_ZH));
}

/* Where its own cell is empty, since cells were merged, the row above's. */
static const char *cell_of(const struct roster *roster, size_t at) {
  const char *own = at < roster->row.count ? roster->row.fields[at] : "";
  const int *places = roster->heading.places, place = (int)at;
  if (*own || roster->row.damaged) return own;
  if (place == places[ROSTER_UNIT] || place == places[ROSTER_ADDRESS]) return roster->unit_above;
  if (place == places[ROSTER_ENTRANCE]) return roster->entrance_above;
  return place == places[ROSTER_ROOM] ? roster->room_above : own;
}

bool refused_rows_keep(struct refused_rows *rows, const struct roster *roster, size_t *at) {
  const char *name = roster->heading.names;
  bool good = true;
  *at = rows->n;
  for (size_t i = 0; i < roster->heading.count && good; i++, name += strlen(name) + 1)
    good = is_left_out(name) || add_cell(rows, cell_of(roster, i));
  return end_row(rows, *at, good);
}

bool refused_rows_add(struct refused_rows *rows, const struct refused_rows *kept, size_t at,
                      const struct roster_error *error) {
  const size_t begin = rows->n;
  struct refused_row row;
  bool good = true;
  char why[1400];
  rows->cut |= rows->count > REFUSED_ROWS_MAX || rows->n > REFUSED_BYTES_MAX;
  if (rows->cut) return true;
  refused_rows_next(kept, &at, &row);
  for (size_t i = 0; i < row.count && good; i++)
    good = add_cell(rows, row.cells[i]);
  snprintf(why, sizeof why, "第%zu行“%s”：%s", error->line, roster_column_zh(error->column),
           error->problem.zh);
  return end_row(rows, begin, good && add_cell(rows, why));
}

bool refused_rows_next(const struct refused_rows *rows, size_t *at, struct refused_row *out) {
  out->count = 0;
  if (*at >= rows->n) return false;
  while (rows->bytes[*at] != END_OF_ROW) {
    const char *cell = rows->bytes + *at;
    if (out->count < sizeof out->cells / sizeof *out->cells) out->cells[out->count++] = cell;
    *at += strlen(cell) + 1;
  }
  ++*at;
  return true;
}

void refused_rows_finish(struct refused_rows *rows) {
  free(rows->bytes);
  *rows = (struct refused_rows){ 0 };
}
