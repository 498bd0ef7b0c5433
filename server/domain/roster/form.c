/* SPDX-License-Identifier: Apache-2.0 */
#include "form.h"

#include "host/sys/file.h"

#include <stdio.h>
#include <stdlib.h>

static void write_quoted(FILE *out, const char *text) {
  fputc('"', out);
  for (; *text; text++) {
    if (*text == '"') fputc('"', out);
    fputc(*text, out);
  }
  fputc('"', out);
}

/* A roster of one row: RFC 4180, so that any text is one cell. */
static char *write_row(const char *const texts[ROSTER_COLUMNS]) {
  char *text = NULL;
  size_t n = 0;
  FILE *out = open_memstream(&text, &n);
  if (!out) return NULL;
  for (int i = 0; i < ROSTER_COLUMNS; i++)
    fprintf(out, "%s%s", i ? "," : "", roster_column_en((enum roster_column)i));
  fputc('\n', out);
  for (int i = 0; i < ROSTER_COLUMNS; i++) {
    if (i) fputc(',', out);
    write_quoted(out, texts[i] ? texts[i] : "");
  }
  fputc('\n', out);
  return fclose(out) == 0 ? text : (free(text), NULL);
}

static enum tx_reason say(const struct roster_error *error, struct host_problem *problem) {
  problem->reason = TX_BAD_ARGUMENT;
  snprintf(problem->zh, sizeof problem->zh, "“%s”%.500s。", roster_column_zh(error->column),
           error->problem.zh);
  snprintf(problem->en, sizeof problem->en, "The member %s %.500s.",
           roster_column_en(error->column), error->problem.en);
  host_problem_tidy(problem);
  return problem->reason;
}

enum tx_reason form_read(const char *const texts[ROSTER_COLUMNS], int64_t now_s,
                         struct roster_entry *out, struct host_problem *problem) {
  struct roster roster;
  struct roster_error error;
  HOST_FREE char *text = write_row(texts);
  if (!text) return host_problem_of(problem, TX_NO_MEMORY);
  *out = (struct roster_entry){ 0 };
  enum tx_reason reason = roster_open(&roster, tx_span_text(text), NULL, now_s, problem);
  roster.strict = true;
  enum roster_end end = reason == TX_OK ? roster_next(&roster, out, &error) : ROSTER_BROKEN;
  if (reason == TX_OK && end == ROSTER_WRONG) reason = say(&error, problem);
  if (reason == TX_OK && end != ROSTER_ENTRY) reason = host_problem_of(problem, TX_BAD_ARGUMENT);
  roster_close(&roster);
  return reason;
}
