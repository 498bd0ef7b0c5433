/* SPDX-License-Identifier: Apache-2.0 */
/* What a workbook says of itself: its sheets in order, and where its parts are. */
#ifndef SERVER_WORKBOOK_BOOK_H
#define SERVER_WORKBOOK_BOOK_H

#include "limits.h"
#include "parts.h"

#define WORKBOOK_NAME_MAX 256 /* of a part, with its end; a sheet's name has 31 characters */

struct workbook_sheet {
  char name[128], relation[64];
  char part[WORKBOOK_NAME_MAX]; /* "": not found */
  bool hidden;
};

struct workbook_book {
  char part[WORKBOOK_NAME_MAX], strings[WORKBOOK_NAME_MAX],
      styles[WORKBOOK_NAME_MAX]; /* "": none */
  bool from_1904;
  struct workbook_sheet *sheets; /* owned */
  size_t count;
};

/* WORKBOOK_OTHER, WORKBOOK_BINARY, WORKBOOK_TOO_MANY_PARTS and what reading can come to. The caller
 * finishes it also after an error. */
enum workbook_refusal workbook_book_read(struct workbook_book *book,
                                         const struct workbook_parts *parts);
void workbook_book_finish(struct workbook_book *book);

#endif
