/* SPDX-License-Identifier: Apache-2.0 */
/* The parts of a workbook that is a ZIP file, by minizip; counts what it unpacks. */
#ifndef SERVER_WORKBOOK_ZIP_H
#define SERVER_WORKBOOK_ZIP_H

#include "parts.h"

#include <stdint.h>

struct workbook_zip;

/* Where its bytes come from: up to n of them from an offset on; how many, or -1. */
typedef long workbook_read_at(void *context, uint64_t offset, void *out, size_t n);

/* Opens one of size bytes. WORKBOOK_BROKEN, WORKBOOK_TOO_MANY_PARTS, WORKBOOK_NO_MEMORY. */
enum workbook_refusal workbook_zip_open(workbook_read_at *read_at, void *context, uint64_t size,
                                        struct workbook_zip **out);
void workbook_zip_close(struct workbook_zip *zip);
struct workbook_parts workbook_zip_parts(struct workbook_zip *zip);

#endif
