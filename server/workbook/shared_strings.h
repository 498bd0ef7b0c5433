/* SPDX-License-Identifier: Apache-2.0 */
/* The texts that cells share (ECMA-376-1, 18.4), one behind the other in one piece of memory. */
#ifndef SERVER_WORKBOOK_STRINGS_H
#define SERVER_WORKBOOK_STRINGS_H

#include "parts.h"
#include "text.h"

#include <stdint.h>

struct workbook_strings {
  struct workbook_text bytes;
  uint32_t *ends; /* of each within bytes; owned */
  size_t count, cap;
};

/* WORKBOOK_TOO_MANY_STRINGS beyond their limits. The caller finishes it also after an error. */
enum workbook_refusal workbook_strings_read(struct workbook_strings *strings,
                                            const struct workbook_parts *parts, const char *name);
/* NULL: there is none of that number. No zero byte stands behind it. */
const char *workbook_strings_at(const struct workbook_strings *strings, size_t number, size_t *n);
void workbook_strings_finish(struct workbook_strings *strings);

#endif
