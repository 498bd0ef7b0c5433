/* SPDX-License-Identifier: Apache-2.0 */
#include "live.h"

#include "host/sys/wait.h"
#include "host/text/date.h"

#include "format/crypto.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PATIENCE_MS 20000 /* then who waits is answered, and its session looked at again */
#define RETRY_MS 1000     /* what changes in between is one event */
#define RETRY_FULL_MS 60000

/* --- kinds ------------------------------------------------------------------------------------ */

enum kind {
  APPLICATIONS,
  RESIDENTS,
  PASSES,
  VISITORS,
  REQUESTS,
  APPEALS,
  CERTIFICATES,
  POLICIES,
  GATES,
  FEEDS,
  CLAIMS,
  ACCOUNTS,
  BODIES,
  SESSIONS,
  KINDS
};
#define BIT(kind) (1u << (kind))
#define MANY                                                                                       \
  (BIT(RESIDENTS) | BIT(PASSES) | BIT(REQUESTS) | BIT(APPEALS) | BIT(POLICIES) | BIT(VISITORS))

/* A path's noun, and what changes with it: what waits for a second person is a request, and what a
 * second person decides may be anything. */
static const struct {
  const char *noun;
  unsigned also;
} kinds[KINDS] = {
  [APPLICATIONS] = { "applications", BIT(PASSES) | BIT(RESIDENTS) },
  [RESIDENTS] = { "residents", MANY },
  [PASSES] = { "passes", BIT(RESIDENTS) },
  [VISITORS] = { "visitors", 0 },
  [REQUESTS] = { "requests", MANY | BIT(FEEDS) | BIT(ACCOUNTS) | BIT(BODIES) },
  [APPEALS] = { "appeals", MANY },
  [CERTIFICATES] = { "certificates", BIT(REQUESTS) },
  [POLICIES] = { "policies", BIT(REQUESTS) },
  [GATES] = { "gates", 0 },
  [FEEDS] = { "feeds", BIT(REQUESTS) },
  [CLAIMS] = { "claims", 0 },
  [ACCOUNTS] = { "accounts", BIT(REQUESTS) },
  [BODIES] = { "bodies", BIT(REQUESTS) },
  [SESSIONS] = { "sessions", 0 }, /* told to nobody: they are looked at again */
};

/* POSTs that only ask. */
static bool only_asks(const char *method, const char *path) {
  static const char *const asking[] = { "search",       "checks",        "rehearsals", "answers",
                                        "explanations", "verifications", "previews" };
  const char *last = strrchr(path, '/');
  if (strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0) return true;
  for (size_t i = 0; i < sizeof asking / sizeof *asking; i++)
    if (strcmp(last + 1, asking[i]) == 0 && !strstr(path, "/appeals/")) return true;
  return false;
}

/* Of "/v1/NOUN…", or a holder's own "/v1/me/NOUN…". */
static unsigned kinds_of(const char *path) {
  if (strncmp(path, "/v1/", 4) != 0) return 0;
  path += strncmp(path, "/v1/me/", 7) == 0 ? 7 : 4;
  const size_t n = strcspn(path, "/");
  for (size_t i = 0; i < KINDS; i++)
    if (strlen(kinds[i].noun) == n && strncmp(path, kinds[i].noun, n) == 0)
      return BIT(i) | kinds[i].also;
  return 0;
}

/* --- who waits -------------------------------------------------------------------------------- */

struct waiting {
  struct host_request *http;
  char token[LIVE_TOKEN_SIZE];
  uint64_t seen;
  int64_t until_ms;
  bool known; /* its session was found */
};

/* The last change of a kind, and the last by any other session: nobody is told what they did
 * themselves. Who has no session has "". */
struct change {
  uint64_t turn, by_others;
  char token[LIVE_TOKEN_SIZE];
};

