/* SPDX-License-Identifier: Apache-2.0 */
/* What the levels come to in one area: of each rule, whether it stands there. Pure. */
#ifndef SERVER_POLICY_CHECK_STANDING_H
#define SERVER_POLICY_CHECK_STANDING_H

#include "format/evaluate.h"

enum policy_stands {
  STANDS,          /* wherever it applies */
  STANDS_PARTLY,   /* for some of whom or where it applies a level below replaced it */
  STANDS_REPLACED, /* by a level below, wherever it applies */
  STANDS_LATER,    /* its order has not begun */
  STANDS_ENDED,    /* its order is over */
  STANDS_ELSEWHERE /* its policy does not reach the area */
};
/* "stands", "partly", "replaced", "later", "ended", "elsewhere". */
const char *policy_stands_word(enum policy_stands stands);

/* The policies as the gates of an area lay them over each other now. Points into them. */
struct policy_standing {
  uint64_t area;
  int64_t now_s;
  struct tx_gate gates[TX_GATE_KIND_COUNT][TX_DIRECTION_COUNT];
  struct layers layers;
  struct standing of[TX_GATE_KIND_COUNT][TX_DIRECTION_COUNT][TX_ROLE_COUNT];
};
/* Not to be copied. */
void policy_standing_begin(struct policy_standing *standing, uint64_t area,
                           const struct tx_policy *const *policies, size_t count, int64_t now_s);
enum policy_stands policy_standing_of(const struct policy_standing *standing,
                                      const struct tx_finding *rule);

#endif
