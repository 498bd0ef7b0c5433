/* SPDX-License-Identifier: Apache-2.0 */
/* What travels on a stick between this office and gates without a network: their journals in, the
 * newest signed objects out, one at a time. */
#ifndef SERVER_DOMAIN_STICK_H
#define SERVER_DOMAIN_STICK_H

#include "office.h"

/* A batch as a gate signed it: {batch: base64} → {stored, acknowledged}; or {refused, zh, en}
 * with the reason's name and a sentence, and nothing has changed. */
enum tx_reason stick_take(struct office *office, const struct call *call, const json_t *in,
                          json_t **out, struct host_problem *problem);

/* The newest of every kind and area but deltas, and every trust list, for gates that were away
 * while the root was replaced: {objects: [{object, area, seq}]}. */
enum tx_reason stick_list(struct office *office, const struct call *call, const json_t *in,
                          json_t **out, struct host_problem *problem);

/* One of these: {object, area, seq} → {body: base64}. TX_NOT_FOUND. */
enum tx_reason stick_object(struct office *office, const struct call *call, const json_t *in,
                            json_t **out, struct host_problem *problem);

#endif
