/* SPDX-License-Identifier: Apache-2.0 */
#include "table.h"

#include "host/text/text.h"
#include "host/text/visible.h"

#include <string.h>

static void name_for_people(const char *name, char out[128]) {
  host_copy(name, out, 128);
  host_visible_clean(out, strlen(out));
}

enum tx_reason table_read(struct tx_span bytes, workbook_wanted *wanted, struct table *out,
                          struct host_problem *problem) {
  *out = (struct table){ .bytes = bytes };
  if (!workbook_is(bytes)) return TX_OK;
  enum tx_reason reason = workbook_convert(bytes, NULL, wanted, &out->csv, problem);
  if (reason != TX_OK) return reason;
  out->bytes = tx_span_of(out->csv.text, out->csv.n);
  name_for_people(out->csv.sheet, out->sheet);
  name_for_people(out->csv.more, out->more);
  return TX_OK;
}

void table_forget(struct table *table) {
  workbook_csv_finish(&table->csv);
  table->bytes = (struct tx_span){ 0 };
}
