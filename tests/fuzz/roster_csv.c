/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a roster: encodings, quotes, headings, rows. */
#include "domain/roster/refused_rows.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct roster roster;
  struct roster_entry entry;
  struct roster_error error;
  struct host_problem problem = { 0 };
  enum roster_end end = ROSTER_ENTRY;
  struct refused_rows rows = { 0 }, kept = { 0 };
  struct refused_row row;
  size_t refused = 0, kept_at = 0;
  if (roster_open(&roster, tx_span_of(data, size), NULL, 1640995200, &problem) == TX_OK) {
    if (!refused_rows_heading(&rows, &roster)) abort();
    while (end == ROSTER_ENTRY || end == ROSTER_WRONG) {
      end = roster_next(&roster, &entry, &error);
      if (end == ROSTER_ENTRY && (!*entry.name || !*entry.id_number || !*entry.unit)) abort();
      kept.n = 0;
      if (end == ROSTER_WRONG && (!refused_rows_keep(&kept, &roster, &kept_at) ||
                                  !refused_rows_add(&rows, &kept, kept_at, &error)))
        abort();
      refused += end == ROSTER_WRONG;
      if (end == ROSTER_WRONG && (!*error.problem.zh || !*error.problem.en)) abort();
    }
    for (size_t at = 0; refused_rows_next(&rows, &at, &row);)
      rows.count--;
    if (rows.count) abort();
  }
  if (refused > size) abort();
  refused_rows_finish(&rows);
  refused_rows_finish(&kept);
  roster_close(&roster);
  return 0;
}
