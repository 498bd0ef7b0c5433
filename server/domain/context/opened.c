/* SPDX-License-Identifier: Apache-2.0 */
#include "opened.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct one {
  uint8_t *bytes;
  size_t n;
  struct tx_policy *policy; /* NULL: the place is free */
  unsigned held;            /* by so many */
  uint64_t asked;           /* the turn in which somebody did, last */
};

struct opened {
  const struct tx_trust *trust;
  pthread_mutex_t lock;
  uint64_t turn;
  struct one all[OPENED_MOST];
};

struct opened *opened_create(const struct tx_trust *trust) {
  struct opened *opened = calloc(1, sizeof *opened);
  if (!opened) return NULL;
  opened->trust = trust;
  pthread_mutex_init(&opened->lock, NULL);
  return opened;
}

static void clear(struct one *one) {
  free(one->bytes);
  tx_policy_destroy(one->policy);
  *one = (struct one){ 0 };
}

void opened_destroy(struct opened *opened) {
  if (!opened) return;
  for (size_t i = 0; i < OPENED_MOST; i++)
    clear(&opened->all[i]);
  pthread_mutex_destroy(&opened->lock);
  free(opened);
}

/* What of it hangs on the clock; its signature and its words do not. */
static bool still_stands(const struct opened *opened, const struct tx_policy *policy,
                         int64_t now_s) {
  const struct tx_clock clock = { .now_s = now_s };
  const int64_t at = (int64_t)policy->seq;
  enum tx_reason why;
  const struct tx_key_row *row = tx_trust_find(opened->trust, policy->signer, TX_USE_POLICY, &why);
  return row && tx_key_may_sign(row, policy->area, at, clock) == TX_OK && at <= now_s + TX_AHEAD_S;
}

static struct one *find(struct opened *opened, struct tx_span bytes) {
  for (size_t i = 0; i < OPENED_MOST; i++) {
    struct one *one = &opened->all[i];
    if (one->policy && one->n == bytes.n && memcmp(one->bytes, bytes.p, bytes.n) == 0) return one;
  }
  return NULL;
}

/* The one that was asked for longest ago and that nobody holds; NULL where there is none. */
static struct one *find_place(struct opened *opened) {
  struct one *out = NULL;
  for (size_t i = 0; i < OPENED_MOST; i++) {
    struct one *one = &opened->all[i];
    if (!one->held && (!out || one->asked < out->asked)) out = one;
  }
  return out;
}

static const struct tx_policy *hold(struct opened *opened, struct one *one) {
  one->held++;
  one->asked = ++opened->turn;
  return one->policy;
}

static const struct tx_policy *take_kept(struct opened *opened, struct tx_span bytes,
                                         int64_t now_s) {
  pthread_mutex_lock(&opened->lock);
  struct one *one = find(opened, bytes);
  const struct tx_policy *out =
      one && still_stands(opened, one->policy, now_s) ? hold(opened, one) : NULL;
  pthread_mutex_unlock(&opened->lock);
  return out;
}

/* Where there is no place, or no memory, it is the caller's alone. */
static void keep(struct opened *opened, struct tx_span bytes, struct tx_policy *policy) {
  uint8_t *copy = malloc(bytes.n);
  if (!copy) return;
  memcpy(copy, bytes.p, bytes.n);
  pthread_mutex_lock(&opened->lock);
  struct one *place = find(opened, bytes) ? NULL : find_place(opened);
  if (place) {
    clear(place);
    *place = (struct one){ .bytes = copy, .n = bytes.n, .policy = policy };
    hold(opened, place);
  }
  pthread_mutex_unlock(&opened->lock);
  if (!place) free(copy);
}

enum tx_reason opened_take(struct opened *opened, struct tx_span bytes, int64_t now_s,
                           const struct tx_policy **out) {
  struct tx_policy *policy = NULL;
  *out = take_kept(opened, bytes, now_s);
  if (*out) return TX_OK;
  const struct tx_clock clock = { .now_s = now_s };
  enum tx_reason reason = tx_policy_take(bytes, opened->trust, 0, clock, &policy);
  if (reason != TX_OK) return reason;
  keep(opened, bytes, policy);
  *out = policy;
  return TX_OK;
}

void opened_release(struct opened *opened, const struct tx_policy *policy) {
  struct one *kept = NULL;
  pthread_mutex_lock(&opened->lock);
  for (size_t i = 0; i < OPENED_MOST && !kept; i++)
    if (opened->all[i].policy == policy) kept = &opened->all[i];
  if (kept) kept->held--;
  pthread_mutex_unlock(&opened->lock);
  if (!kept) tx_policy_destroy((struct tx_policy *)(uintptr_t)policy);
}
