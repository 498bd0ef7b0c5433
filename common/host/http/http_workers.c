/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Threads in which handlers may wait: a connection sleeps meanwhile, and no other one waits with
 * it. Each class of requests has a queue of its own, which is let in by admission.h; the first
 * class goes first, and the others never have all the threads.
 */
#include "admission.h"
#include "http_internal.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define WORKERS 8
#define LAST_FIRST                                                                                 \
  8 /* every so many turns the last class is asked first, so that it never starves */

/* Requests that wait, oldest first. */
struct chain {
  struct host_request *first, **last;
  unsigned count;
};

struct line {
  struct chain waiting, under_way; /* the second were let in before: a part of theirs has come */
  struct admission admission;
  unsigned busy, most; /* threads that work for it, and may */
};

struct host_workers {
  pthread_mutex_t lock;
  pthread_cond_t work;
  struct line lines[HOST_CLASSES];
  void (*handle)(struct host_request *request);
  bool stopping;
  unsigned turn, count;
  uint32_t chance;
  pthread_t threads[];
};

static int64_t now_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* --- chains ----------------------------------------------------------------------------------- */

static void put(struct chain *chain, struct host_request *request) {
  request->next = NULL;
  *chain->last = request;
  chain->last = &request->next;
  chain->count++;
}

static struct host_request *pop(struct chain *chain) {
  struct host_request *request = chain->first;
  if (!request) return NULL;
  chain->first = request->next;
  if (!chain->first) chain->last = &chain->first;
  chain->count--;
  return request;
}

static struct line *line_of(struct host_workers *workers, const struct host_request *request) {
  return &workers->lines[host_class_of(request->route->flags)];
}

/* --- who has waited too long ------------------------------------------------------------------ */

/* What xorshift makes of it: spread, not secret. */
static uint32_t chance(struct host_workers *workers) {
  uint32_t x = workers->chance;
  x ^= x << 13;
  x ^= x >> 17;
  x ^= x << 5;
  return workers->chance = x;
}

/* Threads that could take up what waits in a line, as soon as the machine lets them run. */
static unsigned free_for(const struct host_workers *workers, const struct line *line) {
  unsigned busy = 0;
  for (size_t i = 0; i < HOST_CLASSES; i++)
    busy += workers->lines[i].busy;
  const unsigned all = workers->count - busy, own = line->most - line->busy;
  return all < own ? all : own;
}

/* Moves them from their lines into out; the lock is held. */
static void find_overdue(struct host_workers *workers, int64_t at_us, struct chain *out) {
  for (size_t i = 0; i < HOST_CLASSES; i++) {
    struct line *line = &workers->lines[i];
    const unsigned free = free_for(workers, line);
    struct host_request *request;
    while ((request = line->waiting.first) &&
           !admission_bears(&line->admission, at_us, at_us - request->queued_us,
                            line->waiting.count - 1, free)) {
      pop(&line->waiting);
      admission_note_refused(&line->admission, at_us);
      request->retry_s = admission_retry_s(&line->admission, chance(workers));
      put(out, request);
    }
  }
}

/* The lock is not held: an answer may run the connection's thread at once. */
static void refuse_all(struct chain *overdue) {
  struct host_request *request;
  while ((request = pop(overdue))) {
    char seconds[16];
    snprintf(seconds, sizeof seconds, "%u", request->retry_s);
    host_reply_header(request, "Retry-After", seconds);
    host_reply_problem(request, MHD_HTTP_SERVICE_UNAVAILABLE, TX_BUSY, NULL);
    host_request_resume(request);
  }
}

void workers_sweep(struct host_workers *workers) {
  if (!workers) return;
  struct chain overdue = { .last = &overdue.first };
  pthread_mutex_lock(&workers->lock);
  find_overdue(workers, now_us(), &overdue);
  pthread_mutex_unlock(&workers->lock);
  refuse_all(&overdue);
}

/* --- who is next ------------------------------------------------------------------------------ */

static struct line *next_line(struct host_workers *workers) {
  const bool last_first = ++workers->turn % LAST_FIRST == 0;
  for (size_t i = 0; i < HOST_CLASSES; i++) {
    struct line *line = &workers->lines[last_first ? HOST_CLASSES - 1 - i : i];
    bool any = line->under_way.first || line->waiting.first;
    if (any && line->busy < line->most) return line;
  }
  return NULL;
}

