/* SPDX-License-Identifier: Apache-2.0 */
#include "page/hub.h"

#include "host/sys/wait.h"
#include "host/text/date.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define KEPT 10
#define STICKY 1
#define WAITING_MAX 32
/* Then a waiting browser hears that the gate is still there. Less than half of SILENCE_MS of
 * web/stream.ts, after which a page says that there is no contact. */
#define PATIENCE_MS 1500
#define RETRY_MS 100

struct message {
  uint64_t turn; /* 0: none */
  char name[16];
  char *data;
};

struct waiting {
  struct host_request *request;
  enum hub_view view;
  uint64_t seen;
  int64_t until_ms;
};

struct hub {
  pthread_mutex_t lock;
  pthread_cond_t changed;
  pthread_t ticker;
  uint64_t turn;
  struct message kept[HUB_VIEWS][KEPT + STICKY]; /* the sticky one last */
  struct waiting waiting[WAITING_MAX];
  size_t waiting_count;
  bool closed;
};

/* --- answering -------------------------------------------------------------------------------- */

static void put_new(FILE *out, const struct message *kept, uint64_t seen) {
  /* Oldest first, whatever place it has in the ring. */
  for (uint64_t after = seen;;) {
    const struct message *next = NULL;
    for (size_t i = 0; i < KEPT + STICKY; i++)
      if (kept[i].turn > after && (!next || kept[i].turn < next->turn)) next = &kept[i];
    if (!next) return;
    after = next->turn;
    fprintf(out, "id: %llu\nevent: %s\ndata: %s\n\n", (unsigned long long)after, next->name,
            next->data);
  }
}

static bool has_new(const struct hub *h, enum hub_view view, uint64_t seen) {
  for (size_t i = 0; i < KEPT + STICKY; i++)
    if (h->kept[view][i].turn > seen) return true;
  return false;
}

static void answer(struct hub *h, enum hub_view view, uint64_t seen, struct host_request *request) {
  char *text = NULL;
  size_t n = 0;
  FILE *out = open_memstream(&text, &n);
  if (out) {
    fprintf(out, "retry: %d\n: here\n\n", RETRY_MS);
    put_new(out, h->kept[view], seen);
    fclose(out);
  }
  host_reply_cache(request, "no-store");
  host_reply(request, 200, "text/event-stream", tx_span_of(text, n));
  free(text);
}

static void release(struct hub *h, size_t i) {
  struct waiting w = h->waiting[i];
  h->waiting[i] = h->waiting[--h->waiting_count];
  answer(h, w.view, w.seen, w.request);
  host_request_resume(w.request);
}

/* --- the clock -------------------------------------------------------------------------------- */

static void release_impatient(struct hub *h, int64_t now_ms) {
  for (size_t i = h->waiting_count; i-- > 0;)
    if (h->waiting[i].until_ms <= now_ms) release(h, i);
}

static int64_t next_deadline_ms(const struct hub *h) {
  int64_t next_ms = h->waiting[0].until_ms;
  for (size_t i = 1; i < h->waiting_count; i++)
    if (h->waiting[i].until_ms < next_ms) next_ms = h->waiting[i].until_ms;
  return next_ms;
}

static void *tick(void *argument) {
  struct hub *h = (struct hub *)argument;
  pthread_mutex_lock(&h->lock);
  while (!h->closed) {
    if (h->waiting_count == 0)
      pthread_cond_wait(&h->changed, &h->lock);
    else
      host_wait_until(&h->changed, &h->lock, next_deadline_ms(h));
    release_impatient(h, host_wait_now_ms());
  }
  pthread_mutex_unlock(&h->lock);
  return NULL;
}

/* --- for others ------------------------------------------------------------------------------- */

struct hub *hub_create(void) {
  struct hub *h = calloc(1, sizeof *h);
  if (!h) return NULL;
  h->turn = (uint64_t)host_now_s() * 1000; /* above all that a browser saw before a restart */
  pthread_mutex_init(&h->lock, NULL);
  host_wait_init(&h->changed);
  if (pthread_create(&h->ticker, NULL, tick, h) == 0) return h;
  free(h);
  return NULL;
}

void hub_close(struct hub *h) {
  pthread_mutex_lock(&h->lock);
  h->closed = true;
  while (h->waiting_count > 0)
    release(h, h->waiting_count - 1);
  pthread_cond_signal(&h->changed);
  pthread_mutex_unlock(&h->lock);
  pthread_join(h->ticker, NULL);
}

void hub_destroy(struct hub *h) {
  if (!h) return;
  for (size_t v = 0; v < HUB_VIEWS; v++)
    for (size_t i = 0; i < KEPT + STICKY; i++)
      free(h->kept[v][i].data);
  pthread_cond_destroy(&h->changed);
  pthread_mutex_destroy(&h->lock);
  free(h);
}

static struct message *place_for(struct hub *h, enum hub_view view, bool sticky) {
  struct message *kept = h->kept[view];
  if (sticky) return &kept[KEPT];
  struct message *oldest = &kept[0];
  for (size_t i = 1; i < KEPT; i++)
    if (kept[i].turn < oldest->turn) oldest = &kept[i];
  return oldest;
}

void hub_say(struct hub *h, enum hub_view view, const char *name, const char *data, bool sticky) {
  char *copy = strdup(data);
  if (!copy) return;
  pthread_mutex_lock(&h->lock);
  struct message *m = place_for(h, view, sticky);
  free(m->data);
  m->data = copy;
  m->turn = ++h->turn;
  snprintf(m->name, sizeof m->name, "%s", name);
  for (size_t i = h->waiting_count; i-- > 0;)
    if (h->waiting[i].view == view) release(h, i);
  pthread_mutex_unlock(&h->lock);
}

void hub_attend(struct hub *h, enum hub_view view, struct host_request *request) {
  const char *last = host_request_header(request, "Last-Event-ID");
  if (!last) last = host_request_query(request, "seen");
  struct waiting w = { .request = request,
                       .view = view,
                       .until_ms = host_wait_now_ms() + PATIENCE_MS };
  w.seen = last ? strtoull(last, NULL, 10) : 0;
  pthread_mutex_lock(&h->lock);
  if (w.seen > h->turn) w.seen = 0;
  if (h->closed || has_new(h, view, w.seen) || h->waiting_count == WAITING_MAX) {
    answer(h, view, w.seen, request);
  } else {
    host_request_suspend(request);
    h->waiting[h->waiting_count++] = w;
    pthread_cond_signal(&h->changed);
  }
  pthread_mutex_unlock(&h->lock);
}
