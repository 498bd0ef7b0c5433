/* SPDX-License-Identifier: Apache-2.0 */
#include "refused.h"

#include "host/text/text.h"
#include "workbook/write.h"

#include <stdlib.h>

#define SHEET "未导入"

static bool write_rows(struct workbook_writer *writer, const struct refused_rows *rows) {
  struct refused_row row;
  for (size_t at = 0; refused_rows_next(rows, &at, &row);)
    if (!workbook_write_row(writer, row.cells, row.count)) return false;
  return true;
}

json_t *refused_workbook(const struct refused_rows *rows) {
  HOST_BYTES bytes = { 0 };
  if (rows->count < 2) return NULL; /* the heading alone */
  struct workbook_writer *writer = workbook_write_begin(SHEET);
  if (!writer) return NULL;
  const bool good = write_rows(writer, rows);
  if (workbook_write_end(writer, &bytes) != TX_OK || !good) return NULL;
  char *text = malloc(HOST_BASE64_SIZE(bytes.n));
  if (!text) return NULL;
  host_base64(host_span(&bytes), text);
  json_t *json = json_string(text);
  free(text);
  return json;
}
