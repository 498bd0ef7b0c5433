/* SPDX-License-Identifier: Apache-2.0 */
/* A sheet's rows as lines of CSV (RFC 4180), each on the line that its row has in the sheet. */
#ifndef SERVER_WORKBOOK_SHEET_H
#define SERVER_WORKBOOK_SHEET_H

#include "book.h"
#include "read.h"
#include "shared_strings.h"
#include "styles.h"

struct workbook_reading {
  const struct workbook_parts *parts;
  const struct workbook_sink *sink;
  struct workbook_book book;
  struct workbook_strings strings;
  struct workbook_styles styles;
  size_t cells; /* of all sheets so far */
};

enum workbook_refusal workbook_sheet_read(struct workbook_reading *reading, const char *part);

#endif
