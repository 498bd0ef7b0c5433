/* SPDX-License-Identifier: Apache-2.0 */
/* Enrolment codes: one use, a quarter of an hour. Only the hash of a token is kept. */
#ifndef SERVER_STORE_GATE_ENROLMENTS_H
#define SERVER_STORE_GATE_ENROLMENTS_H

#include "host/db/db.h"

/* Also forgets those that are over. */
enum tx_reason enrolments_add(struct db *db, const uint8_t token_hash[TX_HASH_SIZE], uint64_t area,
                              int64_t expires_at, int64_t now_s);
/* Uses a token up. TX_OK and *area, TX_NOT_FOUND (unknown, used or too old). */
enum tx_reason enrolments_use(struct db *db, const uint8_t token_hash[TX_HASH_SIZE], int64_t now_s,
                              const char *gate, uint64_t *area);

#endif
