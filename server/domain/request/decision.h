/* SPDX-License-Identifier: Apache-2.0 */
/* What a decision is. Private to this room: nobody else can make one. */
#ifndef SERVER_DOMAIN_DECISION_H
#define SERVER_DOMAIN_DECISION_H

#include "request.h"

struct decision {
  const struct request_row *row;
};

/* Does what a row asks for, within the caller's transaction. TX_CONFLICT, with a sentence: the
 * person's record, or the policy in force, is another by now. *policy is the area whose policy
 * gates are to be shown once it is committed; 0: none. */
enum tx_reason decision_carry_out(const struct decision *decision, const struct request *request,
                                  uint64_t *policy, struct host_problem *problem);

/* What waited for a request that was refused or withdrawn goes, within the caller's transaction. */
enum tx_reason decision_drop(const struct request *request, const struct request_row *row);

/* The same row as the audit log has it: "3 A3 HZ-2022-17". */
void decision_detail(const struct request_row *row, char *out, size_t cap);
/* Enters it there, under whom it is about. */
enum tx_reason decision_note(const struct request *request, const struct request_row *row,
                             const char *action, const char *detail);

#endif
