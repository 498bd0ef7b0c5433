/* SPDX-License-Identifier: Apache-2.0 */
/* The table: each reason that a showing can have, and what is shown to get it. */
#ifndef INTEGRATION_REASONS_H
#define INTEGRATION_REASONS_H

#include "city/forge.h"

/* What a gate of the test is given: files of its folder ("" for none), a clock, and a code. */
struct showing {
  const char *trust, *list, *policy, *certs;
  int64_t now_s;
  char text[TX_TEXT_MAX + 1];
};

struct reason_row {
  int reason;
  enum tx_verdict verdict;
  const char *promise;
  /* Spoils a showing that would have been let in. */
  void (*spoil)(const struct forge *forge, struct showing *showing);
};

extern const struct reason_row reason_rows[];
extern const size_t reason_row_count;

#endif
