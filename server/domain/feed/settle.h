/* SPDX-License-Identifier: Apache-2.0 */
/* What feeds said before counts later, once it is known of whom: in slices, each of which takes the
 * lines the way they are taken when they come. Private to the room. */
#ifndef SERVER_DOMAIN_FEED_SETTLE_H
#define SERVER_DOMAIN_FEED_SETTLE_H

#include "take_internal.h"

/* What one slice brings. */
struct feed_settling {
  struct server *server;
  const struct request *request;
  struct feed_take **takes; /* one a source */
  size_t count;
};

/* What is to be settled, and how. */
struct feed_settler {
  const char *actor;
  const char *what; /* for the log: "kept aside" */
  size_t size;      /* of an item, in bytes */
  struct db_rows (*due)(struct db *db, int64_t now_s, int64_t limit);
  void (*read)(const struct db_rows *rows, void *item);
  enum tx_reason (*settle)(struct feed_settling *all, const void *item);
};

/* Settles what is due, for half a second at most; holds no request when it is called. */
enum tx_reason feed_settle_due(struct server *server, int64_t now_s,
                               const struct feed_settler *settler);

/* The take of a source. TX_NOT_FOUND: it is no feed any more. */
enum tx_reason feed_settle_take(struct feed_settling *all, const char *source,
                                struct feed_take **out);

#endif
