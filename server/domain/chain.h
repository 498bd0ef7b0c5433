/* SPDX-License-Identifier: Apache-2.0 */
/* The audit chain: who did what, an entry an action, linked by salted hashes. */
#ifndef SERVER_DOMAIN_CHAIN_H
#define SERVER_DOMAIN_CHAIN_H

#include "office.h"

/* Appends an entry, within the caller's transaction. detail names no person: an index at most. */
enum tx_reason chain_append(struct office *office, const struct call *call, uint64_t area,
                            const char *action, const char *detail);

/* The head of an area's chain; TX_NOT_FOUND while nothing has happened. */
enum tx_reason chain_head(struct office *office, uint64_t area, uint8_t head[TX_HASH_SIZE]);

/* {area?, head?: hexadecimal, as a gate holds it}: walks the chain. Answers {entries, head, whole,
 * broken_at?, head_found?}. */
enum tx_reason chain_verify(struct office *office, const struct call *call, const json_t *in,
                            json_t **out, struct host_problem *problem);

#endif