struct live {
  pthread_mutex_t lock;
  pthread_cond_t changed;
  pthread_t thread;
  live_session *is_session;
  void *context;
  uint64_t turn;
  struct change changes[KINDS];
  struct waiting waiting[LIVE_WAITING_MAX];
  size_t count;
  bool closed;
};

static bool is_new(const struct change *change, uint64_t seen, const char *token) {
  return (strcmp(change->token, token) == 0 ? change->by_others : change->turn) > seen;
}

static bool has_new(const struct live *live, uint64_t seen, const char *token) {
  for (size_t i = 0; i < SESSIONS; i++)
    if (is_new(&live->changes[i], seen, token)) return true;
  return false;
}

static void answer(const struct live *live, const struct waiting *one, unsigned retry_ms) {
  char text[512];
  size_t n = (size_t)snprintf(text, sizeof text, "retry: %u\nid: %llu\n", retry_ms,
                              (unsigned long long)live->turn);
  if (has_new(live, one->seen, one->token))
    n += (size_t)snprintf(text + n, sizeof text - n, "data:");
  for (size_t i = 0; i < SESSIONS; i++)
    if (is_new(&live->changes[i], one->seen, one->token))
      n += (size_t)snprintf(text + n, sizeof text - n, " %s", kinds[i].noun);
  n += (size_t)snprintf(text + n, sizeof text - n, "\n\n");
  host_reply_cache(one->http, "no-store");
  host_reply(one->http, 200, "text/event-stream", tx_span_of(text, n));
}

/* Takes one out; the lock is held, and whoever took it out answers and resumes. */
static struct waiting take(struct live *live, size_t i) {
  struct waiting one = live->waiting[i];
  live->waiting[i] = live->waiting[--live->count];
  return one;
}

static void release(struct live *live, size_t i) {
  struct waiting one = take(live, i);
  answer(live, &one, RETRY_MS);
  host_request_resume(one.http);
  tx_cleanse(&one, sizeof one);
}

/* --- sessions --------------------------------------------------------------------------------- */

/* Without the lock: this thread alone takes anybody out meanwhile, so places stay. */
static void look_at_sessions(struct live *live) {
  for (size_t i = 0; i < live->count; i++) {
    char token[LIVE_TOKEN_SIZE];
    if (live->waiting[i].known) continue;
    live->waiting[i].known = true; /* unless somebody signs out meanwhile */
    memcpy(token, live->waiting[i].token, sizeof token);
    pthread_mutex_unlock(&live->lock);
    const bool holds = live->is_session(live->context, token);
    tx_cleanse(token, sizeof token);
    pthread_mutex_lock(&live->lock);
    if (holds) continue;
    struct waiting one = take(live, i--);
    host_reply(one.http, 204, NULL, (struct tx_span){ 0 });
    host_request_resume(one.http);
  }
}

/* --- the thread ------------------------------------------------------------------------------- */

static void release_due(struct live *live, int64_t now_ms) {
  for (size_t i = live->count; i-- > 0;)
    if (live->waiting[i].known && (has_new(live, live->waiting[i].seen, live->waiting[i].token) ||
                                   live->waiting[i].until_ms <= now_ms))
      release(live, i);
}

static void wait_on(struct live *live) {
  int64_t until_ms = INT64_MAX;
  for (size_t i = 0; i < live->count; i++) {
    if (!live->waiting[i].known) return;
    if (live->waiting[i].until_ms < until_ms) until_ms = live->waiting[i].until_ms;
  }
  if (live->count == 0)
    pthread_cond_wait(&live->changed, &live->lock);
  else
    host_wait_until(&live->changed, &live->lock, until_ms);
}

static void *run(void *context) {
  struct live *live = context;
  pthread_mutex_lock(&live->lock);
  while (!live->closed) {
    look_at_sessions(live);
    release_due(live, host_wait_now_ms());
    if (!live->closed) wait_on(live);
  }
  while (live->count > 0)
    release(live, live->count - 1);
  pthread_mutex_unlock(&live->lock);
  return NULL;
}

