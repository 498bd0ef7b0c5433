/* SPDX-License-Identifier: Apache-2.0 */
/* A table that came in: CSV as it is, or a workbook's sheet as CSV. */
#ifndef SERVER_API_RESIDENT_TABLE_H
#define SERVER_API_RESIDENT_TABLE_H

#include "workbook/convert.h"

struct table {
  struct tx_span bytes;       /* of the request, or of csv */
  struct workbook_csv csv;    /* of a workbook */
  char sheet[128], more[128]; /* of a workbook, fit for people; "" of others */
};

/* bytes stay the caller's. Takes seconds for a large workbook, and needs no connection. TX_OK, or a
 * sentence. */
enum tx_reason table_read(struct tx_span bytes, workbook_wanted *wanted, struct table *out,
                          struct host_problem *problem);
/* Gives the text back and keeps the names. */
void table_forget(struct table *table);

#endif