static struct host_request *let_in(struct host_workers *workers, int64_t at_us) {
  struct line *line = next_line(workers);
  if (!line) return NULL;
  line->busy++;
  if (line->under_way.first) return pop(&line->under_way);
  struct host_request *request = pop(&line->waiting);
  if (!line->waiting.first) admission_note_empty(&line->admission, at_us);
  admission_note_let_in(&line->admission, at_us);
  request->let_in = true;
  return request;
}

/* The next that is let in; NULL at the end. */
static struct host_request *take(struct host_workers *workers) {
  for (;;) {
    struct chain overdue = { .last = &overdue.first };
    pthread_mutex_lock(&workers->lock);
    const int64_t at_us = now_us();
    find_overdue(workers, at_us, &overdue);
    struct host_request *request = let_in(workers, at_us);
    const bool idle = !request && !overdue.first, over = idle && workers->stopping;
    if (idle && !over) pthread_cond_wait(&workers->work, &workers->lock);
    pthread_mutex_unlock(&workers->lock);
    refuse_all(&overdue);
    if (request || over) return request;
  }
}

/* The thread is free for another; somebody may have waited for just that. */
static void leave(struct host_workers *workers, struct line *line) {
  pthread_mutex_lock(&workers->lock);
  if (line->busy-- == line->most) pthread_cond_signal(&workers->work);
  pthread_mutex_unlock(&workers->lock);
}

static void *work(void *context) {
  struct host_workers *workers = context;
  struct host_request *request;
  while ((request = take(workers))) {
    struct line *line = line_of(workers, request);
    workers->handle(request);
    if (!sleep_was_left()) host_request_resume(request);
    leave(workers, line);
  }
  return NULL;
}

/* --- life ------------------------------------------------------------------------------------- */

/* How many threads a class may have: the first all, the others leave some to those before. */
static unsigned most(unsigned count, enum host_class class) {
  const unsigned left[HOST_CLASSES] = { 0, 1, count - count / 4, 2 };
  return count > left[class] ? count - left[class] : 1;
}

struct host_workers *workers_start(unsigned count, void (*handle)(struct host_request *request)) {
  if (!count) count = WORKERS;
  struct host_workers *workers = calloc(1, sizeof *workers + count * sizeof(pthread_t));
  if (!workers) return NULL;
  pthread_mutex_init(&workers->lock, NULL);
  pthread_cond_init(&workers->work, NULL);
  for (unsigned i = 0; i < HOST_CLASSES; i++) {
    struct line *line = &workers->lines[i];
    *line = (struct line){ .most = most(count, (enum host_class)i) };
    line->waiting.last = &line->waiting.first;
    line->under_way.last = &line->under_way.first;
  }
  workers->chance = (uint32_t)now_us() | 1;
  workers->handle = handle;
  pthread_mutex_lock(&workers->lock);
  for (; workers->count < count; workers->count++)
    if (pthread_create(&workers->threads[workers->count], NULL, work, workers) != 0) break;
  pthread_mutex_unlock(&workers->lock);
  if (workers->count) return workers;
  workers_stop(workers);
  return NULL;
}

void workers_add(struct host_workers *workers, struct host_request *request) {
  struct line *line = line_of(workers, request);
  struct chain overdue = { .last = &overdue.first };
  pthread_mutex_lock(&workers->lock);
  request->queued_us = now_us();
  find_overdue(workers, request->queued_us, &overdue);
  if (!line->waiting.first) admission_note_empty(&line->admission, request->queued_us);
  put(request->let_in ? &line->under_way : &line->waiting, request);
  pthread_cond_signal(&workers->work);
  pthread_mutex_unlock(&workers->lock);
  refuse_all(&overdue);
}

void workers_stop(struct host_workers *workers) {
  if (!workers) return;
  pthread_mutex_lock(&workers->lock);
  workers->stopping = true;
  pthread_cond_broadcast(&workers->work);
  pthread_mutex_unlock(&workers->lock);
  for (unsigned i = 0; i < workers->count; i++)
    pthread_join(workers->threads[i], NULL);
  pthread_cond_destroy(&workers->work);
  pthread_mutex_destroy(&workers->lock);
  free(workers);
}
