/* SPDX-License-Identifier: Apache-2.0 */
/* Which of a workbook's styles show a number as a day (ECMA-376-1, 18.8). */
#ifndef SERVER_WORKBOOK_STYLES_H
#define SERVER_WORKBOOK_STYLES_H

#include "parts.h"

struct workbook_styles {
  bool *is_date; /* by the number that a cell names; owned */
  size_t count, cap;
};

enum workbook_refusal workbook_styles_read(struct workbook_styles *styles,
                                           const struct workbook_parts *parts, const char *name);
void workbook_styles_finish(struct workbook_styles *styles);

#endif
