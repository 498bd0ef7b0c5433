/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a roster: encodings, quotes, headings, rows. */
#include "domain/resident/roster.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct roster roster;
  struct roster_entry entry;
  struct roster_error error;
  struct host_problem problem = { 0 };
  enum roster_end end = ROSTER_ENTRY;
  if (roster_open(&roster, tx_span_of(data, size), 1640995200, &problem) == TX_OK)
    while (end == ROSTER_ENTRY || end == ROSTER_WRONG) {
      end = roster_next(&roster, &entry, &error);
      if (end == ROSTER_ENTRY && (!*entry.name || !*entry.id_number || !*entry.unit)) abort();
      if (end == ROSTER_WRONG && (!*error.problem.zh || !*error.problem.en)) abort();
    }
  roster_close(&roster);
  return 0;
}
