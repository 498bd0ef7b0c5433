/* SPDX-License-Identifier: Apache-2.0 */
#include "shared.h"

#include "host/text/date.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#define GATHER_MS 10 /* while others ask for the database, their commits may go along */
#define LOOK_NS 500000

struct waiting {
  struct waiting *next;
  struct host_request *http;
  json_t *json;
  unsigned status, session;
  shared_finish *finish;
};

struct shared_answers {
  struct server *server;
  pthread_t thread;
  pthread_mutex_t lock;
  pthread_cond_t come;
  struct waiting *first;
  bool over;
};

/* --- settling --------------------------------------------------------------------------------- */

static void gather(const struct server *server) {
  const int64_t until_ms = host_monotonic_ms() + GATHER_MS;
  while (request_is_awaited(server) && host_monotonic_ms() < until_ms)
    nanosleep(&(struct timespec){ .tv_nsec = LOOK_NS }, NULL);
}

static struct waiting *take_all(struct shared_answers *shared) {
  pthread_mutex_lock(&shared->lock);
  struct waiting *all = shared->first;
  shared->first = NULL;
  pthread_mutex_unlock(&shared->lock);
  return all;
}

/* Who came before it had the connection is settled with it. */
static struct waiting *settle(struct shared_answers *shared, enum tx_reason *reason,
                              unsigned *session) {
  gather(shared->server);
  struct request request = request_begin_reading(shared->server, 0, "settle");
  struct waiting *all = take_all(shared);
  *reason = db_settle(request.db);
  *session = db_session(request.db);
  request_end(shared->server, &request);
  return all;
}

/* In another connection than theirs what they committed may have been lost with the first. */
static void settle_and_answer(struct shared_answers *shared) {
  enum tx_reason reason;
  unsigned session;
  struct waiting *all = settle(shared, &reason, &session);
  while (all) {
    struct waiting *one = all;
    all = one->next;
    one->finish(one->http, one->session == session ? reason : TX_IO_FAILED, one->status, one->json);
    host_request_resume(one->http);
    free(one);
  }
}

static void *work(void *context) {
  struct shared_answers *shared = context;
  pthread_mutex_lock(&shared->lock);
  while (shared->first || !shared->over) {
    if (!shared->first) {
      pthread_cond_wait(&shared->come, &shared->lock);
      continue;
    }
    pthread_mutex_unlock(&shared->lock);
    settle_and_answer(shared);
    pthread_mutex_lock(&shared->lock);
  }
  pthread_mutex_unlock(&shared->lock);
  return NULL;
}

/* ---------------------------------------------------------------------------------------------- */

struct shared_answers *shared_start(struct server *server) {
  struct shared_answers *shared = calloc(1, sizeof *shared);
  if (!shared) return NULL;
  shared->server = server;
  pthread_mutex_init(&shared->lock, NULL);
  pthread_cond_init(&shared->come, NULL);
  if (pthread_create(&shared->thread, NULL, work, shared) == 0) return shared;
  free(shared);
  return NULL;
}

void shared_stop(struct shared_answers *shared) {
  if (!shared) return;
  pthread_mutex_lock(&shared->lock);
  shared->over = true;
  pthread_cond_signal(&shared->come);
  pthread_mutex_unlock(&shared->lock);
  pthread_join(shared->thread, NULL);
  pthread_mutex_destroy(&shared->lock);
  pthread_cond_destroy(&shared->come);
  free(shared);
}

void shared_answer(struct shared_answers *shared, struct host_request *http, unsigned session,
                   unsigned status, json_t *json, shared_finish *finish) {
  struct waiting *one = calloc(1, sizeof *one);
  if (!one) {
    finish(http, TX_IO_FAILED, status, json);
    return;
  }
  *one = (struct waiting){
    .http = http, .json = json, .status = status, .session = session, .finish = finish
  };
  host_request_suspend(http);
  pthread_mutex_lock(&shared->lock);
  one->next = shared->first;
  shared->first = one;
  pthread_cond_signal(&shared->come);
  pthread_mutex_unlock(&shared->lock);
}
