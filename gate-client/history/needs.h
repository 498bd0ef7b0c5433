/* SPDX-License-Identifier: Apache-2.0 */
/* How long passages have to be remembered: as far back as any order that has not ended looks. */
#ifndef GATE_HISTORY_NEEDS_H
#define GATE_HISTORY_NEEDS_H

#include "format/policy.h"

/* Seconds, from a day to GATE_HISTORY_PERSON_S. A day at least: the way back from a medical exit
 * asks for it under every policy, and a live pass that was used is known by its passage. The exit
 * window where a rule looks at ages or at a household's exits; all of it where one asks who is
 * inside, which no window bounds. */
int64_t gate_history_need_s(const struct tx_policy *const *policies, size_t count, int64_t now_s);

#endif