struct live *live_start(live_session *is_session, void *context) {
  struct live *live = calloc(1, sizeof *live);
  if (!live) return NULL;
  live->is_session = is_session;
  live->context = context;
  live->turn = (uint64_t)host_now_s() * 1000; /* above all that a page saw before a restart */
  pthread_mutex_init(&live->lock, NULL);
  host_wait_init(&live->changed);
  if (pthread_create(&live->thread, NULL, run, live) == 0) return live;
  free(live);
  return NULL;
}

void live_stop(struct live *live) {
  if (!live) return;
  pthread_mutex_lock(&live->lock);
  live->closed = true;
  pthread_cond_signal(&live->changed);
  pthread_mutex_unlock(&live->lock);
  pthread_join(live->thread, NULL);
}

void live_destroy(struct live *live) {
  if (!live) return;
  pthread_cond_destroy(&live->changed);
  pthread_mutex_destroy(&live->lock);
  tx_cleanse(live, sizeof *live);
  free(live);
}

/* --- for others ------------------------------------------------------------------------------- */

static void change(struct change *change, uint64_t turn, const char *token) {
  if (strcmp(change->token, token) != 0) {
    change->by_others = change->turn;
    snprintf(change->token, sizeof change->token, "%s", token);
  }
  change->turn = turn;
}

void live_note(struct live *live, const char *method, const char *path, const char *token) {
  const unsigned changed = only_asks(method, path) ? 0 : kinds_of(path);
  if (!changed) return;
  pthread_mutex_lock(&live->lock);
  live->turn++;
  for (size_t i = 0; i < KINDS; i++)
    if (changed & BIT(i)) change(&live->changes[i], live->turn, token);
  for (size_t i = 0; changed & BIT(SESSIONS) && i < live->count; i++)
    live->waiting[i].known = false;
  pthread_cond_signal(&live->changed);
  pthread_mutex_unlock(&live->lock);
}

void live_stir(struct live *live) {
  if (!live) return;
  pthread_mutex_lock(&live->lock);
  live->turn++;
  pthread_mutex_unlock(&live->lock);
}

uint64_t live_turn(struct live *live) {
  pthread_mutex_lock(&live->lock);
  const uint64_t turn = live->turn;
  pthread_mutex_unlock(&live->lock);
  return turn;
}

size_t live_waiting(struct live *live) {
  pthread_mutex_lock(&live->lock);
  const size_t count = live->count;
  pthread_mutex_unlock(&live->lock);
  return count;
}

static bool has_place(const struct live *live, const char *token) {
  size_t same = 0;
  for (size_t i = 0; i < live->count; i++)
    same += strcmp(live->waiting[i].token, token) == 0;
  return !live->closed && live->count < LIVE_WAITING_MAX && same < LIVE_OF_ONE_MAX;
}

/* The first answer of a source only says from where on it will hear. */
void live_attend(struct live *live, struct host_request *http, const char token[LIVE_TOKEN_SIZE]) {
  const char *last = host_request_header(http, "Last-Event-ID");
  if (!last) last = host_request_query(http, "seen");
  struct waiting one = { .http = http,
                         .seen = last ? strtoull(last, NULL, 10) : 0,
                         .until_ms = host_wait_now_ms() + PATIENCE_MS };
  memcpy(one.token, token, sizeof one.token);
  pthread_mutex_lock(&live->lock);
  if (one.seen == 0 || one.seen > live->turn) {
    one.seen = live->turn;
    one.until_ms = 0;
  }
  if (has_place(live, token)) {
    host_request_suspend(http);
    live->waiting[live->count++] = one;
    pthread_cond_signal(&live->changed);
  } else {
    one.seen = live->turn;
    answer(live, &one, RETRY_FULL_MS);
  }
  pthread_mutex_unlock(&live->lock);
}
