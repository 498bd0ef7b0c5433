/* SPDX-License-Identifier: Apache-2.0 */
/* Spreadsheets as text: what Excel saves in China, turned to UTF-8 and taken apart (RFC 4180). */
#ifndef HOST_CSV_H
#define HOST_CSV_H

#include "problem.h"

#include <stdio.h>

#define CSV_COLUMNS 64
#define CSV_MAX (512u << 20) /* bytes of a file */

/* A file as UTF-8: where it lies if it is, else turned into it as host_encoding_to_utf8 does. */
struct csv_text {
  const char *p; /* not terminated; the bytes outlive it */
  size_t n;
  char *turned; /* NULL: it lies where it came */
};
/* The caller frees out->turned. TX_OK, TX_TOO_MANY, TX_NO_MEMORY; TX_BAD_ARGUMENT with a sentence
 * for a workbook, a web page, UTF-16 without a BOM. */
enum tx_reason csv_read(struct tx_span bytes, struct csv_text *out, struct host_problem *problem);

struct csv {
  const char *p, *end;
  char separator;   /* as "sep=" says; comma, tab or semicolon, as the first lines have it */
  char newline;     /* '\n', or '\r' in a file that ends its lines with it alone */
  size_t next_line; /* of the row that comes next, from 1 */
  char *buffer;     /* the fields of the row at hand; owned */
  size_t capacity;
};

struct csv_row {
  size_t line; /* where it begins */
  size_t count;
  bool damaged;              /* holds what is no character: nothing of it can be trusted */
  char *fields[CSV_COLUMNS]; /* without what is invisible; live until the next row */
};

void csv_start(struct csv *csv, const char *text, size_t len);
void csv_finish(struct csv *csv);

enum csv_end { CSV_ROW, CSV_END, CSV_BAD };
/* Reads a row; empty lines are passed over. CSV_BAD: a quote that never closes, too many columns
 * that are not empty, no memory; the problem says which and where. After it CSV_END follows. */
enum csv_end csv_next(struct csv *csv, struct csv_row *row, struct host_problem *problem);

/* Writes a row (RFC 4180). What a spreadsheet would take for a formula (=cmd|…) stays text. False:
 * it could not be written. */
bool csv_write(FILE *out, const char *const *cells, size_t count);
#define CSV_BOM "\xef\xbb\xbf" /* by which Excel knows UTF-8 */

/* How far the reading got, of 1000. */
unsigned csv_progress(const struct csv *csv, const char *text);

#endif
