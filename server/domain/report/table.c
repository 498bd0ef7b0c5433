/* SPDX-License-Identifier: Apache-2.0 */
#include "table.h"

#include "host/text/text.h"

#include <stdlib.h>

#define FEW 4 /* people that somebody outside could name */
#define ROUNDED 5

struct report_row *table_add(struct report *report, const char *of, const char *name,
                             const char *zh, const char *en) {
  if (report->count == report->cap) {
    const size_t cap = report->cap ? report->cap * 2 : 32;
    struct report_row *grown = realloc(report->rows, cap * sizeof *grown);
    if (!grown) return NULL;
    report->rows = grown;
    report->cap = cap;
  }
  struct report_row *row = &report->rows[report->count++];
  *row = (struct report_row){ 0 };
  host_copy(of, row->of, sizeof row->of);
  host_copy(name, row->name, sizeof row->name);
  host_copy(zh, row->zh, sizeof row->zh);
  host_copy(en, row->en, sizeof row->en);
  return row;
}

static bool hide(int64_t *count) {
  if (*count < 1 || *count > FEW) return false;
  *count = REPORT_FEW;
  return true;
}

/* Gates are no people. */
static bool counts_gates(const struct report *report, size_t column) {
  return report->plan.kind == REPORT_FIGURES &&
         (column == MEASURE_GATES || column == MEASURE_SILENT);
}

/* A sum less what is shown would be what is hidden. */
static void hide_column(struct report *report, size_t column) {
  bool hidden = false;
  for (size_t i = 0; i < report->count; i++)
    if (!report->rows[i].sum) hidden |= hide(&report->rows[i].counts[column]);
  for (size_t i = 0; i < report->count; i++) {
    int64_t *count = &report->rows[i].counts[column];
    if (report->rows[i].sum && !hide(count) && hidden && *count > 0) *count -= *count % ROUNDED;
  }
}

void table_hide(struct report *report) {
  for (size_t column = 0; column < report->form->column_count; column++)
    if (!counts_gates(report, column)) hide_column(report, column);
}

void report_finish(struct report *report) {
  free(report->rows);
  report->rows = NULL;
  report->count = report->cap = 0;
}
