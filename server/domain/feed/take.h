/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Statements as a feed sends them, a line each, of any length: what has come counts in slices, as
 * it comes. What restrains people beyond the feed's threshold, or lacks its papers, waits as one
 * request an area. A body that breaks off leaves what was taken: it is sent again whole, and what
 * bears the same ids is repeated.
 */
#ifndef SERVER_DOMAIN_FEED_TAKE_H
#define SERVER_DOMAIN_FEED_TAKE_H

#include "source.h"

struct feed_take;

/* Who sends it: the token, and an Idempotency-Key or NULL. */
struct feed_bearer {
  const char *source, *token, *key;
};

/* These hold no request when they are called; each takes the database for slices. After an error
 * the take is to be closed. */

/* TX_NOT_ALLOWED: the token is none of the feed's, or has died; TX_BAD_ARGUMENT: the key is longer
 * than 200 bytes; TX_CLOCK_UNSURE; with a sentence. The caller closes *out, where it is set. */
enum tx_reason feed_take_open(struct server *server, int64_t now_s,
                              const struct feed_bearer *bearer, struct feed_take **out,
                              struct host_problem *problem);
/* The next bytes. */
enum tx_reason feed_take_part(struct feed_take *take, int64_t now_s, struct tx_span bytes,
                              struct host_problem *problem);
/* The end. *receipt is its JSON, malloc'd; under a key that had one before, that one. TX_CONFLICT
 * with a sentence: the key had something else sent under it. */
enum tx_reason feed_take_end(struct feed_take *take, int64_t now_s, char **receipt,
                             struct host_problem *problem);
/* What waits for a request that was never asked for goes. */
void feed_take_close(struct feed_take *take);

/* A receipt of the last 28 days, for the feed by its token (NULL: for an account, whose rights
 * reach the feed's area). TX_NOT_FOUND, TX_NOT_ALLOWED, with a sentence; *receipt is malloc'd. */
enum tx_reason feed_receipt(const struct server *server, const struct request *request,
                            const struct feed_bearer *bearer, const char *id, char **receipt,
                            struct host_problem *problem);

#endif
