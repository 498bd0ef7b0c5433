/* SPDX-License-Identifier: Apache-2.0 */
/* What was written while the server's clock was ahead, and how it is put right. */
#ifndef SERVER_STORE_PUBLICATION_AHEAD_H
#define SERVER_STORE_PUBLICATION_AHEAD_H

#include "host/db/db.h"
#include "model/publication.h"

struct ahead_count {
  int64_t lists, policies, trusts;
};

/* Moves publications other than trust lists that are dated, or numbered by a second, after a time
 * to where they are kept aside. A delta has no number of its own and is not counted. */
enum tx_reason ahead_set_aside(struct db *db, int64_t after, int64_t now_s,
                               struct ahead_count *count);
/* The same for trust lists. */
enum tx_reason ahead_set_trusts_aside(struct db *db, int64_t after, int64_t now_s,
                                      struct ahead_count *count);

/* Of the policies set aside at now_s the newest of the first area after one; the caller frees
 * *body. TX_NOT_FOUND after the last. */
enum tx_reason ahead_next_policy(struct db *db, int64_t now_s, uint64_t area,
                                 struct publication *out, uint8_t **body);

/* The first area after one where a policy that was set aside is newer than what is published, and
 * no later than a time: by its number. TX_NOT_FOUND after the last. */
enum tx_reason ahead_come_true(struct db *db, int64_t latest, uint64_t *area, uint64_t *seq);
/* The highest number of those of a kind and area that were set aside and are numbered no later than
 * a time; 0: there is none. */
enum tx_reason ahead_highest(struct db *db, enum publication_kind kind, uint64_t area,
                             int64_t latest, uint64_t *seq);
/* Every list is due. */
enum tx_reason ahead_all_due(struct db *db);

/* Whether lists or passes of an area, 0 for any, were dated after a time. */
enum tx_reason ahead_areas(struct db *db, uint64_t area, int64_t after, bool *any);
/* Brings back what areas, events, gaps, statements and enrolments note as later than a time. */
enum tx_reason ahead_bring_back(struct db *db, int64_t after, int64_t now_s);

/* Passes dated after a time. */
enum tx_reason ahead_passes(struct db *db, int64_t after, int64_t *count);
/* How much lies aside, and since when. */
enum tx_reason ahead_aside(struct db *db, int64_t *count, int64_t *last_s);

#endif
