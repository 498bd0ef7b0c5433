/* SPDX-License-Identifier: Apache-2.0 */
/* Findings in sentences; for policy_check.c. */
#ifndef SERVER_POLICY_CHECK_FINDINGS_H
#define SERVER_POLICY_CHECK_FINDINGS_H

#include "check.h"

/* What the sentences need beside the rules. */
struct policy_details {
  int first_severity, second_severity; /* of the example: -1 holds, else enum tx_on_fail */
  const char *path;                    /* of data that is missing */
  bool unknown;                        /* no rule can see such a path */
  int64_t gap_from;                    /* UTC seconds */
  int64_t looks_s, kept_s;             /* how far back a rule looks, and gates remember */
  size_t rule_count;                   /* that nobody can satisfy together */
};

/* Fills zh, en and weight from kind, the rules and the examples. */
void policy_say(struct policy_finding *finding, const struct policy_details *details);

#endif
