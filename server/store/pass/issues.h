/* SPDX-License-Identifier: Apache-2.0 */
/* The issue log: a pass stands here before it is signed. */
#ifndef SERVER_STORE_PASS_ISSUES_H
#define SERVER_STORE_PASS_ISSUES_H

#include "host/db/db.h"
#include "model/resident.h"

#include "format/pass.h"

struct issue_row {
  uint64_t area;
  uint32_t index;
  uint32_t n; /* counts the passes of a residency */
  uint8_t generation;
  uint32_t record;
  uint8_t role;
  int64_t iat, exp;
  bool bound;
  struct tx_holder holder;
  uint8_t signer[TX_HASH_SIZE];
  const char *actor;
};

enum tx_reason issues_add(struct db *db, const struct issue_row *issue);

/* The generation of the oldest pass of a residency that has not expired; TX_NOT_FOUND for none. */
enum tx_reason issues_oldest_unexpired(struct db *db, uint64_t area, uint32_t index, int64_t now_s,
                                       uint8_t *generation);
/* Of the newest passes of an area, made for lasting_s or more, those that end in from <= t <= to,
 * those of the same 30 days since 1970 as one batch; the soonest first, at most ISSUE_BATCHES_MAX.
 */
#define ISSUE_BATCHES_MAX 24
struct issue_batch {
  int64_t count, first_s; /* how many, and when the first ends */
  int64_t number;         /* of the 30 days */
};
enum tx_reason issues_ending(struct db *db, uint64_t area, int64_t from, int64_t to,
                             int64_t lasting_s, struct issue_batch out[ISSUE_BATCHES_MAX],
                             size_t *count);
/* What was issued at a second; actor stays NULL. TX_NOT_FOUND. */
enum tx_reason issues_find(struct db *db, uint64_t area, uint32_t index, int64_t iat,
                           struct issue_row *out);
/* By its number; actor stays NULL. TX_NOT_FOUND. */
enum tx_reason issues_numbered(struct db *db, uint64_t area, uint32_t index, uint32_t n,
                               struct issue_row *out);
/* Whether a residency has a pass of a generation that is neither expired nor dated ahead. */
enum tx_reason issues_any_good(struct db *db, const struct resident *resident, int64_t now_s,
                               bool *any);
/* How many of a residency that are bound to no phone were issued since a time. */
enum tx_reason issues_unbound(struct db *db, uint64_t area, uint32_t index, int64_t since,
                              int64_t *count);
enum tx_reason issues_count(struct db *db, uint64_t area, int64_t *count);

#endif
