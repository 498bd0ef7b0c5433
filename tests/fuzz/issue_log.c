/* SPDX-License-Identifier: Apache-2.0 */
/* A line of the issue log, as a restore reads it. */
#include "fuzz.h"

#include "store/pass/issue_log.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct issue_row row;
  if (size >= ISSUE_LOG_LINE_MAX || !issue_log_parse(tx_span_of(data, size), &row)) return 0;
  FUZZ_PROMISE(row.generation <= 7 && row.iat >= 0 && row.exp >= 0);
  FUZZ_PROMISE(tx_area_valid(row.area));
  return 0;
}
