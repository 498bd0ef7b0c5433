/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of a workbook (ECMA-376-2, OPC): named files, one open at a time, read as a stream. */
#ifndef SERVER_WORKBOOK_PARTS_H
#define SERVER_WORKBOOK_PARTS_H

#include "refusal.h"

#include <stdbool.h>
#include <stddef.h>

struct workbook_parts {
  /* Opens one by its name without a slash in front. WORKBOOK_NO_PART when it is not there. */
  enum workbook_refusal (*open)(void *context, const char *name);
  /* Up to cap bytes; *n is 0 at its end. */
  enum workbook_refusal (*read)(void *context, void *out, size_t cap, size_t *n);
  /* Whether what was read is what was written. */
  enum workbook_refusal (*close)(void *context);
  void *context;
};

#endif
