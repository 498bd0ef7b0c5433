/* SPDX-License-Identifier: Apache-2.0 */
/* A workbook of one sheet whose cells are all text: no spreadsheet takes digits away from it. */
#ifndef SERVER_WORKBOOK_WRITE_H
#define SERVER_WORKBOOK_WRITE_H

#include "host/sys/file.h"

struct workbook_writer;

/* NULL: no memory, or nowhere to write to. */
struct workbook_writer *workbook_write_begin(const char *sheet);
/* The next row; the first is shown as a heading. */
bool workbook_write_row(struct workbook_writer *writer, const char *const *cells, size_t count);
/* Its bytes; ends the writer in any case. TX_OK, TX_NO_MEMORY, TX_IO_FAILED. */
enum tx_reason workbook_write_end(struct workbook_writer *writer, struct host_bytes *out);

#endif
