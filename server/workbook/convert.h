/* SPDX-License-Identifier: Apache-2.0 */
/* A workbook as CSV, read by a child that can do nothing else (main.c). */
#ifndef SERVER_WORKBOOK_CONVERT_H
#define SERVER_WORKBOOK_CONVERT_H

#include "refusal.h"

#include "format/bytes.h"

struct workbook_csv {
  char *text; /* UTF-8 with a BOM: what any reader of CSV takes, a line a row; owned */
  size_t n;
  char sheet[128]; /* where it stood */
  char more[128];  /* the first other sheet that was wanted too; "" mostly */
};

/* Whether a sheet's text is what is looked for; NULL: the first with anything on it. */
typedef bool workbook_wanted(const char *csv, size_t n);

/* Whether bytes begin as a workbook does, readable or not. */
bool workbook_is(struct tx_span bytes);

/* The first sheet that is wanted, or, where none is, the first with anything on it. program: of
 * the child, NULL where it stands beside this one. TX_OK; else a sentence. The caller finishes
 * *out. May take seconds. */
enum tx_reason workbook_convert(struct tx_span bytes, const char *program, workbook_wanted *wanted,
                                struct workbook_csv *out, struct host_problem *problem);
void workbook_csv_finish(struct workbook_csv *csv);

#endif
