/* SPDX-License-Identifier: Apache-2.0 */
/* A text that comes in pieces. */
#ifndef SERVER_WORKBOOK_TEXT_H
#define SERVER_WORKBOOK_TEXT_H

#include <stdbool.h>
#include <stddef.h>

struct workbook_text {
  char *bytes; /* owned; with a zero byte behind them once there is anything */
  size_t n, cap;
};

/* False: over max bytes, or no memory. */
bool workbook_text_add(struct workbook_text *text, const char *piece, size_t n, size_t max);
/* Takes _xHHHH_, by which a writer escapes what XML cannot hold (ECMA-376-1, 22.4.2.4), for what it
 * stands for: a blank where that is a control. */
void workbook_text_unescape(struct workbook_text *text);
void workbook_text_finish(struct workbook_text *text);

#endif
