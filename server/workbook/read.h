/* SPDX-License-Identifier: Apache-2.0 */
/* Reads a workbook (ECMA-376, .xlsx) as a stream, in some tens of MiB whatever its size. */
#ifndef SERVER_WORKBOOK_READ_H
#define SERVER_WORKBOOK_READ_H

#include "parts.h"

/* Where it goes. False: no more of it (WORKBOOK_NOT_WANTED). */
struct workbook_sink {
  bool (*sheet)(void *context, const char *name);         /* one begins that is not hidden */
  bool (*text)(void *context, const char *csv, size_t n); /* UTF-8, in pieces; a line a row */
  void *context;
};

enum workbook_refusal workbook_read(const struct workbook_parts *parts,
                                    const struct workbook_sink *sink);

#endif
