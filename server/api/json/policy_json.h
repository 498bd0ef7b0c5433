/* SPDX-License-Identifier: Apache-2.0 */
/* Policies, findings and rehearsals as JSON. Private to the room. */
#ifndef SERVER_API_JSON_POLICY_JSON_H
#define SERVER_API_JSON_POLICY_JSON_H

#include "domain/order/explain.h"
#include "domain/order/simulate.h"
#include "policy/check/standing.h"

json_t *rules_json(const struct tx_policy *policy);
/* standing: of the community that is asked about. */
json_t *policy_json(const struct tx_policy *policy, const struct policy_standing *standing);
json_t *findings_json(const struct policy_findings *findings);
json_t *reasoning_json(const struct policy_reasoning *reasoning, const char *name);
json_t *rehearsal_json(const struct server *server, const struct order_rehearsal *rehearsal);

#endif
