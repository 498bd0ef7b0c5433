/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One policy an area: a new one replaces the old whole. So that an order does not end because
 * nobody thought of it, what has not ended goes along into the new policy until its own end, unless
 * it is told to end.
 */
#ifndef SERVER_POLICY_WORDS_CARRY_H
#define SERVER_POLICY_WORDS_CARRY_H

#include "format/policy.h"

struct carry_in {
  const json_t *current; /* JSON of the policy that would be replaced; NULL: none */
  const char *end;       /* names of orders that end, with commas between; NULL: none */
  int64_t now_s;
};

/*
 * Adds to the orders of a draft (expanded, compile.h) those of current that have not ended and
 * whose document the draft does not name: one that it names is edited. What is to end is named by
 * its document or id, or "all", in in->end or in the draft's member `ends`, which is taken out. An
 * id of the draft that is taken gets a number behind it. *carried: the ids of those that were
 * added, an array, a new reference. TX_OK; TX_NOT_FOUND and *error: nothing of that name is to end;
 * TX_NO_MEMORY.
 */
enum tx_reason policy_carry(json_t *draft, const struct carry_in *in, json_t **carried,
                            struct tx_policy_error *error);

#endif
