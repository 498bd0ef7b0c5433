/* SPDX-License-Identifier: Apache-2.0 */
/* The audit log of an area: who did what, an entry an action, linked by salted hashes. */
#ifndef SERVER_DOMAIN_AUDIT_LOG_H
#define SERVER_DOMAIN_AUDIT_LOG_H

#include "domain/context/context.h"

/* Appends an entry, within the caller's transaction. detail names no person: an index at most. */
enum tx_reason audit_log_append(const struct request *request, uint64_t area, const char *action,
                                const char *detail);

/* The head of an area's chain; TX_NOT_FOUND while nothing has happened. */
enum tx_reason audit_log_head(const struct request *request, uint64_t area,
                              uint8_t head[TX_HASH_SIZE]);

struct audit_log_verdict {
  int64_t entries;
  int64_t broken_at; /* the first entry that does not follow; 0: none */
  uint8_t head[TX_HASH_SIZE];
  bool found; /* the head that was sought stands in the chain */
};

/* Walks the chain of an area from where out stands, {0} at first, some entries further; to be
 * called again until *end. sought is a head that a gate holds, or NULL. TX_NOT_FOUND with a
 * sentence for an area without a list. */
enum tx_reason audit_log_verify(const struct request *request, uint64_t area, const uint8_t *sought,
                                struct audit_log_verdict *out, bool *end,
                                struct host_problem *problem);

#endif
