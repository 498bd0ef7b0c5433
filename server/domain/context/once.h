/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is made is made once: the answer to a request that bore an Idempotency-Key is committed with
 * what it made, and answers the same request again. It rests sealed by the server's key and by the
 * one that was sent, so that a code or a pass in it is read by nobody else.
 */
#ifndef SERVER_DOMAIN_CONTEXT_ONCE_H
#define SERVER_DOMAIN_CONTEXT_ONCE_H

#include "context.h"

#define ONCE_KEY_MAX 200 /* bytes */
#define ONCE_TEXT_MAX (4u << 20)

struct once {
  uint64_t area;
  uint8_t name[TX_HASH_SIZE], asked[TX_HASH_SIZE];
  struct field_keys fields; /* of this answer */
};

/* asked: a hash of all that was sent besides. */
void once_of(const struct server *server, const char *who, const char *what, const char *key,
             const uint8_t asked[TX_HASH_SIZE], struct once *out);

struct once_answer {
  unsigned status;
  bool is_stream; /* of lines */
  struct host_bytes text;
};

/* What was answered: it lasts when it is told. TX_NOT_FOUND; TX_CONFLICT with a sentence: the key
 * was used for something else. The caller frees out->text.p. */
enum tx_reason once_find(const struct request *request, const struct once *once,
                         struct once_answer *out, struct host_problem *problem);
/* TX_CONFLICT: somebody has answered under the key meanwhile. */
enum tx_reason once_keep(const struct request *request, const struct once *once,
                         const struct once_answer *answer);

#endif
