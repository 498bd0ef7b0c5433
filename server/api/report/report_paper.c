/* SPDX-License-Identifier: Apache-2.0 */
#include "report_paper.h"

#include "host/text/date.h"
#include "print/paper.h"
#include "report_words.h"

#include <stdio.h>

#define WIDE 8 /* columns of counts; more stand one below the other */

static const char *in(bool english, const char *zh, const char *en) {
  return english ? en : zh;
}

static bool is_wide(const struct report *report) {
  return report->form->column_count > WIDE;
}

static void set(json_t *to, char letter, size_t n, const char *text) {
  char member[24];
  snprintf(member, sizeof member, "%c%zu", letter, n);
  json_object_set_new(to, member, json_string(text));
}

/* What a row is of, unless its words say the same. */
static bool has_of(const struct report *report) {
  return report->form->of.name && report->plan.kind != REPORT_FIGURES;
}

/* --- the heading ------------------------------------------------------------------------------ */

static void set_about(const struct report *report, bool english, json_t *to) {
  char digits[13], days[REPORT_DAYS_SIZE], at[HOST_DATE_SIZE], text[200];
  tx_area_format(report->plan.area, digits);
  report_days_say(&report->plan, in(english, "至", " to "), days);
  host_date_shanghai_minute(report->at_s, at);
  snprintf(text, sizeof text, in(english, "区划 %s　%s　%s统计", "Area %s   %s   counted at %s"),
           digits, days, at);
  json_object_set_new(to, "about", json_string(text));
}

static json_t *heading_json(const struct report *report, bool english) {
  const struct report_form *form = report->form;
  size_t n = 0;
  json_t *out = json_pack("{s:s, s:s}", "form", "report", "title", in(english, form->zh, form->en));
  if (!out) return NULL;
  set_about(report, english, out);
  if (has_of(report)) set(out, 'h', n++, in(english, form->of.zh, form->of.en));
  set(out, 'h', n++, in(english, form->what.zh, form->what.en));
  json_object_set_new(out, "labels", json_integer((json_int_t)n + is_wide(report)));
  if (is_wide(report)) set(out, 'h', n++, "");
  for (size_t i = 0; i < form->column_count && !is_wide(report); i++)
    set(out, 'h', n++, in(english, form->columns[i].zh, form->columns[i].en));
  json_object_set_new(out, "columns", json_integer((json_int_t)n + is_wide(report)));
  return out;
}

/* --- the rows --------------------------------------------------------------------------------- */

static void set_count(json_t *to, size_t n, int64_t count) {
  char text[REPORT_COUNT_SIZE];
  report_count_say(count, text);
  set(to, 'c', n, text);
}

static size_t set_labels(const struct report *report, const struct report_row *row, bool english,
                         json_t *to) {
  size_t n = 0;
  if (has_of(report)) set(to, 'c', n++, *row->of ? row->of : in(english, "合计", "all"));
  set(to, 'c', n++, in(english, row->zh, row->en));
  return n;
}

static void add(struct paper *paper, json_t *item, bool sum) {
  if (sum) json_object_set_new(item, "sum", json_true());
  if (item) paper_add(paper, item);
  json_decref(item);
}

static void add_row(const struct report *report, const struct report_row *row, bool english,
                    struct paper *paper) {
  json_t *item = json_object();
  size_t n = set_labels(report, row, english, item);
  for (size_t i = 0; i < report->form->column_count; i++)
    set_count(item, n++, row->counts[i]);
  add(paper, item, row->sum);
}

/* A line a count, the row's own words on the first. */
static void add_block(const struct report *report, const struct report_row *row, bool english,
                      struct paper *paper) {
  const struct report_form *form = report->form;
  for (size_t i = 0; i < form->column_count; i++) {
    json_t *item = json_object();
    size_t n = has_of(report) ? 2 : 1;
    if (i == 0) n = set_labels(report, row, english, item);
    set(item, 'c', n++, in(english, form->columns[i].zh, form->columns[i].en));
    set_count(item, n, row->counts[i]);
    add(paper, item, i == 0);
  }
}

enum tx_reason report_paper_write(const struct report *report, bool english, const char *program,
                                  struct host_bytes *out, struct host_problem *problem) {
  PAPER paper = NULL;
  json_t *lacking = NULL, *heading = heading_json(report, english);
  *out = (struct host_bytes){ 0 };
  enum tx_reason reason = heading ? paper_begin(NULL, heading, program, &paper, problem)
                                  : host_problem_of(problem, TX_NO_MEMORY);
  json_decref(heading);
  if (reason != TX_OK) return reason;
  for (size_t i = 0; i < report->count; i++)
    (is_wide(report) ? add_block : add_row)(report, &report->rows[i], english, paper);
  reason = paper_end(paper, &lacking, NULL, problem);
  json_decref(lacking);
  return reason == TX_OK ? host_problem_of(problem, paper_take(paper, out)) : reason;
}
