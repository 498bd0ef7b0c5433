/* SPDX-License-Identifier: Apache-2.0 */
#include "report_file.h"

#include "host/sys/csv.h"
#include "host/text/text.h"
#include "report_paper.h"
#include "report_words.h"
#include "workbook/write.h"

#include <stdio.h>
#include <stdlib.h>

#define CELLS_MAX (REPORT_COLUMNS_MAX + 4)

static const struct {
  const char *word, *type;
} formats[REPORT_FORMATS] = {
  [REPORT_JSON] = { "json", "application/json" },
  [REPORT_CSV] = { "csv", "text/csv; charset=utf-8" },
  [REPORT_XLSX] = { "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
  [REPORT_PDF] = { "pdf", "application/pdf" },
};

int report_format_find(const char *word) {
  for (int i = 0; i < REPORT_FORMATS; i++)
    if (strcmp(word, formats[i].word) == 0) return i;
  return -1;
}
const char *report_format_word(enum report_format format) {
  return formats[format].word;
}
const char *report_format_type(enum report_format format) {
  return formats[format].type;
}

void report_file_name(const struct report_plan *plan, enum report_format format,
                      char out[REPORT_NAME_SIZE]) {
  char digits[13], days[REPORT_DAYS_SIZE];
  tx_area_format(plan->area, digits);
  report_days_say(plan, "_", days);
  const struct report_form *form = report_form(plan->kind);
  snprintf(out, REPORT_NAME_SIZE, "%s%s-%s-%s.%s", form->upward ? "figures-" : "", form->word,
           digits, days, formats[format].word);
}

/* --- JSON ------------------------------------------------------------------------------------- */

static json_t *column_json(const struct report_column *column) {
  return json_pack("{s:s, s:s, s:s}", "name", column->name, "zh", column->zh, "en", column->en);
}

static json_t *count_json(int64_t count) {
  if (count == REPORT_NONE) return json_null();
  return count == REPORT_FEW ? json_string(REPORT_FEW_TEXT) : json_integer((json_int_t)count);
}

static json_t *row_json(const struct report *report, const struct report_row *row) {
  json_t *counts = json_array();
  for (size_t i = 0; i < report->form->column_count; i++)
    json_array_append_new(counts, count_json(row->counts[i]));
  json_t *out = json_pack("{s:s, s:s, s:s, s:o}", "name", row->name, "zh", row->zh, "en", row->en,
                          "counts", counts);
  if (*row->of) json_object_set_new(out, "of", json_string(row->of));
  return out;
}

json_t *report_json(const struct report *report) {
  const struct report_form *form = report->form;
  char digits[13];
  tx_area_format(report->plan.area, digits);
  json_t *columns = json_array(), *rows = json_array();
  for (size_t i = 0; i < form->column_count; i++)
    json_array_append_new(columns, column_json(&form->columns[i]));
  for (size_t i = 0; i < report->count; i++)
    json_array_append_new(rows, row_json(report, &report->rows[i]));
  json_t *out = json_pack("{s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:i, s:o, s:o, s:o}", "report",
                          form->word, "zh", form->zh, "en", form->en, "area", digits, "from",
                          (json_int_t)report->plan.from_s, "to", (json_int_t)report->plan.to_s,
                          "at", (json_int_t)report->at_s, "hours", report->plan.hours, "what",
                          column_json(&form->what), "columns", columns, "rows", rows);
  if (form->of.name) json_object_set_new(out, "of", column_json(&form->of));
  return out;
}

/* --- tables ----------------------------------------------------------------------------------- */

struct line {
  const char *cells[CELLS_MAX];
  char numbers[REPORT_COLUMNS_MAX][REPORT_COUNT_SIZE];
  size_t count;
};

static const char *in(bool english, const char *zh, const char *en) {
  return english ? en : zh;
}

static void add(struct line *line, const char *cell) {
  line->cells[line->count++] = cell;
}

static void write_heading(const struct report *report, bool english, struct line *out) {
  const struct report_form *form = report->form;
  out->count = 0;
  add(out, in(english, "日期", "day"));
  add(out, in(english, "区划", "area"));
  if (form->of.name) add(out, in(english, form->of.zh, form->of.en));
  add(out, in(english, form->what.zh, form->what.en));
  for (size_t i = 0; i < form->column_count; i++)
    add(out, in(english, form->columns[i].zh, form->columns[i].en));
}

static void write_row(const struct report *report, const struct report_row *row, bool english,
                      struct line *out) {
  out->count = 2; /* day and area stay */
  if (report->form->of.name) add(out, *row->of ? row->of : in(english, "合计", "all"));
  add(out, in(english, row->zh, row->en));
  for (size_t i = 0; i < report->form->column_count; i++) {
    report_count_say(row->counts[i], out->numbers[i]);
    add(out, out->numbers[i]);
  }
}

static bool write_line(void *to, const struct line *line) {
  return csv_write(to, line->cells, line->count);
}

static bool write_cells(void *to, const struct line *line) {
  return workbook_write_row(to, line->cells, line->count);
}

static bool write_lines(const struct report *report, bool english,
                        bool (*write)(void *to, const struct line *line), void *to) {
  char digits[13], days[REPORT_DAYS_SIZE];
  struct line line;
  write_heading(report, english, &line);
  bool good = write(to, &line);
  tx_area_format(report->plan.area, digits);
  report_days_say(&report->plan, "/", days);
  line.cells[0] = days;
  line.cells[1] = digits;
  for (size_t i = 0; good && i < report->count; i++) {
    write_row(report, &report->rows[i], english, &line);
    good = write(to, &line);
  }
  return good;
}

static enum tx_reason write_csv(const struct report *report, bool english, struct host_bytes *out) {
  char *text = NULL;
  size_t n = 0;
  FILE *file = open_memstream(&text, &n);
  if (!file) return TX_NO_MEMORY;
  fputs(CSV_BOM, file);
  const bool good = write_lines(report, english, write_line, file);
  if (fclose(file) != 0 || !good) return free(text), TX_NO_MEMORY;
  *out = (struct host_bytes){ .p = (uint8_t *)text, .n = n };
  return TX_OK;
}

static enum tx_reason write_workbook(const struct report *report, bool english,
                                     struct host_bytes *out) {
  struct workbook_writer *writer =
      workbook_write_begin(in(english, report->form->zh, report->form->en));
  if (!writer) return TX_NO_MEMORY;
  const bool good = write_lines(report, english, write_cells, writer);
  enum tx_reason reason = workbook_write_end(writer, out);
  return good ? reason : TX_NO_MEMORY;
}

enum tx_reason report_file_write(const struct report *report, enum report_format format,
                                 bool english, const char *program, struct host_bytes *out,
                                 struct host_problem *problem) {
  switch (format) {
  case REPORT_CSV:
    return host_problem_of(problem, write_csv(report, english, out));
  case REPORT_XLSX:
    return host_problem_of(problem, write_workbook(report, english, out));
  case REPORT_PDF:
    return report_paper_write(report, english, program, out, problem);
  case REPORT_JSON: /* an answer, and no file */
  case REPORT_FORMATS:
    break;
  }
  return TX_BAD_ARGUMENT;
}
