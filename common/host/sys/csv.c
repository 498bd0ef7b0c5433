/* SPDX-License-Identifier: Apache-2.0 */
#include "csv.h"

#include "encoding.h"
#include "host/text/visible.h"

#include "format/cbor.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

static bool begins(struct tx_span bytes, const char *prefix, size_t n) {
  return bytes.n >= n && memcmp(bytes.p, prefix, n) == 0;
}

static bool is_markup(struct tx_span bytes) {
  if (begins(bytes, "\xef\xbb\xbf", 3)) bytes = tx_span_of(bytes.p + 3, bytes.n - 3);
  size_t i = 0;
  while (i < bytes.n && i < 256 && strchr(" \t\r\n", bytes.p[i]) && bytes.p[i])
    i++;
  return i < bytes.n && bytes.p[i] == '<';
}

enum tx_reason csv_read(struct tx_span bytes, struct csv_text *out, struct host_problem *problem) {
  *out = (struct csv_text){ .turned = NULL };
  if (bytes.n > CSV_MAX)
    return host_problem_set(problem, TX_TOO_MANY, "文件超过%u MiB，请分成几份。",
                            "The file is over %u MiB, please split it.", CSV_MAX >> 20);
  if (begins(bytes, "PK\x03\x04", 4) || begins(bytes, "\xd0\xcf\x11\xe0", 4))
    return host_problem_set(
        problem, TX_BAD_ARGUMENT, "这是Excel工作簿，请另存为“CSV UTF-8”再导入。",
        "This is an Excel workbook: please save it as \"CSV UTF-8\" and import that.");
  if (is_markup(bytes))
    return host_problem_say(
        problem, TX_BAD_ARGUMENT,
        "这是网页（HTML或XML），不是表格文本，请用表格软件打开后另存为“CSV UTF-8”再导入。",
        "This is a web page (HTML or XML), whatever its name says: please open it as a spreadsheet "
        "and save it as \"CSV UTF-8\".");
  struct tx_span there = host_encoding_in_place(bytes);
  *out = (struct csv_text){ .p = (const char *)there.p, .n = there.n };
  if (there.p) return TX_OK;
  enum tx_reason reason = host_encoding_to_utf8(bytes, &out->turned, &out->n, problem);
  out->p = out->turned;
  return reason;
}

#define LINES_LOOKED_AT 15 /* titles above a heading, and the heading */

static const char *count_separators(const char *p, const struct csv *csv, size_t counts[3]) {
  counts[0] = counts[1] = counts[2] = 0;
  for (; p < csv->end && *p != csv->newline; p++) {
    counts[0] += *p == ',';
    counts[1] += *p == '\t';
    counts[2] += *p == ';';
  }
  return p < csv->end ? p + 1 : p;
}

/* What stands most often on one line: a title may hold a comma, a heading holds several of its own.
 */
static char find_separator(const struct csv *csv) {
  size_t counts[3], most = 0;
  char found = ',';
  const char *p = csv->p;
  for (int line = 0; line < LINES_LOOKED_AT && p < csv->end; line++) {
    p = count_separators(p, csv, counts);
    for (int i = 0; i < 3; i++)
      if (counts[i] > most) most = counts[i], found = ",\t;"[i];
  }
  return found;
}

/* An old Macintosh ends lines with CR alone. */
static char find_newline(const char *p, const char *end) {
  bool quoted = false;
  for (; p < end && (quoted || (*p != '\n' && *p != '\r')); p++)
    if (*p == '"') quoted = !quoted;
  bool alone = p < end && *p == '\r' && (p + 1 == end || p[1] != '\n');
  return alone ? '\r' : '\n';
}

/* "sep=;" above the heading is Excel's own; it says the separator. */
static void take_separator_line(struct csv *csv) {
  const char *p = csv->p;
  bool quoted = p < csv->end && *p == '"';
  p += quoted;
  if (csv->end - p < 5 || strncasecmp(p, "sep=", 4) != 0) return;
  const char *rest = p + 5 + (quoted && csv->end - p > 5 && p[5] == '"');
  while (rest < csv->end && (*rest == '\r' || *rest == ',') && *rest != csv->newline)
    rest++;
  if (rest < csv->end && *rest != csv->newline) return;
  csv->separator = p[4];
  csv->p = rest < csv->end ? rest + 1 : rest;
  csv->next_line = 2;
}

void csv_start(struct csv *csv, const char *text, size_t len) {
  *csv = (struct csv){ .p = text, .end = text + len, .next_line = 1 };
  csv->newline = find_newline(csv->p, csv->end);
  csv->separator = find_separator(csv);
  take_separator_line(csv);
}

void csv_finish(struct csv *csv) {
  free(csv->buffer);
  csv->buffer = NULL;
}

/* The bytes of one row, so that the buffer is as large before anything is written to it. */
static size_t row_extent(const struct csv *csv, bool *closed) {
  bool quoted = false;
  const char *p = csv->p;
  for (; p < csv->end && (quoted || *p != csv->newline); p++)
    if (*p == '"') quoted = !quoted;
  *closed = !quoted;
  return (size_t)(p - csv->p);
}

