/* SPDX-License-Identifier: Apache-2.0 */
/* How signed objects are numbered. */
#ifndef SERVER_DOMAIN_SEQ_H
#define SERVER_DOMAIN_SEQ_H

#include "host/db/db.h"
#include "model/publication.h"

/* The seq of the next object: the second, and one more than the last where that is not higher. */
uint64_t publish_next_seq(uint64_t last, int64_t now_s);

/* The same, and none that was given before: what was set aside (ahead.h) had a number, too. */
enum tx_reason publish_number(struct db *db, enum publication_kind kind, uint64_t area,
                              uint64_t last, int64_t now_s, uint64_t *seq);

/* As publications_newest; seq 0 where there is none. */
enum tx_reason newest_or_none(struct db *db, enum publication_kind kind, uint64_t area,
                              struct publication *out);

#endif
