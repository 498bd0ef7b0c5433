/* SPDX-License-Identifier: Apache-2.0 */
/* A source that sends statements by itself, and what it may speak of. */
#ifndef SERVER_MODEL_FEED_H
#define SERVER_MODEL_FEED_H

#include "account.h"

#include "format/bytes.h"

#define FEED_SOURCE_SIZE 28 /* so that "feed:NAME" is no longer than a login */
#define FEED_HOLD_ABOVE 20  /* lines that restrain, in 24 hours, where nothing else is said … */
#define FEED_HOLD_SHARE 50  /* … or so many of 10,000 residents, whichever is more */
#define FEED_TOKEN_LIFE_S (365 * (int64_t)86400)

struct feed_row {
  char source[FEED_SOURCE_SIZE]; /* lower-case letters, digits, - and .; its statements' source */
  char body[BODY_ID_SIZE];       /* that answers for it */
  uint64_t area;                 /* speaks of who lives there and below */
  uint32_t fields;               /* 1 << enum statement_field of the domain */
  bool release_all;              /* what it releases, it releases of every source */
  int64_t hold_above;            /* lines that restrain, in 24 hours; more are held for two … */
  int64_t hold_share;            /* … or so many of 10,000 residents, whichever is more */
  uint8_t token[TX_HASH_SIZE];   /* SHA-256 of the token; 0 where it signs in by a key */
  uint8_t spki[TX_SPKI_MAX];     /* that key, public */
  size_t spki_len;               /* 0: it has a token */
  int64_t made_at;               /* when it was given these rights */
  int64_t token_until;           /* the token, or the key */
  int64_t ended_at;              /* 0: open */
};

/* What shall be a feed's. */
struct feed_wish {
  struct feed_row feed;
  int64_t before; /* made_at of the one that it takes the place of; 0: there was none */
  bool renew;     /* its token is another; else it keeps the token or key that it has */
};

#endif