static bool reserve(struct csv *csv, size_t n) {
  if (csv->capacity >= n) return true;
  char *grown = realloc(csv->buffer, n);
  if (!grown) return false;
  csv->buffer = grown;
  csv->capacity = n;
  return true;
}

/* What a spreadsheet puts around a value to keep it as text: ="123", =123, '123; and the .0 that
 * it adds to a number. */
static char *unwrap(char *value, size_t n) {
  bool formula = *value == '=' && n > 1;
  if (*value == '\'' || formula) value++, n--;
  if (formula && n >= 2 && *value == '"' && value[n - 1] == '"') {
    value[n - 1] = '\0';
    value++;
    n -= 2;
  }
  size_t digits = strspn(value, "0123456789");
  if (value[digits] == '.' && digits + 1 < n && strspn(value + digits + 1, "0") == n - digits - 1)
    value[digits] = '\0';
  return value;
}

/* Copies one field without its quotes; returns what follows it. */
static const char *read_field(const struct csv *csv, const char *p, const char *end, char **to) {
  bool quoted = false;
  for (; p < end && (quoted || *p != csv->separator); p++) {
    if (*p != '"') {
      *(*to)++ = *p;
    } else if (quoted && p + 1 < end && p[1] == '"') {
      *(*to)++ = *p++;
    } else {
      quoted = !quoted;
    }
  }
  return p;
}

static enum csv_end bad_row(struct csv *csv, struct host_problem *problem, const char *zh,
                            const char *en) {
  problem->reason = TX_BAD_ARGUMENT;
  snprintf(problem->zh, sizeof problem->zh, "第%zu行%s", csv->next_line, zh);
  snprintf(problem->en, sizeof problem->en, "Line %zu %s", csv->next_line, en);
  csv->p = csv->end;
  return CSV_BAD;
}

/* False: more columns than there is room for, and not only empty ones. */
static bool split(struct csv *csv, const char *end, struct csv_row *row) {
  const char *p = csv->p;
  char *to = csv->buffer;
  row->count = 0;
  for (;;) {
    char *start = to;
    p = read_field(csv, p, end, &to);
    size_t n = host_visible_clean(start, (size_t)(to - start));
    if (row->count < CSV_COLUMNS)
      row->fields[row->count++] = unwrap(start, n), to++; /* past the terminator */
    else if (n > 0)
      return false;
    else
      to = start;
    if (p >= end) return true;
    p++;
  }
}

static bool is_empty_row(const struct csv_row *row) {
  for (size_t i = 0; i < row->count; i++)
    if (*row->fields[i]) return false;
  return true;
}

static enum csv_end read_row(struct csv *csv, struct csv_row *row, struct host_problem *problem) {
  bool closed;
  size_t extent = row_extent(csv, &closed);
  if (!closed)
    return bad_row(csv, problem, "有引号没有闭合，请补上或删去。",
                   "has a quotation mark that is never closed, please close or remove it.");
  if (!reserve(csv, extent + CSV_COLUMNS + 8))
    return bad_row(csv, problem, "放不进内存。", "does not fit into memory.");
  const char *end = csv->p + extent;
  if (!split(csv, end, row))
    return bad_row(csv, problem, "超过64列。", "has more than 64 columns.");
  row->line = csv->next_line;
  struct tx_span bytes = tx_span_of(csv->p, extent);
  row->damaged = !tx_utf8_valid(bytes) || memchr(csv->p, '\0', extent);
  for (const char *p = csv->p; p < end; p++)
    csv->next_line += *p == csv->newline;
  csv->next_line++;
  csv->p = end < csv->end ? end + 1 : end;
  return CSV_ROW;
}

enum csv_end csv_next(struct csv *csv, struct csv_row *row, struct host_problem *problem) {
  while (csv->p < csv->end) {
    enum csv_end end = read_row(csv, row, problem);
    if (end != CSV_ROW || row->damaged || !is_empty_row(row)) return end;
  }
  return CSV_END;
}

unsigned csv_progress(const struct csv *csv, const char *text) {
  size_t whole = (size_t)(csv->end - text);
  return whole ? (unsigned)((size_t)(csv->p - text) * 1000 / whole) : 1000;
}

/* --- writing ---------------------------------------------------------------------------------- */

static void write_cell(FILE *out, const char *cell) {
  const bool formula = *cell && strchr("=+-@\t\r", *cell);
  if (!formula && !strpbrk(cell, ",\"\r\n")) {
    fputs(cell, out);
    return;
  }
  fputs(formula ? "\"'" : "\"", out);
  for (; *cell; cell++) {
    if (*cell == '"') fputc('"', out);
    fputc(*cell, out);
  }
  fputc('"', out);
}

bool csv_write(FILE *out, const char *const *cells, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (i) fputc(',', out);
    write_cell(out, cells[i]);
  }
  return fputs("\r\n", out) >= 0;
}
