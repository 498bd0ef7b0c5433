/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of sync share: pull.c asks for objects, token.c for a token, push.c sends the
 * journal, session.c asks one question, sync.c gives the beat. */
#ifndef GATE_SYNC_INTERNAL_H
#define GATE_SYNC_INTERNAL_H

#include "http_client.h"
#include "sync.h"

#define GATE_AREAS_MAX 4096 /* lists that one gate keeps */
#define GATE_TOKEN_MAX 4096

struct gate_tag; /* the entity tag of an address that we asked before */

struct gate_sync {
  struct gate *gate;
  struct gate_http fetch;

  char token[GATE_TOKEN_MAX]; /* "": none */
  int64_t token_until_ms;
  uint64_t *areas; /* of lists: our own, those above, and what the server lets us subscribe to */
  size_t area_count;

  struct gate_tag *tags;
  size_t tag_count;

  int64_t history_since_s; /* 0: not asked yet */
  int64_t silent_said_ms;  /* when it was last said that no answer came; 0: one came since */
  int64_t moved_said_ms;   /* when it was last said that numbers move; 0: never */
  bool unreachable;        /* in this round: nothing more is asked */
  int64_t retry_after_s;   /* what the server asked for in this round */
  uint64_t ttl_s;          /* the shortest of the lists' */

  pthread_mutex_t lock; /* of counts, and for waiting */
  pthread_cond_t wake;
  struct gate_sync_counts counts;
  pthread_t thread;
  bool started;
  atomic_bool hurried; /* begin the next round now */
  atomic_bool stopping;
};

/* Asks, and takes from the answer what any answer tells: the time, a wish to be left alone. */
void gate_sync_ask(struct gate_sync *sync, const struct gate_request *request,
                   struct gate_answer *answer);

/* A token that is good for lists, asked for when there is none or it ends soon. */
bool gate_sync_token(struct gate_sync *sync);

/* Everything that is news. False: something could not be had. */
bool gate_sync_pull(struct gate_sync *sync);
void gate_tags_finish(struct gate_sync *sync);

/* Who passed elsewhere. */
bool gate_sync_peer_history(struct gate_sync *sync);

/* Sends what the server does not have. False: it did not take it. */
bool gate_sync_push(struct gate_sync *sync);

#endif
