/* SPDX-License-Identifier: Apache-2.0 */
/* Threads in which handlers may wait: a connection sleeps meanwhile, and no other one waits with
 * it.
 */
#include "http_internal.h"

#include <pthread.h>
#include <stdlib.h>

#define WORKERS 8

struct host_workers {
  pthread_mutex_t lock;
  pthread_cond_t work;
  struct host_request *first, **last;
  bool stopping;
  unsigned count;
  pthread_t threads[];
};

static struct host_request *take(struct host_workers *workers) {
  pthread_mutex_lock(&workers->lock);
  while (!workers->first && !workers->stopping)
    pthread_cond_wait(&workers->work, &workers->lock);
  struct host_request *request = workers->first;
  if (request) workers->first = request->next;
  if (!workers->first) workers->last = &workers->first;
  pthread_mutex_unlock(&workers->lock);
  return request;
}

static void *work(void *context) {
  struct host_request *request;
  while ((request = take(context))) {
    http_handle(request);
    host_request_resume(request);
  }
  return NULL;
}

struct host_workers *workers_start(unsigned count) {
  if (!count) count = WORKERS;
  struct host_workers *workers = calloc(1, sizeof *workers + count * sizeof(pthread_t));
  if (!workers) return NULL;
  pthread_mutex_init(&workers->lock, NULL);
  pthread_cond_init(&workers->work, NULL);
  workers->last = &workers->first;
  for (; workers->count < count; workers->count++)
    if (pthread_create(&workers->threads[workers->count], NULL, work, workers) != 0) break;
  if (workers->count) return workers;
  workers_stop(workers);
  return NULL;
}

void workers_add(struct host_workers *workers, struct host_request *request) {
  pthread_mutex_lock(&workers->lock);
  request->next = NULL;
  *workers->last = request;
  workers->last = &request->next;
  pthread_cond_signal(&workers->work);
  pthread_mutex_unlock(&workers->lock);
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
