/* SPDX-License-Identifier: Apache-2.0 */
#include "csv.h"

#include "format/cbor.h"

#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>

static bool begins(struct tx_span bytes, const char *prefix, size_t n) {
  return bytes.n >= n && memcmp(bytes.p, prefix, n) == 0;
}

static char *copy_text(struct tx_span bytes) {
  char *copy = malloc(bytes.n + 1);
  if (!copy) return NULL;
  if (bytes.n) memcpy(copy, bytes.p, bytes.n);
  copy[bytes.n] = '\0';
  return copy;
}

static size_t line_of(struct tx_span bytes, size_t at) {
  size_t line = 1;
  for (size_t i = 0; i < at && i < bytes.n; i++)
    line += bytes.p[i] == '\n';
  return line;
}

static enum tx_reason convert(struct tx_span bytes, const char *from, char **out, size_t *len,
                              struct host_problem *problem) {
  iconv_t conversion = iconv_open("UTF-8", from);
  if (conversion == (iconv_t)-1) return host_problem_of(problem, TX_IO_FAILED);
  size_t cap = bytes.n * 3 + 4;
  char *text = malloc(cap);
  if (!text) {
    iconv_close(conversion);
    return host_problem_of(problem, TX_NO_MEMORY);
  }
  char *in = (char *)(uintptr_t)bytes.p, *to = text;
  size_t in_left = bytes.n, out_left = cap - 1;
  size_t converted = iconv(conversion, &in, &in_left, &to, &out_left);
  iconv_close(conversion);
  if (converted == (size_t)-1) {
    free(text);
    return host_problem_set(
        problem, TX_BAD_ARGUMENT,
        "第%zu行有既非UTF-8也非GB18030的字符,请在表格软件中另存为“CSV UTF-8”再试。",
        "Line %zu holds characters that are neither UTF-8 nor GB18030: please save the "
        "table as \"CSV UTF-8\" and try again.",
        line_of(bytes, bytes.n - in_left));
  }
  *to = '\0';
  *out = text;
  *len = (size_t)(to - text);
  return TX_OK;
}

enum tx_reason csv_to_utf8(struct tx_span bytes, char **out, size_t *len,
                           struct host_problem *problem) {
  if (bytes.n > CSV_MAX)
    return host_problem_set(problem, TX_TOO_MANY, "文件超过%u MiB,请分成几份。",
                            "The file is over %u MiB, please split it.", CSV_MAX >> 20);
  if (begins(bytes, "PK\x03\x04", 4) || begins(bytes, "\xd0\xcf\x11\xe0", 4))
    return host_problem_set(
        problem, TX_BAD_ARGUMENT, "这是Excel工作簿,请另存为“CSV UTF-8”再导入。",
        "This is an Excel workbook: please save it as \"CSV UTF-8\" and import that.");
  if (begins(bytes, "\xff\xfe", 2) || begins(bytes, "\xfe\xff", 2))
    return convert(bytes, "UTF-16", out, len, problem);
  if (begins(bytes, "\xef\xbb\xbf", 3)) bytes = tx_span_of(bytes.p + 3, bytes.n - 3);
  if (!tx_utf8_valid(bytes)) return convert(bytes, "GB18030", out, len, problem);
  *out = copy_text(bytes);
  *len = bytes.n;
  return *out ? TX_OK : host_problem_of(problem, TX_NO_MEMORY);
}

static char find_separator(const char *p, const char *end) {
  size_t commas = 0, tabs = 0, semicolons = 0;
  for (; p < end && *p != '\n'; p++) {
    commas += *p == ',';
    tabs += *p == '\t';
    semicolons += *p == ';';
  }
  if (commas) return ',';
  return tabs ? '\t' : semicolons ? ';' : ',';
}

void csv_start(struct csv *csv, const char *text, size_t len) {
  *csv = (struct csv){ .p = text, .end = text + len, .next_line = 1 };
  csv->separator = find_separator(csv->p, csv->end);
}

void csv_finish(struct csv *csv) {
  free(csv->buffer);
  csv->buffer = NULL;
}

/* The bytes of one row, so that the buffer is as large before anything is written to it. */
static size_t row_extent(const struct csv *csv, bool *closed) {
  bool quoted = false;
  const char *p = csv->p;
  for (; p < csv->end && (quoted || *p != '\n'); p++)
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

static bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Spaces at both ends go, the ideographic one (U+3000) too. */
static char *trim(char *start, char *end) {
  while (start < end && (is_blank(*start) || memcmp(start, "\xe3\x80\x80", 3) == 0))
    start += is_blank(*start) ? 1 : 3;
  for (;;) {
    if (end > start && is_blank(end[-1]))
      end--;
    else if (end - start >= 3 && memcmp(end - 3, "\xe3\x80\x80", 3) == 0)
      end -= 3;
    else
      break;
  }
  *end = '\0';
  return start;
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

static bool split(struct csv *csv, const char *end, struct csv_row *row) {
  const char *p = csv->p;
  char *to = csv->buffer;
  row->count = 0;
  for (;;) {
    if (row->count == CSV_COLUMNS) return false;
    char *start = to;
    p = read_field(csv, p, end, &to);
    row->fields[row->count++] = trim(start, to);
    to++; /* past the terminator */
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
    return bad_row(csv, problem, "有引号没有闭合,请补上或删去。",
                   "has a quotation mark that is never closed, please close or remove it.");
  if (memchr(csv->p, '\0', extent))
    return bad_row(csv, problem, "含有零字节,文件可能已损坏。",
                   "holds a zero byte, the file may be damaged.");
  if (!reserve(csv, extent + CSV_COLUMNS + 8))
    return bad_row(csv, problem, "放不进内存。", "does not fit into memory.");
  const char *end = csv->p + extent;
  if (!split(csv, end, row))
    return bad_row(csv, problem, "超过64列。", "has more than 64 columns.");
  row->line = csv->next_line;
  for (const char *p = csv->p; p < end; p++)
    csv->next_line += *p == '\n';
  csv->next_line++;
  csv->p = end < csv->end ? end + 1 : end;
  return CSV_ROW;
}

enum csv_end csv_next(struct csv *csv, struct csv_row *row, struct host_problem *problem) {
  while (csv->p < csv->end) {
    enum csv_end end = read_row(csv, row, problem);
    if (end != CSV_ROW || !is_empty_row(row)) return end;
  }
  return CSV_END;
}

unsigned csv_progress(const struct csv *csv, const char *text) {
  size_t whole = (size_t)(csv->end - text);
  return whole ? (unsigned)((size_t)(csv->p - text) * 1000 / whole) : 1000;
}
