/* SPDX-License-Identifier: Apache-2.0 */
#include "backoff.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define SLOTS 4096 /* a power of two; who shares one waits a little with the other */
#define LONGEST_MS (15 * 60 * 1000)
#define FREE_BY_ADDRESS 8 /* wrong tries of one address, whatever the account */

struct slot {
  unsigned wrong;
  int64_t until_ms; /* forgotten LONGEST_MS later */
};

struct backoff {
  pthread_mutex_t lock;
  struct slot pairs[SLOTS], addresses[SLOTS];
};

struct backoff *backoff_create(void) {
  struct backoff *backoff = calloc(1, sizeof *backoff);
  if (backoff) pthread_mutex_init(&backoff->lock, NULL);
  return backoff;
}

void backoff_destroy(struct backoff *backoff) {
  if (!backoff) return;
  pthread_mutex_destroy(&backoff->lock);
  free(backoff);
}

/* FNV-1a. */
static uint64_t hash(uint64_t from, const char *text) {
  for (; *text; text++)
    from = (from ^ (unsigned char)*text) * 0x100000001b3u;
  return from;
}

static struct slot *by_pair(struct backoff *backoff, const char *login, const char *address) {
  uint64_t of_login = hash(0xcbf29ce484222325u, login);
  return &backoff->pairs[hash(of_login ^ '\n', address) & (SLOTS - 1)];
}

static struct slot *by_address(struct backoff *backoff, const char *address) {
  return &backoff->addresses[hash(0xcbf29ce484222325u, address) & (SLOTS - 1)];
}

int64_t backoff_wait_ms(struct backoff *backoff, const char *login, const char *address,
                        int64_t now_ms) {
  pthread_mutex_lock(&backoff->lock);
  int64_t until_ms = by_pair(backoff, login, address)->until_ms;
  int64_t other_ms = by_address(backoff, address)->until_ms;
  pthread_mutex_unlock(&backoff->lock);
  if (other_ms > until_ms) until_ms = other_ms;
  return until_ms > now_ms ? until_ms - now_ms : 0;
}

static void slow_down(struct slot *slot, unsigned free_tries, int64_t now_ms) {
  if (now_ms > slot->until_ms + LONGEST_MS) slot->wrong = 0;
  slot->wrong++;
  slot->until_ms = now_ms;
  if (slot->wrong <= free_tries) return;
  unsigned doubled = slot->wrong - free_tries - 1;
  int64_t wait_ms = doubled < 10 ? INT64_C(1000) << doubled : LONGEST_MS;
  slot->until_ms = now_ms + (wait_ms < LONGEST_MS ? wait_ms : LONGEST_MS);
}

void backoff_note(struct backoff *backoff, const char *login, const char *address, bool right,
                  int64_t now_ms) {
  pthread_mutex_lock(&backoff->lock);
  struct slot *pair = by_pair(backoff, login, address);
  if (right) {
    *pair = (struct slot){ 0 };
  } else {
    slow_down(pair, 0, now_ms);
    slow_down(by_address(backoff, address), FREE_BY_ADDRESS, now_ms);
  }
  pthread_mutex_unlock(&backoff->lock);
}
